// Package fix writes the code that suggested fixes insert.
package fix

import (
	"bytes"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"golang.org/x/tools/go/analysis"
)

// File returns the file that a position stands in.
func File(pass *analysis.Pass, pos token.Pos) *ast.File {
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return f
		}
	}
	return nil
}

// Import returns the name under which a file imports path, "" when it does not.
func Import(f *ast.File, path string) string {
	if f == nil {
		return ""
	}
	for _, spec := range f.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != path {
			continue
		}
		if spec.Name == nil {
			return path[strings.LastIndexByte(path, '/')+1:]
		}
		if spec.Name.Name != "_" && spec.Name.Name != "." {
			return spec.Name.Name
		}
	}
	return ""
}

// Uses counts the mentions of an imported package in the file around pos: a fix
// that takes away the last one leaves an import that does not compile.
func Uses(pass *analysis.Pass, path string, pos token.Pos) int {
	f := File(pass, pos)
	if f == nil {
		return 0
	}
	count := 0
	ast.Inspect(f, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if p, ok := pass.TypesInfo.Uses[id].(*types.PkgName); ok && p.Imported().Path() == path {
				count++
			}
		}
		return true
	})
	return count
}

// Indent returns the whitespace before a position on its line.
func Indent(pass *analysis.Pass, pos token.Pos) string {
	p := pass.Fset.Position(pos)
	src, err := pass.ReadFile(p.Filename)
	if err != nil || p.Offset > len(src) {
		return ""
	}
	line := src[bytes.LastIndexByte(src[:p.Offset], '\n')+1 : p.Offset]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// Statement returns the statement of a block that holds n; nil when it stands
// elsewhere (the init of an if, a literal).
func Statement(x *endpoints.Index, n ast.Node) ast.Stmt {
	for child, up := n, x.Parent(n); up != nil; child, up = up, x.Parent(up) {
		switch up.(type) {
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
			s, _ := child.(ast.Stmt)
			if _, clause := up.(*ast.CaseClause); clause && s == nil {
				return nil
			}
			return s
		case *ast.FuncLit:
			return nil
		}
	}
	return nil
}

// InScope reports whether the name of v means v at a position.
func InScope(pass *analysis.Pass, v *types.Var, pos token.Pos) bool {
	return visible(pass, v.Name(), pos) == types.Object(v)
}

// visible is what a name means at a position, nil for nothing.
func visible(pass *analysis.Pass, name string, pos token.Pos) types.Object {
	file := File(pass, pos)
	if file == nil {
		return nil
	}
	scope := pass.TypesInfo.Scopes[file]
	if scope == nil {
		return nil
	}
	if inner := scope.Innermost(pos); inner != nil {
		scope = inner
	}
	_, obj := scope.LookupParent(name, pos)
	return obj
}

// ReturnError writes a return statement of fn with the code of v in its error;
// ok is false where the results cannot be filled in or fmt is not imported.
func ReturnError(x *endpoints.Index, fn *endpoints.Func, v *types.Var, pos token.Pos) (text string, ok bool) {
	res := fn.Sig.Results()
	if res.Len() == 0 || !types.Identical(res.At(res.Len()-1).Type(), types.Universe.Lookup("error").Type()) {
		return "", false
	}
	file := File(x.Pass, pos)
	fmtName := Import(file, "fmt")
	if fmtName == "" || !InScope(x.Pass, v, pos) {
		return "", false
	}
	if _, is := visible(x.Pass, fmtName, pos).(*types.PkgName); !is {
		return "", false // a variable has the name
	}
	shape, is := envelope.Of(v.Type())
	if !is {
		return "", false
	}
	var values []string
	for i := range res.Len() - 1 {
		zero, ok := Zero(x.Pass, file, res.At(i).Type())
		if !ok {
			return "", false
		}
		values = append(values, zero)
	}
	code := v.Name() + "." + strings.Join(shape.Path, ".")
	format, args := "code %v", code
	for _, f := range envelope.Fields(v.Type()) {
		if envelope.RoleOf(f.Name) == envelope.Msg {
			if b, ok := f.Var.Type().Underlying().(*types.Basic); ok && b.Info()&types.IsString != 0 {
				format += ": %s"
				args += ", " + v.Name() + "." + strings.Join(f.Path, ".")
				break
			}
		}
	}
	values = append(values, fmtName+".Errorf("+strconv.Quote("runninghub: "+format)+", "+args+")")
	return "return " + strings.Join(values, ", "), true
}

// Failed writes the condition that the code of v is not success: 0 of the
// first generation, whose text is "0", and "" of the second.
// Source: runninghub-api.md §1.
func Failed(v *types.Var) (string, bool) {
	shape, ok := envelope.Of(v.Type())
	if !ok {
		return "", false
	}
	b, ok := shape.Code.Type().Underlying().(*types.Basic)
	if !ok {
		return "", false
	}
	code := v.Name() + "." + strings.Join(shape.Path, ".")
	zeros := Successes(shape, b)
	for i, zero := range zeros {
		zeros[i] = code + " != " + zero
	}
	return strings.Join(zeros, " && "), true
}

// Successes writes the values that a code of a basic type has on success.
func Successes(shape envelope.Shape, b *types.Basic) []string {
	switch {
	case b.Info()&types.IsString == 0:
		return []string{"0"}
	case !shape.V2:
		return []string{`"0"`}
	case isNumber(shape.Code.Type()):
		// A missing number stays empty.
		return []string{`""`, `"0"`}
	}
	return []string{`""`}
}

// isNumber reports whether a type is json.Number, whose zero is the text "0".
func isNumber(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	o := named.Obj()
	return o.Pkg() != nil && o.Pkg().Path() == "encoding/json" && o.Name() == "Number"
}

// Zero writes the zero value of a type as a file can name it.
func Zero(pass *analysis.Pass, file *ast.File, t types.Type) (string, bool) {
	if p, ok := types.Unalias(t).(*types.TypeParam); ok {
		return "*new(" + p.Obj().Name() + ")", true
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return `""`, true
		case u.Info()&types.IsBoolean != 0:
			return "false", true
		case u.Info()&types.IsNumeric != 0:
			return "0", true
		}
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		return "nil", true
	case *types.Struct, *types.Array:
		named, ok := types.Unalias(t).(*types.Named)
		if !ok {
			return "", false
		}
		known := true
		name := types.TypeString(named, func(p *types.Package) string {
			if p == pass.Pkg {
				return ""
			}
			n := Import(file, p.Path())
			if n == "" {
				known = false
			}
			return n
		})
		return name + "{}", known
	}
	return "", false
}
