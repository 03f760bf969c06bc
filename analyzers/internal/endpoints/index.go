// Package endpoints finds out which RunningHub endpoints a piece of code
// reaches: URLs are folded through constants, concatenation, fmt.Sprintf,
// url.JoinPath, fields and the parameters of helpers of the package, and a
// value is traced back to the call it came from.
//
// Everything is local to one package. Where the trail ends the answer is "not
// known", and the passes are silent.
package endpoints

import (
	"bytes"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/directive"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// marks are the fragments one of which is in every package that speaks to
// RunningHub: paths as they are written whole or in parts, with room for a
// slip.
var marks = [][]byte{
	[]byte("/task/"), []byte("task/open"), []byte("uc/open"), []byte("api/openap"), []byte(`"openap`), []byte("`openap"), []byte(`/openapi"`),
	[]byte("openapi/v2/run"), []byte("openapi/v2/query"), []byte("openapi/v2/media"), []byte("apiCallDemo"), []byte(directive.Prefix),
}

// Mentions tells whether the source of the package holds anything that the
// analyzers care for. It reads the files' bytes only.
func Mentions(pass *analysis.Pass) bool {
	for _, f := range pass.Files {
		src, err := pass.ReadFile(pass.Fset.File(f.Pos()).Name())
		if err != nil {
			continue
		}
		for _, m := range marks {
			if bytes.Contains(src, m) {
				return true
			}
		}
		if mentionsService(src) {
			return true
		}
	}
	return false
}

// mentionsService finds the service's name in any case that people write.
func mentionsService(src []byte) bool {
	for i := 0; ; {
		at := bytes.Index(src[i:], []byte("unning"))
		if at < 0 {
			break
		}
		i += at + len("unning")
		if len(src) >= i+3 && bytes.EqualFold(src[i:i+3], []byte("hub")) {
			return true
		}
	}
	return bytes.Contains(src, []byte("RUNNINGHUB")) || bytes.Contains(src, []byte("RUNNING_HUB"))
}

// Func is a function with a body: declared, or a literal.
type Func struct {
	Decl *ast.FuncDecl // nil for a literal
	Lit  *ast.FuncLit
	Obj  *types.Func // nil for a literal
	Type *ast.FuncType
	Body *ast.BlockStmt
	Sig  *types.Signature
	// Outer is the function a literal stands in.
	Outer *Func
	// Calls are the calls of the body, those in literals left out.
	Calls []*ast.CallExpr
}

// Name is for people.
func (f *Func) Name() string {
	if f.Obj != nil {
		return f.Obj.Name()
	}
	return "func"
}

// Param returns the parameter at i, the last one for a variadic call; nil
// when there is none, as for the -1 of a receiver.
func (f *Func) Param(i int) *types.Var {
	n := f.Sig.Params().Len()
	if n == 0 || i < 0 {
		return nil
	}
	if i >= n {
		if !f.Sig.Variadic() {
			return nil
		}
		i = n - 1
	}
	return f.Sig.Params().At(i)
}

// Def is one place that gives a variable its value: Expr, or for a variable
// whose address a call takes, that call.
type Def struct {
	Expr ast.Expr
	// Index tells which result of the call Expr it is; -1 for all of Expr.
	Index int
	// Into tells that Expr is a call that was given the variable to fill.
	Into bool
}

// Index is what is known of one package.
type Index struct {
	Pass       *analysis.Pass
	Info       *types.Info
	Directives *directive.Set
	Funcs      []*Func
	// Service tells that the source names RunningHub.
	Service bool

	byObj   map[*types.Func]*Func
	byLit   map[*ast.FuncLit]*Func
	defs    map[*types.Var][]Def
	fields  map[*types.Var][]ast.Expr
	sites   map[*Func][]*ast.CallExpr
	within  map[*ast.CallExpr]*Func
	parents map[ast.Node]ast.Node
	params  map[*types.Var]param
	own     map[*Func]*Origin
	only    *bool
	bound   map[string]Origin
	reached map[*ast.CallExpr]Origin
}

type param struct {
	fn *Func
	i  int
}

// New reads a package. Test files count as any other.
func New(pass *analysis.Pass) *Index {
	x := &Index{
		Pass: pass, Info: pass.TypesInfo,
		Directives: directive.Read(pass.Fset, pass.Files),
		byObj:      map[*types.Func]*Func{},
		byLit:      map[*ast.FuncLit]*Func{},
		defs:       map[*types.Var][]Def{},
		fields:     map[*types.Var][]ast.Expr{},
		sites:      map[*Func][]*ast.CallExpr{},
		within:     map[*ast.CallExpr]*Func{},
		parents:    map[ast.Node]ast.Node{},
		params:     map[*types.Var]param{},
		own:        map[*Func]*Origin{},
		bound:      map[string]Origin{},
		reached:    map[*ast.CallExpr]Origin{},
	}
	for _, f := range pass.Files {
		if src, err := pass.ReadFile(pass.Fset.File(f.Pos()).Name()); err == nil && mentionsService(src) {
			x.Service = true
		}
		x.file(f)
	}
	for call := range x.within {
		if callee := x.Callee(call); callee != nil {
			x.sites[callee] = append(x.sites[callee], call)
		}
	}
	for _, calls := range x.sites {
		slices.SortFunc(calls, func(a, b *ast.CallExpr) int { return int(a.Pos()) - int(b.Pos()) })
	}
	return x
}

func (x *Index) file(f *ast.File) {
	var stack []ast.Node
	var fns []*Func
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil {
			top := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if len(fns) > 0 && (fns[len(fns)-1].Lit == top || ast.Node(fns[len(fns)-1].Decl) == top) {
				fns = fns[:len(fns)-1]
			}
			return true
		}
		if len(stack) > 0 {
			x.parents[n] = stack[len(stack)-1]
		}
		stack = append(stack, n)
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body == nil {
				break
			}
			obj, _ := x.Info.Defs[n.Name].(*types.Func)
			if obj == nil {
				break
			}
			fn := &Func{Decl: n, Obj: obj, Type: n.Type, Body: n.Body, Sig: obj.Type().(*types.Signature)}
			x.byObj[obj] = fn
			x.add(fn)
			fns = append(fns, fn)
		case *ast.FuncLit:
			sig, _ := x.Info.TypeOf(n).(*types.Signature)
			if sig == nil {
				break
			}
			fn := &Func{Lit: n, Type: n.Type, Body: n.Body, Sig: sig}
			if len(fns) > 0 {
				fn.Outer = fns[len(fns)-1]
			}
			x.byLit[n] = fn
			x.add(fn)
			fns = append(fns, fn)
		case *ast.CallExpr:
			var fn *Func
			if len(fns) > 0 {
				fn = fns[len(fns)-1]
				fn.Calls = append(fn.Calls, n)
			}
			x.within[n] = fn
			for _, arg := range n.Args {
				if u, ok := ast.Unparen(arg).(*ast.UnaryExpr); ok && u.Op == token.AND {
					if v := x.Var(u.X); v != nil {
						x.defs[v] = append(x.defs[v], Def{Expr: n, Into: true, Index: -1})
					}
				}
			}
		case *ast.AssignStmt:
			x.assign(n.Lhs, n.Rhs)
		case *ast.ValueSpec:
			lhs := make([]ast.Expr, len(n.Names))
			for i, name := range n.Names {
				lhs[i] = name
			}
			x.assign(lhs, n.Values)
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if e != nil {
					if v := x.Var(e); v != nil {
						x.defs[v] = append(x.defs[v], Def{Expr: n.X, Index: -1, Into: true})
					}
				}
			}
		case *ast.CompositeLit:
			for _, el := range n.Elts {
				if kv, ok := el.(*ast.KeyValueExpr); ok {
					if key, ok := kv.Key.(*ast.Ident); ok {
						if f, ok := x.Info.Uses[key].(*types.Var); ok && f.IsField() {
							x.fields[f.Origin()] = append(x.fields[f.Origin()], kv.Value)
						}
					}
				}
			}
		}
		return true
	})
}

func (x *Index) add(fn *Func) {
	x.Funcs = append(x.Funcs, fn)
	for i := range fn.Sig.Params().Len() {
		x.params[fn.Sig.Params().At(i)] = param{fn, i}
	}
}

func (x *Index) assign(lhs, rhs []ast.Expr) {
	for i, l := range lhs {
		d := Def{Index: -1}
		switch {
		case len(rhs) == len(lhs):
			d.Expr = rhs[i]
		case len(rhs) == 1:
			d.Expr, d.Index = rhs[0], i
		default:
			continue
		}
		if sel, ok := ast.Unparen(l).(*ast.SelectorExpr); ok {
			if f, ok := x.Info.Uses[sel.Sel].(*types.Var); ok && f.IsField() {
				x.fields[f.Origin()] = append(x.fields[f.Origin()], d.Expr)
			}
		}
		if v := x.Var(l); v != nil {
			x.defs[v] = append(x.defs[v], d)
		}
	}
}

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

// IsParam tells that a variable is a parameter of a function of the package.
func (x *Index) IsParam(v *types.Var) (fn *Func, i int, ok bool) {
	p, ok := x.params[v]
	return p.fn, p.i, ok
}

// Parent returns the node around n.
func (x *Index) Parent(n ast.Node) ast.Node { return x.parents[n] }

// FuncOf returns the function a literal is.
func (x *Index) FuncOf(lit *ast.FuncLit) *Func { return x.byLit[lit] }

// Within returns the function that a call stands in.
func (x *Index) Within(call *ast.CallExpr) *Func { return x.within[call] }

// Sites lists the calls of a function of the package.
func (x *Index) Sites(fn *Func) []*ast.CallExpr { return x.sites[fn] }

// Callee returns the function of the package that a call runs, also through a
// local variable that only ever holds one literal.
func (x *Index) Callee(call *ast.CallExpr) *Func {
	if obj := x.Static(call); obj != nil {
		return x.byObj[obj.Origin()]
	}
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return x.byLit[lit]
	}
	if v := x.Var(call.Fun); v != nil {
		if defs := x.defs[v]; len(defs) == 1 && defs[0].Index < 0 {
			if lit, ok := ast.Unparen(defs[0].Expr).(*ast.FuncLit); ok {
				return x.byLit[lit]
			}
		}
	}
	return nil
}

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

// IsPkgCall tells that a call runs pkg.name for one of names; pkg is a path.
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
