package flow

import (
	"go/ast"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
)

// declaredIn reports whether a variable is declared by a function: its
// parameters, results and receiver included.
func declaredIn(fn *endpoints.Func, v *types.Var) bool {
	from := fn.Type.Pos()
	if fn.Decl != nil {
		from = fn.Decl.Pos()
	}
	return from <= v.Pos() && v.Pos() < fn.Body.End()
}

// adopted reports whether an answer in a literal is followed by the function
// that runs it too.
func (p *Program) adopted(a *Answer) bool {
	if a.Fn.Lit == nil || declaredIn(a.Fn, a.Var) {
		return false
	}
	call, ok := p.X.Parent(a.Fn.Lit).(*ast.CallExpr)
	return ok && p.X.Within(call) != nil
}

// inPlace lists the literals that a call is handed, and so runs before the next
// statement: once.Do(func() { … }), tx(func() error { … }), func() { … }().
func (p *Program) inPlace(call *ast.CallExpr) []*endpoints.Func {
	var out []*endpoints.Func
	for _, e := range append([]ast.Expr{call.Fun}, call.Args...) {
		if lit, ok := ast.Unparen(e).(*ast.FuncLit); ok {
			if fn := p.X.Literal(lit); fn != nil {
				out = append(out, fn)
			}
		}
	}
	return out
}

// filledBy adds what a literal fills of the function that runs it.
func (f *finder) filledBy(lit *endpoints.Func, call *ast.CallExpr) {
	for _, a := range f.p.find(lit) {
		if declaredIn(lit, a.Var) || !declaredIn(f.fn, a.Var) && f.fn.Lit == nil {
			continue
		}
		if lets, read, known := f.p.letsThrough(lit, a); known {
			f.add(a.Var, a.Form, call)
			if to := f.at[a.Var]; to != nil {
				to.Field = a.Field
				if to.lets == nil {
					to.lets = map[*ast.CallExpr]letThrough{}
				}
				to.lets[call] = lets
				to.ReadInside = to.ReadInside || read
				to.inner = append(to.inner, a.Sites...)
			}
		}
	}
}

// letThrough are the codes under which a literal gives no error, and under which it
// gives one.
type letThrough struct{ ok, errs codes.Set }

// letsThrough says what becomes of an answer in a literal; known is false where
// the literal handles the code in a way that the function around it cannot be
// asked for. read says that the literal reads the data as well.
func (p *Program) letsThrough(lit *endpoints.Func, found *Answer) (l letThrough, read, known bool) {
	a := *found
	a.Universe = codes.All()
	w := p.walk(&a, codes.Set{})
	n := lit.Sig.Results().Len()
	if n == 0 || !isError(lit.Sig.Results().At(n-1).Type()) {
		return letThrough{ok: codes.All()}, len(a.Uses) > 0, !a.Read
	}
	for _, r := range a.Returns {
		if r.Err == NonNil {
			l.errs = l.errs.Union(r.Set.Minus(codes.Success()))
		}
	}
	l.ok = w.okSet
	return l, len(a.Uses) > 0, true
}
