package endpoints

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// Var returns the variable that an expression names, nil for anything else.
func (x *Index) Var(e ast.Expr) *types.Var {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	if v, ok := x.Info.Defs[id].(*types.Var); ok {
		return v
	}
	if v, ok := x.Info.Uses[id].(*types.Var); ok && !v.IsField() {
		return v
	}
	return nil
}

// Defs lists what gives a variable its value.
func (x *Index) Defs(v *types.Var) []Def { return x.defs[v] }

// FieldValues lists what the package puts into a field.
func (x *Index) FieldValues(v *types.Var) []ast.Expr { return x.fields[v.Origin()] }

// IsParam finds the function of the package that a variable is a parameter of.
func (x *Index) IsParam(v *types.Var) (fn *Func, i int, ok bool) {
	p, ok := x.params[v]
	return p.fn, p.i, ok
}

// Parent returns the node around n.
func (x *Index) Parent(n ast.Node) ast.Node { return x.parents[n] }

// Within returns the function that a call stands in.
func (x *Index) Within(call *ast.CallExpr) *Func { return x.within[call] }

// Sites lists the calls of a function of the package.
func (x *Index) Sites(fn *Func) []*ast.CallExpr { return x.sites[fn] }

// Callee returns the function of the package that a call runs, also through a
// local variable that only ever holds one literal, and through a method of an
// interface that one type of the package has.
func (x *Index) Callee(call *ast.CallExpr) *Func {
	if obj := x.Static(call); obj != nil {
		if fn := x.byObj[obj.Origin()]; fn != nil {
			return fn
		}
		if all := x.implementations(obj); len(all) == 1 {
			return all[0]
		}
		return nil
	}
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return x.byLit[lit]
	}
	if v := x.Var(call.Fun); v != nil {
		if defs := x.defs[v]; len(defs) == 1 && defs[0].Index < 0 && !defs[0].Into {
			return x.Value(defs[0].Expr)
		}
	}
	return nil
}

// Value returns the function of the package that an expression is as a value: a
// literal, a function's name, or a method value such as c.post.
func (x *Index) Value(e ast.Expr) *Func {
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		return x.byLit[e]
	case *ast.Ident:
		if f, ok := x.Info.Uses[e].(*types.Func); ok {
			return x.byObj[f.Origin()]
		}
	case *ast.SelectorExpr:
		f, ok := x.Info.Uses[e.Sel].(*types.Func)
		if s := x.Info.Selections[e]; ok && (s == nil || s.Kind() == types.MethodVal) {
			return x.byObj[f.Origin()]
		}
	}
	return nil
}

// InLiteral reports whether a node stands in a literal other than the one
// given, which may be nil.
func (x *Index) InLiteral(n ast.Node, but *ast.FuncLit) bool {
	for up := x.Parent(n); up != nil; up = x.Parent(up) {
		switch up := up.(type) {
		case *ast.FuncLit:
			return up != but
		case *ast.FuncDecl:
			return false
		}
	}
	return false
}

// Literal returns the function that a literal is.
func (x *Index) Literal(lit *ast.FuncLit) *Func { return x.byLit[lit] }

// Static returns the function or method that a call names, nil for calls of
// values, conversions and builtins.
func (x *Index) Static(call *ast.CallExpr) *types.Func {
	f, _ := typeutil.Callee(x.Info, call).(*types.Func)
	return f
}

// CalleeName is the last name of what is called, "" when it has none.
func CalleeName(call *ast.CallExpr) string {
	fun := ast.Unparen(call.Fun)
	for {
		switch f := fun.(type) {
		case *ast.IndexExpr:
			fun = f.X
			continue
		case *ast.IndexListExpr:
			fun = f.X
			continue
		case *ast.Ident:
			return f.Name
		case *ast.SelectorExpr:
			return f.Sel.Name
		}
		return ""
	}
}

// IsPkgCall reports whether a call runs pkg.name for one of names; pkg is a path.
func (x *Index) IsPkgCall(call *ast.CallExpr, pkg string, names ...string) bool {
	f := x.Static(call)
	if f == nil || f.Pkg() == nil || f.Pkg().Path() != pkg {
		return false
	}
	for _, n := range names {
		if f.Name() == n {
			return true
		}
	}
	return len(names) == 0
}

// ReceiverName is the name of a method's receiver type, "" for a function.
func ReceiverName(fn *Func) string {
	for fn != nil && fn.Obj == nil {
		fn = fn.Outer
	}
	if fn == nil || fn.Sig.Recv() == nil {
		return ""
	}
	s := types.TypeString(fn.Sig.Recv().Type(), func(*types.Package) string { return "" })
	return strings.TrimPrefix(s, "*")
}
