package flow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/rules/code"
)

type codeNumber = code.Code

func isNil(x *endpoints.Index, e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	_, isNil := x.Info.Uses[id].(*types.Nil)
	return isNil
}

// number reads a constant as a code: 803, "803", and "" for success.
func (w *walker) number(e ast.Expr) (n int64, ok bool) {
	tv := w.x.Info.Types[e]
	if tv.Value == nil {
		// A variable that only ever has one constant.
		v := w.x.Var(e)
		if v == nil {
			return 0, false
		}
		defs := w.x.Defs(v)
		if len(defs) != 1 || defs[0].Index >= 0 || w.x.Info.Types[defs[0].Expr].Value == nil {
			return 0, false
		}
		tv = w.x.Info.Types[defs[0].Expr]
	}
	return Number64(tv.Value)
}

// Number64 reads a constant as a code.
func Number64(v constant.Value) (int64, bool) {
	if v == nil {
		return 0, false
	}
	switch v.Kind() {
	case constant.Int, constant.Float:
		i := constant.ToInt(v)
		if i.Kind() != constant.Int {
			return 0, false
		}
		return constant.Int64Val(i)
	case constant.String:
		s := strings.TrimSpace(constant.StringVal(v))
		if s == "" {
			return 0, true
		}
		i := constant.MakeFromLiteral(s, token.INT, 0)
		if i.Kind() != constant.Int {
			return 0, false
		}
		return constant.Int64Val(i)
	}
	return 0, false
}

func swap(op token.Token) token.Token {
	switch op {
	case token.LSS:
		return token.GTR
	case token.LEQ:
		return token.GEQ
	case token.GTR:
		return token.LSS
	case token.GEQ:
		return token.LEQ
	}
	return op
}

func holds(a int64, op token.Token, b int64) bool {
	switch op {
	case token.EQL:
		return a == b
	case token.NEQ:
		return a != b
	case token.LSS:
		return a < b
	case token.LEQ:
		return a <= b
	case token.GTR:
		return a > b
	case token.GEQ:
		return a >= b
	}
	return false
}

// compare evaluates a comparison.
func (w *walker) compare(x, y ast.Expr, op token.Token, st *state) verdict {
	x, y = ast.Unparen(x), ast.Unparen(y)
	if isNil(w.x, x) || !w.isCode(x) && w.isCode(y) {
		x, y, op = y, x, swap(op)
	}
	if w.isCode(x) {
		return w.compareCode(y, op, st)
	}
	if v, ok := w.compareLen(x, y, op, st); ok {
		return v
	}
	if isNil(w.x, y) {
		return w.compareNil(x, op, st)
	}
	if w.isData(y) {
		return w.compareData(y, x, op, st)
	}
	if w.isData(x) {
		return w.compareData(x, y, op, st)
	}
	if key, ok := w.constKey(y); ok {
		if out, ok := w.outcomes(x, 0, st); ok {
			return w.equal(out, key, op, st)
		}
	} else if key, ok := w.constKey(x); ok {
		if out, ok := w.outcomes(y, 0, st); ok {
			return w.equal(out, key, op, st)
		}
	}
	if r, ok := w.equalsError(x, y, op, st); ok {
		return r
	}
	r := w.untraceable(x, st)
	s := w.untraceable(y, st)
	r.opaque = r.opaque || s.opaque
	return r
}

// compareCode compares the code with y.
func (w *walker) compareCode(y ast.Expr, op token.Token, st *state) verdict {
	if isNil(w.x, y) { // a pointer to the code: it is there
		return always(st).when(op != token.EQL)
	}
	n, ok := w.number(y)
	if !ok {
		r := w.unknown(st)
		r.opaque = true
		return r
	}
	w.a.compared(y, n, op)
	yes, no := st.set.Numbers(func(c codeNumber) bool { return holds(int64(c), op, n) })
	if st.set.Has(codes.Other()) {
		yes, no = otherSide(st.set, op, n, yes, no)
	}
	// Where the transport failed nothing was decoded, and the code is 0.
	zero := holds(0, op, n)
	return verdict{t: yes, f: no, tTr: st.transport && zero, fTr: st.transport && !zero, looked: true}
}

// compared notes a number that the code is compared with.
func (a *Answer) compared(y ast.Expr, n int64, op token.Token) {
	if a.Tested == nil {
		a.Tested = map[int64]bool{}
	}
	a.Tested[n] = true
	if a.Compared == nil {
		a.Compared = map[ast.Expr]int64{}
	}
	if op == token.EQL || op == token.NEQ {
		a.Compared[y] = n
	}
}

// compareLen compares len(x) with a number; ok is false for anything else, and
// where x is no part of the answer.
func (w *walker) compareLen(x, y ast.Expr, op token.Token, st *state) (r verdict, ok bool) {
	call, ok := x.(*ast.CallExpr)
	if !ok || endpoints.CalleeName(call) != "len" || len(call.Args) != 1 {
		return verdict{}, false
	}
	n, ok := w.number(y)
	if !ok {
		return verdict{}, false
	}
	if w.isCode(ast.Unparen(call.Args[0])) {
		success := codes.Success()
		yes, no := st.set.Minus(success), st.set.Intersect(success)
		if holds(0, op, n) { // true for the empty text
			yes, no = no, yes
		}
		return verdict{t: yes, f: no, tTr: st.transport, fTr: st.transport, looked: true}, true
	}
	if w.isData(call.Args[0]) {
		return w.guard(st), true
	}
	return verdict{}, false
}

// compareNil compares x with nil.
func (w *walker) compareNil(x ast.Expr, op token.Token, st *state) verdict {
	v := w.x.Var(x)
	if v != nil && v == st.pend {
		r := verdict{t: st.errs.Intersect(st.set.Union(st.errs.Minus(st.ok))), tTr: true, f: st.ok.Intersect(st.set), settlesErr: true}
		return r.when(op != token.EQL)
	}
	if call, ok := x.(*ast.CallExpr); ok && w.isSite(call) && call == st.site {
		r := verdict{t: st.errs, tTr: true, f: st.ok}
		return r.when(op != token.EQL)
	}
	if w.isData(x) {
		return w.guard(st)
	}
	if v != nil {
		if defs, ok := st.known(v); ok {
			if r, ok := w.evalDefs(v, defs, "nil", st); ok {
				return r.when(op != token.NEQ)
			}
			x = defs[0].expr
		}
	}
	if out, ok := w.outcomes(x, 0, st); ok {
		return w.equal(out, "nil", op, st)
	}
	if w.whole(x) {
		return w.unknown(st) // a nil answer is nobody's code
	}
	return w.untraceable(x, st)
}

// whole reports whether e is the answer itself.
func (w *walker) whole(e ast.Expr) bool {
	id := w.rootRef(e)
	if id == nil {
		return false
	}
	info := w.classify(id)
	return info.role == envelope.Whole && (ast.Expr(id) == e || w.a.Carried && info.expr == e)
}

// compareData compares a part of the data with something else.
func (w *walker) compareData(data, other ast.Expr, op token.Token, st *state) verdict {
	r := w.unknown(st)
	if n, ok := w.number(other); ok && n == 0 && w.onlyOnSuccess(data) {
		r.guard = true
	}
	if id := w.rootRef(data); id != nil && w.a.V2 && strings.EqualFold(w.classify(id).name, "status") {
		return w.status(other, op, st)
	}
	return r
}

// onlyOnSuccess reports whether a part of the data is there on success only:
// not so promptTips and the like, which say what went wrong.
func (w *walker) onlyOnSuccess(e ast.Expr) bool {
	for n := ast.Unparen(e); ; {
		switch x := n.(type) {
		case *ast.StarExpr:
			n = ast.Unparen(x.X)
			continue
		case *ast.SelectorExpr:
			if s := w.x.Info.Selections[x]; s != nil && s.Kind() == types.FieldVal {
				if f, ok := s.Obj().(*types.Var); ok && (reportsProblem(f.Name()) || reportsProblem(envelope.Name(s.Recv(), f))) {
					return false
				}
			}
		}
		break
	}
	id := w.rootRef(e)
	return id == nil || !reportsProblem(w.classify(id).name)
}

// reportsProblem reports whether a part of the data says what went wrong, rather
// than being a result.
func reportsProblem(name string) bool {
	parts := strings.Split(strings.ToLower(name), ".")
	switch parts[len(parts)-1] {
	case "prompttips", "failedreason", "errormessages":
		return true
	}
	return false
}

// status is a test of the status that v2 answers carry beside the code: a task
// that has one and has not failed carries no code, one that is not known
// comes with an empty status. Source: runninghub-api.md §2.14.
func (w *walker) status(want ast.Expr, op token.Token, st *state) verdict {
	r := w.unknown(st)
	r.guard = true
	tv := w.x.Info.Types[want]
	if tv.Value == nil || tv.Value.Kind() != constant.String || op != token.EQL && op != token.NEQ {
		return r
	}
	final := st.set.Where(func(e code.Entry) bool { return e.Final })
	switch strings.ToUpper(constant.StringVal(tv.Value)) {
	case "SUCCESS", "RUNNING", "QUEUED", "CREATE":
		r.t = st.set.Intersect(codes.Success())
	case "FAILED", "CANCEL":
		r.t = st.set.Minus(codes.Success())
		r.f = st.set.Minus(final)
	case "":
		r.t = st.set.Minus(codes.Success()).Minus(final)
		r.f = st.set.Intersect(codes.Success().Union(final))
	default:
		return r
	}
	if op == token.NEQ {
		r = r.not()
	}
	return r
}

// otherSide puts the unknown numbers on the sides where they can be.
func otherSide(set codes.Set, op token.Token, n int64, yes, no codes.Set) (codes.Set, codes.Set) {
	known := !codes.Of(codeNumber(n)).Has(codes.Other())
	switch {
	case op == token.EQL && known:
		yes, no = yes.Minus(codes.Other()), no.Union(codes.Other())
	case op == token.NEQ && known:
		yes, no = yes.Union(codes.Other()), no.Minus(codes.Other())
	case op == token.GTR && n <= 0, op == token.GEQ && n <= 1:
		// What is left on the other side are negative numbers, nobody's code.
		yes, no = yes.Union(codes.Other()), no.Minus(codes.Other())
	default:
		yes, no = yes.Union(codes.Other()), no.Union(codes.Other())
	}
	return yes.Intersect(set), no.Intersect(set)
}

func (w *walker) equal(out map[string]codes.Set, key string, op token.Token, st *state) verdict {
	switch op {
	case token.EQL:
		return w.pick(out, key, st)
	case token.NEQ:
		return w.pick(out, key, st).not()
	}
	return w.unknown(st)
}

func (w *walker) pick(out map[string]codes.Set, want string, st *state) verdict {
	var r verdict
	for k, s := range out {
		switch k {
		case want:
			r.t = r.t.Union(s)
		case "?":
			r.t, r.f = r.t.Union(s), r.f.Union(s)
		default:
			r.f = r.f.Union(s)
		}
	}
	r.tTr, r.fTr = st.transport && !r.t.Empty(), st.transport
	if st.transport {
		r.tTr, r.fTr = true, true
	}
	r.looked = r.t != r.f
	return r
}

func (w *walker) constKey(e ast.Expr) (string, bool) {
	if tv := w.x.Info.Types[e]; tv.Value != nil {
		return tv.Value.ExactString(), true
	}
	return "", false
}
