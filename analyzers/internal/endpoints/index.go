// Package endpoints finds out which RunningHub endpoints a piece of code
// reaches: URLs are folded through constants, concatenation, fmt.Sprintf,
// url.JoinPath, fields and the parameters of helpers of the package, and a
// value is traced back to the call it came from.
//
// Everything is local to one package. Where the trail ends the answer is "not
// known", and the passes are silent.
package endpoints

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/directive"
	"github.com/payloadlint/payloadlint/analyzers/internal/summary"
	"golang.org/x/tools/go/analysis"
)

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
	// Index says which result of the call Expr it is; -1 for all of Expr.
	Index int
	// Into says that Expr is a call that was given the variable to fill.
	Into bool
}

// Index is what is known of one package.
type Index struct {
	Pass       *analysis.Pass
	Info       *types.Info
	Directives *directive.Set
	Funcs      []*Func
	// Service says that the source names RunningHub, or has what only its
	// requests and codes have.
	Service bool
	// Known is what the packages below have told, nil where they have not.
	Known *summary.Known

	byObj   map[*types.Func]*Func
	byLit   map[*ast.FuncLit]*Func
	defs    map[*types.Var][]Def
	fields  map[*types.Var][]ast.Expr
	paths   map[*types.Var][]ast.Expr // what the Path of a url.URL is set to
	sites   map[*Func][]*ast.CallExpr
	within  map[*ast.CallExpr]*Func
	parents map[ast.Node]ast.Node
	params  map[*types.Var]param
	own     map[*Func]*Origin
	circle  circle
	only    *bool
	bound   map[string]Origin
	reached map[*ast.CallExpr]Origin
	behind  map[*types.Func][]*Func // what the methods of interfaces may run
	// bases are the addresses with a path of their own that clients of libraries
	// put before the paths of requests.
	bases []string
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
		paths:      map[*types.Var][]ast.Expr{},
		sites:      map[*Func][]*ast.CallExpr{},
		within:     map[*ast.CallExpr]*Func{},
		parents:    map[ast.Node]ast.Node{},
		params:     map[*types.Var]param{},
		own:        map[*Func]*Origin{},
		bound:      map[string]Origin{},
		reached:    map[*ast.CallExpr]Origin{},
		behind:     map[*types.Func][]*Func{},
	}
	for _, f := range pass.Files {
		if src, err := pass.ReadFile(pass.Fset.File(f.Pos()).Name()); err == nil && (mentionsService(src) || speaksForItself(src)) {
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
	x.bases = x.based()
	return x
}

var setsBase = regexp.MustCompile(`^Set(Common)?(BaseURL|HostURL|BaseUrl)$`)

// based collects the addresses of RunningHub that lead into its API and are given
// to clients of libraries to put before every path.
func (x *Index) based() []string {
	var out []string
	for call := range x.within {
		if !setsBase.MatchString(CalleeName(call)) || len(call.Args) != 1 || x.Callee(call) != nil {
			continue
		}
		for _, s := range x.Fold(call.Args[0]) {
			s = strings.TrimSuffix(s, "/")
			_, path, _ := strings.Cut(s, "://")
			if strings.Contains(path, "/") && x.Match(s).Service && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (x *Index) file(f *ast.File) {
	r := &reader{x: x}
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil {
			r.leave()
		} else {
			r.enter(n)
		}
		return true
	})
}

// reader reads one file into the index.
type reader struct {
	x     *Index
	stack []ast.Node // the nodes around the one at hand
	fns   []*Func    // the functions around it
}

func (r *reader) leave() {
	top := r.stack[len(r.stack)-1]
	r.stack = r.stack[:len(r.stack)-1]
	if len(r.fns) > 0 {
		if fn := r.fns[len(r.fns)-1]; ast.Node(fn.Lit) == top || ast.Node(fn.Decl) == top {
			r.fns = r.fns[:len(r.fns)-1]
		}
	}
}

func (r *reader) enter(n ast.Node) {
	if len(r.stack) > 0 {
		r.x.parents[n] = r.stack[len(r.stack)-1]
	}
	r.stack = append(r.stack, n)
	switch n := n.(type) {
	case *ast.FuncDecl:
		r.funcDecl(n)
	case *ast.FuncLit:
		r.funcLit(n)
	case *ast.CallExpr:
		r.call(n)
	case *ast.AssignStmt:
		r.x.assign(n.Lhs, n.Rhs)
	case *ast.ValueSpec:
		lhs := make([]ast.Expr, len(n.Names))
		for i, name := range n.Names {
			lhs[i] = name
		}
		r.x.assign(lhs, n.Values)
	case *ast.IncDecStmt:
		r.x.define(n.X, Def{Expr: n.X, Into: true, Index: -1})
	case *ast.RangeStmt:
		r.x.ranges(n)
	case *ast.CompositeLit:
		r.x.literal(n)
	}
}

func (r *reader) funcDecl(n *ast.FuncDecl) {
	obj, _ := r.x.Info.Defs[n.Name].(*types.Func)
	if n.Body == nil || obj == nil {
		return
	}
	fn := &Func{Decl: n, Obj: obj, Type: n.Type, Body: n.Body, Sig: obj.Type().(*types.Signature)}
	r.x.byObj[obj] = fn
	r.x.add(fn)
	r.fns = append(r.fns, fn)
}

func (r *reader) funcLit(n *ast.FuncLit) {
	sig, _ := r.x.Info.TypeOf(n).(*types.Signature)
	if sig == nil {
		return
	}
	fn := &Func{Lit: n, Type: n.Type, Body: n.Body, Sig: sig}
	if len(r.fns) > 0 {
		fn.Outer = r.fns[len(r.fns)-1]
	}
	r.x.byLit[n] = fn
	r.x.add(fn)
	r.fns = append(r.fns, fn)
}

func (r *reader) call(n *ast.CallExpr) {
	var fn *Func
	if len(r.fns) > 0 {
		fn = r.fns[len(r.fns)-1]
		fn.Calls = append(fn.Calls, n)
	}
	r.x.within[n] = fn
	for _, arg := range n.Args {
		if u, ok := ast.Unparen(arg).(*ast.UnaryExpr); ok && u.Op == token.AND {
			r.x.define(u.X, Def{Expr: n, Into: true, Index: -1})
		}
	}
}

// define notes that a variable is given a value.
func (x *Index) define(e ast.Expr, d Def) {
	if v := x.Var(e); v != nil {
		x.defs[v] = append(x.defs[v], d)
	}
}

func (x *Index) ranges(n *ast.RangeStmt) {
	for _, e := range []ast.Expr{n.Key, n.Value} {
		if e != nil {
			x.define(e, Def{Expr: n.X, Index: -1, Into: true})
		}
	}
}

// literal notes the fields that a literal of a struct fills.
func (x *Index) literal(n *ast.CompositeLit) {
	t := x.Info.TypeOf(n)
	if t == nil {
		return
	}
	st, ok := deref(t).Underlying().(*types.Struct)
	for i, el := range n.Elts {
		kv, named := el.(*ast.KeyValueExpr)
		if !named && ok && i < st.NumFields() {
			x.fill(st.Field(i), el)
		}
		if !named {
			continue
		}
		if key, ok := kv.Key.(*ast.Ident); ok {
			x.fill(x.Info.Uses[key], kv.Value)
		}
	}
}

// fill notes that a field is given a value.
func (x *Index) fill(field types.Object, e ast.Expr) {
	if f, ok := field.(*types.Var); ok && f.IsField() {
		x.fields[f.Origin()] = append(x.fields[f.Origin()], e)
	}
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
			x.fill(x.Info.Uses[sel.Sel], d.Expr)
			if u := x.Var(sel.X); u != nil && sel.Sel.Name == "Path" && isURL(u.Type()) {
				x.paths[u] = append(x.paths[u], d.Expr)
			}
		}
		x.define(l, d)
	}
}
