package flow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/libraries"
	"golang.org/x/tools/go/cfg"
)

// verdict is what a condition says of the answer.
type verdict struct {
	t, f       codes.Set
	tTr, fTr   bool // the answer may be missing on that side
	looked     bool // the code was tested
	opaque     bool // something about the code could not be followed
	guard      bool // the data was tested for being there
	settlesErr bool // the error of the call is known now
	told       bool // the error beside the answer was asked for what it is
	// tPassed and fPassed say that the code has picked a function of a table on
	// that side, which handles it.
	tPassed, fPassed bool
	// tOpaque and fOpaque say that one side alone cannot be followed.
	tOpaque, fOpaque bool
	// The values that variables can have on either side.
	tValues, fValues []choice
}

// choice is what is left of the values of a variable.
type choice struct {
	v  *types.Var
	of []binding
}

// branch evaluates the condition at the end of a block.
func (w *walker) branch(b *cfg.Block, cond ast.Expr, st *state) verdict {
	if !st.acq {
		return verdict{}
	}
	v := w.decided(b, cond, st)
	v.told = v.told || w.tells(cond, st)
	return v
}

// decided is branch without what is asked of an error beside the answer.
func (w *walker) decided(b *cfg.Block, cond ast.Expr, st *state) verdict {
	if b.Succs[0].Kind == cfg.KindSwitchCaseBody {
		if sw, ok := w.x.Parent(w.x.Parent(b.Succs[0].Stmt)).(*ast.SwitchStmt); ok && sw.Tag != nil {
			if tv := w.x.Info.Types[sw.Tag]; tv.Value != nil && tv.Value.Kind() == constant.Bool {
				v := w.eval(cond, st) // switch true
				if !constant.BoolVal(tv.Value) {
					v = v.not()
				}
				return v
			}
			v := w.compare(sw.Tag, cond, token.EQL, st)
			v.told = w.tells(sw.Tag, st)
			return v
		}
	}
	return w.eval(cond, st)
}

// unknown is a condition that says nothing of the answer.
func (w *walker) unknown(st *state) verdict {
	return verdict{t: st.set, f: st.set, tTr: st.transport, fTr: st.transport}
}

// guard is a test of the data for being there, which says nothing of the code.
func (w *walker) guard(st *state) verdict {
	r := w.unknown(st)
	r.guard = true
	return r
}

func always(st *state) verdict { return verdict{t: st.set, tTr: st.transport} }

func (v verdict) not() verdict {
	v.t, v.f, v.tTr, v.fTr = v.f, v.t, v.fTr, v.tTr
	v.tValues, v.fValues = v.fValues, v.tValues
	v.tPassed, v.fPassed = v.fPassed, v.tPassed
	v.tOpaque, v.fOpaque = v.fOpaque, v.tOpaque
	return v
}

// when is v, or its opposite when side is false.
func (v verdict) when(side bool) verdict {
	if side {
		return v
	}
	return v.not()
}

// and joins v with u, which was evaluated under what v lets through.
func (v verdict) and(u verdict) verdict {
	return verdict{
		t: u.t, tTr: u.tTr, f: v.f.Union(u.f), fTr: v.fTr || u.fTr,
		looked: v.looked || u.looked, opaque: v.opaque || u.opaque, guard: v.guard || u.guard,
		told:    v.told || u.told,
		tPassed: v.tPassed || u.tPassed,
		tOpaque: v.tOpaque || u.tOpaque, fOpaque: v.fOpaque || u.fOpaque,
		tValues: slices.Concat(v.tValues, u.tValues),
	}
}

// eval evaluates a condition.
func (w *walker) eval(e ast.Expr, st *state) verdict {
	e = ast.Unparen(e)
	if tv := w.x.Info.Types[e]; tv.Value != nil && tv.Value.Kind() == constant.Bool {
		return always(st).when(constant.BoolVal(tv.Value))
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return w.eval(e.X, st).not()
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND:
			return w.both(e, st)
		case token.LOR:
			return w.either(e, st)
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			return w.compare(e.X, e.Y, e.Op, st)
		}
	case *ast.Ident:
		return w.evalVar(e, st)
	case *ast.IndexExpr:
		if out, ok := w.outcomes(e, 0, st); ok {
			return w.pick(out, "true", st)
		}
	case *ast.CallExpr:
		if v, ok := w.evalCall(e, st); ok {
			return v
		}
	}
	return w.untraceable(e, st)
}

// both is X && Y: Y is evaluated under the codes that X lets through.
func (w *walker) both(e *ast.BinaryExpr, st *state) verdict {
	a := w.eval(e.X, st)
	right := *st
	right.set, right.transport = a.t, a.tTr
	return a.and(w.eval(e.Y, &right))
}

// either is X || Y, which is !(!X && !Y).
func (w *walker) either(e *ast.BinaryExpr, st *state) verdict {
	a := w.eval(e.X, st).not()
	right := *st
	right.set, right.transport = a.t, a.tTr
	return a.and(w.eval(e.Y, &right).not()).not()
}

// evalVar evaluates a variable as a condition.
func (w *walker) evalVar(e *ast.Ident, st *state) verdict {
	v := w.x.Var(e)
	if v == nil {
		return w.unknown(st)
	}
	if defs, ok := st.known(v); ok {
		if r, ok := w.evalDefs(v, defs, "true", st); ok {
			r.tPassed = w.picksFunction(defs)
			return r
		}
	}
	if r, ok := w.assertedError(v, st); ok {
		return r
	}
	switch {
	case w.a.Form == Error && w.okOfAssert(v):
		return w.examined(w.wantedBy(v), st)
	case w.okOfCode(v):
		return always(st)
	case w.okOfData(v):
		return w.guard(st)
	}
	return w.unknown(st)
}

// picksFunction reports whether one of the values is the ok of a look into a table
// of functions.
func (w *walker) picksFunction(defs []binding) bool {
	return slices.ContainsFunc(defs, func(d binding) bool {
		e, ok := ast.Unparen(d.expr).(*ast.IndexExpr)
		if !ok || d.idx != 1 {
			return false
		}
		_, runs := underlying(w.x.Info.TypeOf(e)).(*types.Signature)
		return runs
	})
}

// evalDefs asks whether a variable has a value, for each of what it may hold.
func (w *walker) evalDefs(v *types.Var, defs []binding, want string, st *state) (r verdict, ok bool) {
	yes, no := choice{v: v}, choice{v: v}
	for _, d := range defs {
		in := st.under(d)
		var one verdict
		if call, isCall := ast.Unparen(d.expr).(*ast.CallExpr); isCall && w.a.Form == Error && w.isAs(call) {
			one = w.examined(w.wanted(call), in)
		} else {
			out, known := w.outcomes(d.expr, d.idx, in)
			if !known {
				if len(defs) == 1 {
					return verdict{}, false
				}
				out = map[string]codes.Set{"?": in.set}
			}
			one = w.pick(out, want, in)
		}
		r.t, r.f = r.t.Union(one.t), r.f.Union(one.f)
		r.tTr, r.fTr = r.tTr || one.tTr, r.fTr || one.fTr
		r.looked = r.looked || one.looked
		if !one.t.Empty() || one.tTr {
			yes.of = append(yes.of, d)
		}
		if !one.f.Empty() || one.fTr {
			no.of = append(no.of, d)
		}
	}
	if len(defs) > 1 {
		r.looked = r.t != r.f
		r.tValues, r.fValues = []choice{yes}, []choice{no}
	}
	return r, true
}

// evalCall evaluates a call as a condition; ok is false where nothing is known
// of it.
func (w *walker) evalCall(e *ast.CallExpr, st *state) (r verdict, ok bool) {
	if name := endpoints.CalleeName(e); name == "Exists" || name == "IsObject" || name == "IsArray" {
		if id := w.rootRef(e); id != nil {
			switch w.classify(id).role {
			case envelope.Code:
				return always(st), true
			case envelope.Data:
				return w.guard(st), true
			}
			return w.unknown(st), true
		}
	}
	if r, ok := w.asksError(e, st); ok {
		return r, true
	}
	if w.a.Form == Error && w.isAs(e) {
		return w.examined(w.wanted(e), st), true
	}
	if out, ok := w.outcomes(e, 0, st); ok {
		return w.pick(out, "true", st), true
	}
	return verdict{}, false
}

// untraceable is a condition that says nothing we can follow; it is opaque when
// the code, or all of the answer, goes into it.
func (w *walker) untraceable(e ast.Expr, st *state) verdict {
	r := w.unknown(st)
	r.opaque = w.holdsError(e, st)
	for _, id := range w.refs(e) {
		switch w.classify(id).role {
		case envelope.Code:
			r.opaque = true
		case envelope.Whole:
			if (w.a.Form != Error || !w.isNilTest(id)) && !w.brought(id) && !w.asksForm(id) {
				r.opaque = true
			}
		}
	}
	return r
}

// asksForm reports whether an answer is asked for its length, or for being JSON at
// all, which says nothing of its code.
func (w *walker) asksForm(id *ast.Ident) bool {
	e := ast.Expr(id)
	for {
		switch p := w.x.Parent(e).(type) {
		case *ast.ParenExpr:
			e = p
		case *ast.CallExpr:
			if w.x.Info.Types[p.Fun].IsType() {
				e = p
				continue
			}
			return w.isFormTest(p)
		case *ast.BinaryExpr:
			other := p.X
			if other == e {
				other = p.Y
			}
			v := w.x.Info.Types[other].Value
			return v != nil && v.Kind() == constant.String && constant.StringVal(v) == ""
		default:
			return false
		}
	}
}

// isFormTest reports whether a call gives the length of an answer, or says whether
// it is JSON.
func (w *walker) isFormTest(call *ast.CallExpr) bool {
	if len(call.Args) != 1 {
		return false
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		_, builtin := w.x.Info.Uses[id].(*types.Builtin)
		return builtin && id.Name == "len"
	}
	return w.p.Libraries.Is(w.x.Static(call), libraries.Validates)
}

// brought reports whether an identifier stands in the very call that fills it.
func (w *walker) brought(id *ast.Ident) bool {
	for n := w.x.Parent(id); n != nil; n = w.x.Parent(n) {
		if call, ok := n.(*ast.CallExpr); ok && w.isSite(call) {
			return true
		}
		if _, ok := n.(ast.Stmt); ok {
			return false
		}
	}
	return false
}

func (w *walker) isNilTest(id *ast.Ident) bool {
	b, ok := w.x.Parent(id).(*ast.BinaryExpr)
	return ok && (isNil(w.x, b.X) || isNil(w.x, b.Y))
}
