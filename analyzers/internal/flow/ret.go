package flow

import (
	"go/ast"
	"go/types"
	"regexp"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
)

// ret is a way out.
func (w *walker) ret(n *ast.ReturnStmt, st *state) {
	results := w.a.Fn.Sig.Results()
	w.saysAgain(n, st)
	// What the function says of a code it was given.
	if st.acq {
		for i := range results.Len() {
			w.outcome(i, n, st)
		}
	}
	if !st.acq {
		return
	}
	for _, way := range w.ways(n, st) {
		for _, side := range w.sides(n, way) {
			w.wayOut(n, side.state, side.err)
		}
	}
}

// ways takes a state at a return statement apart by the values that the
// returned error can have.
func (w *walker) ways(n *ast.ReturnStmt, st *state) []*state {
	results := w.a.Fn.Sig.Results()
	last := results.Len() - 1
	if last < 0 || !isError(results.At(last).Type()) {
		return []*state{st}
	}
	v := results.At(last)
	if len(n.Results) > 0 {
		if v = w.x.Var(n.Results[len(n.Results)-1]); v == nil || len(n.Results) != results.Len() {
			return []*state{st}
		}
	}
	defs := st.def(v)
	if len(defs) < 2 {
		return []*state{st}
	}
	var out []*state
	for _, d := range defs {
		way := *st
		way.narrow(st.set.Intersect(d.set))
		way.choose(v, []binding{d})
		if w.feasible(&way) {
			out = append(out, &way)
		}
	}
	return out
}

// sides takes a state at a return statement apart where the returned error is nil
// under some codes and not under the others.
func (w *walker) sides(n *ast.ReturnStmt, st *state) []side {
	whole := []side{{state: st}}
	last := w.a.Fn.Sig.Results().Len() - 1
	if last < 0 || !isError(w.a.Fn.Sig.Results().At(last).Type()) || st.transport {
		return whole
	}
	e, idx := w.resultExpr(last, n, st)
	if e == nil {
		return whole
	}
	out, ok := w.outcomes(e, idx, st)
	nils, others, sure := nilOrNot(out)
	if !ok || !sure || nils.Empty() || others.Empty() || nils == others {
		return whole
	}
	isNil, isNot := *st, *st
	isNil.narrow(st.set.Intersect(nils))
	isNot.narrow(st.set.Intersect(others))
	return []side{{&isNil, Nil}, {&isNot, NonNil}}
}

// side is a state at a return statement; err is Maybe where the error decides
// nothing.
type side struct {
	state *state
	err   Nilness
}

// wayOut is a return statement with one value of the error.
func (w *walker) wayOut(n *ast.ReturnStmt, st *state, err Nilness) {
	errExpr, nilness := w.returnedError(n, st)
	if err != Maybe {
		nilness = err
	}
	if nilness != NonNil && !st.transport {
		w.okSet = w.okSet.Union(w.effective(st))
	}
	whole := w.handOut(n, nilness, st)
	if st.opaque || st.transport && st.set.Empty() || whole && nilness != NonNil {
		return
	}
	w.noteReturn(n, errExpr, nilness, st)
}

// returnedError finds the error that a return statement gives, nil where it is
// not written out, and whether it is nil.
func (w *walker) returnedError(n *ast.ReturnStmt, st *state) (ast.Expr, Nilness) {
	results := w.a.Fn.Sig.Results()
	last := results.Len() - 1
	if last < 0 || !isError(results.At(last).Type()) {
		return nil, Nil
	}
	switch len(n.Results) {
	case results.Len():
		e := n.Results[last]
		return e, w.nilness(e, 0, st)
	case 1:
		if call, ok := n.Results[0].(*ast.CallExpr); ok {
			return nil, w.nilness(call, last, st)
		}
	case 0:
		if defs, ok := st.known(results.At(last)); ok && len(defs) == 1 {
			return defs[0].expr, w.nilness(defs[0].expr, defs[0].idx, st.under(defs[0]))
		}
	}
	return nil, Maybe
}

// handOut notes the results that are the answer itself and reports whether
// there are any.
func (w *walker) handOut(n *ast.ReturnStmt, nilness Nilness, st *state) bool {
	whole := false
	for i, r := range n.Results {
		if w.subject(r) && w.a.Form != Error {
			whole = true
			if nilness != NonNil {
				w.handed[i] = w.handed[i].Union(w.effective(st))
			}
		}
	}
	if len(n.Results) > 0 {
		return whole
	}
	results := w.a.Fn.Sig.Results()
	for i := range results.Len() {
		if results.At(i) == w.a.Var {
			whole = true
			w.handed[i] = w.handed[i].Union(w.effective(st))
		}
	}
	return whole
}

// noteReturn records a way out that does not hand the answer on.
func (w *walker) noteReturn(n *ast.ReturnStmt, errExpr ast.Expr, nilness Nilness, st *state) {
	carry := w.carry(errExpr, st)
	if st.passed && carry == Dropped {
		carry = Text
	}
	key := wayOut{n, nilness}
	r := w.rets[key]
	if r == nil {
		r = &Return{Stmt: n, Err: nilness, ErrExpr: errExpr, Carry: carry}
		w.rets[key] = r
	}
	r.Set = r.Set.Union(st.set)
	if w.bad(st) && !st.noted && !st.passed {
		r.Silent = r.Silent.Union(st.set)
	}
	if carry > r.Carry {
		r.Carry = carry
	}
	if st.last != nil {
		r.Looked = st.last
	}
}

// effective is what callers must still expect of an answer handed out.
func (w *walker) effective(st *state) codes.Set {
	if st.opaque || st.passed && w.a.Form != Opaque {
		return codes.Success()
	}
	return st.set
}

// outcome notes which value result i has under the codes at hand.
func (w *walker) outcome(i int, n *ast.ReturnStmt, st *state) {
	if st.transport && st.set.Empty() {
		return
	}
	e, idx := w.resultExpr(i, n, st)
	if len(n.Results) == 0 && w.namedOutcomes(i, st) {
		return
	}
	if st.opaque || e == nil {
		w.addOutcome(i, "?", st.set)
		return
	}
	out, ok := w.outcomes(e, idx, st)
	switch {
	case ok:
		for k, s := range out {
			w.addOutcome(i, k, s)
		}
	case idx == 0 && isError(w.a.Fn.Sig.Results().At(i).Type()) && w.concreteError(e):
		w.addOutcome(i, w.errorKey(e), st.set)
	default:
		w.addOutcome(i, "?", st.set)
	}
}

// namedOutcomes notes what a named result may hold where several assignments
// reach the return.
func (w *walker) namedOutcomes(i int, st *state) bool {
	defs, ok := st.known(w.a.Fn.Sig.Results().At(i))
	if st.opaque || !ok || len(defs) < 2 {
		return false
	}
	out, _ := w.defOutcomes(defs, st)
	for k, s := range out {
		w.addOutcome(i, k, s)
	}
	return true
}

// resultExpr finds the expression that gives result i, and which of its results
// that is; nil where it is not known.
func (w *walker) resultExpr(i int, n *ast.ReturnStmt, st *state) (e ast.Expr, idx int) {
	results := w.a.Fn.Sig.Results()
	switch len(n.Results) {
	case results.Len():
		return n.Results[i], 0
	case 1:
		return n.Results[0], i
	case 0:
		if defs, ok := st.known(results.At(i)); ok && len(defs) == 1 {
			return defs[0].expr, defs[0].idx
		}
	}
	return nil, 0
}

func (w *walker) addOutcome(i int, key string, s codes.Set) {
	if w.outs[i] == nil {
		w.outs[i] = map[string]codes.Set{}
	}
	if !s.Empty() {
		w.outs[i][key] = w.outs[i][key].Union(s)
	}
}

// concreteError reports whether an expression that is used as an error is a
// value of an error type, which is never nil.
func (w *walker) concreteError(e ast.Expr) bool {
	t := w.x.Info.TypeOf(e)
	if t == nil || isError(t) {
		return false
	}
	_, tuple := t.(*types.Tuple)
	return !tuple
}

// nilness says whether result idx of an expression is nil.
func (w *walker) nilness(e ast.Expr, idx int, st *state) Nilness {
	if e == nil {
		return Maybe
	}
	e = ast.Unparen(e)
	if isNil(w.x, e) {
		return Nil
	}
	if idx == 0 && w.concreteError(e) {
		return NonNil
	}
	if v := w.x.Var(e); v != nil {
		if w.nonNil(v, st) {
			return NonNil
		}
		if defs, ok := st.known(v); ok && len(defs) == 1 && defs[0].expr != e {
			return w.nilness(defs[0].expr, defs[0].idx, st.under(defs[0]))
		}
	}
	out, ok := w.outcomes(e, idx, st)
	if !ok {
		return Maybe
	}
	return nilnessOf(out)
}

// nonNil reports whether a variable is an error for sure: the answer's own under
// codes of failure, or another where there is no answer.
func (w *walker) nonNil(v *types.Var, st *state) bool {
	if v == w.a.Var {
		return w.a.Form == Error && st.acq && w.bad(st)
	}
	return st.transport && st.pend == nil && st.set.Empty()
}

// nilnessOf joins the outcomes of an error.
func nilnessOf(out map[string]codes.Set) Nilness {
	isNil, isNot := !out["nil"].Empty(), !nonNilSet(out).Empty()
	switch {
	case !out["?"].Empty() || isNil == isNot:
		return Maybe
	case isNot:
		return NonNil
	}
	return Nil
}

// carry says what of the code an error takes along.
func (w *walker) carry(e ast.Expr, st *state) Carry {
	if e == nil {
		return Whole
	}
	e = ast.Unparen(e)
	if v := w.x.Var(e); v != nil {
		if defs, ok := st.known(v); ok {
			least := Whole
			for _, d := range defs {
				least = min(least, w.carry(d.expr, st.under(d)))
			}
			return least
		}
		if v.Parent() == w.x.Pass.Pkg.Scope() {
			return Dropped // one error for all codes
		}
		return Whole
	}
	code, msg := false, false
	for _, id := range w.refs(e) {
		switch w.classify(id).role {
		case envelope.Code, envelope.Whole:
			code = true
		case envelope.Msg:
			msg = true
		}
	}
	call, isCall := e.(*ast.CallExpr)
	if isCall && (w.x.IsPkgCall(call, "errors", "New") || w.x.IsPkgCall(call, "fmt", "Errorf")) {
		if code {
			return Text
		}
		return w.carryText(call, msg)
	}
	if msg && !code {
		return Dropped
	}
	return Whole
}

// carryText says what an error that is made of a text takes along where the
// text does not mention the code; msg is set where it holds the message.
func (w *walker) carryText(call *ast.CallExpr, msg bool) Carry {
	if w.hasBody(call) {
		return Text
	}
	for _, a := range call.Args {
		if inner, ok := ast.Unparen(a).(*ast.CallExpr); ok && w.x.Callee(inner) != nil && !msg {
			return Text
		}
		if t := w.x.Info.TypeOf(a); t != nil && types.Implements(t, errorType) {
			if v := w.x.Var(a); v == nil || v.Parent() != w.x.Pass.Pkg.Scope() {
				return Whole
			}
		}
	}
	return Dropped
}

var errorType = types.Universe.Lookup("error").Type().Underlying().(*types.Interface)

// hasBody reports whether the text of an error holds the raw answer.
func (w *walker) hasBody(call *ast.CallExpr) bool {
	found := false
	for _, a := range call.Args {
		ast.Inspect(a, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok && w.isBody(e) {
				found = true
			}
			return true
		})
	}
	return found
}

// isBody reports whether an expression is a slice of bytes, or a text that is
// called like the body of an answer.
func (w *walker) isBody(e ast.Expr) bool {
	t := w.x.Info.TypeOf(e)
	if t == nil {
		return false
	}
	if s, ok := t.Underlying().(*types.Slice); ok {
		if b, ok := s.Elem().Underlying().(*types.Basic); ok && b.Kind() == types.Byte {
			return true
		}
	}
	id, ok := e.(*ast.Ident)
	return ok && isBytes(t) && rawName.MatchString(id.Name)
}

var rawName = regexp.MustCompile(`(?i)(body|raw|payload|bytes|resp)`)
