package flow

import (
	"go/ast"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
)

// hand notes for a function of the package what it is given.
func (w *walker) hand(e ast.Expr, st *state) {
	call, ok := w.x.Parent(e).(*ast.CallExpr)
	if !ok || call.Fun == e || !st.acq {
		return
	}
	fn := w.x.Callee(call)
	if fn == nil || fn == w.a.Fn {
		return
	}
	for i, a := range call.Args {
		if a != e {
			continue
		}
		v := fn.Param(i)
		if v == nil || w.a.Form == Error || w.a.Param && w.entry == codes.All() {
			return
		}
		if _, ok := w.p.form(v.Type()); !ok && !w.isCode(e) {
			return
		}
		w.pass(fn, v, st)
	}
}

func (w *walker) pass(fn *endpoints.Func, v *types.Var, st *state) {
	in := w.p.passes[v]
	if in == nil {
		in = &passed{fn: fn, kinds: w.a.Kinds, v2: w.a.V2}
		w.p.passes[v] = in
	}
	if !st.opaque {
		in.set = in.set.Union(st.set)
	}
}
