package flow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
)

// An error that is made of a code says by its identity or its type which codes
// it stands for: `return ErrPending`, `return &APIError{…}`. Outcomes keep that
// in the value, which begins with nonNil for every error:
//
//	nonnil          some error
//	nonnil new      one that nothing else is equal to
//	nonnil =p.Name  what the package variable Name holds
//	nonnil *p.T     one of type T
//
// with a ~ at the end for an error that wraps such a one.
const (
	nonNil      = "nonnil"
	nonNilNew   = nonNil + " new"
	nonNilIs    = nonNil + " ="
	nonNilType  = nonNil + " *"
	nonNilWraps = "~"
)

// nonNilSet are the codes under which an error is not nil.
func nonNilSet(out map[string]codes.Set) (set codes.Set) {
	for k, s := range out {
		if strings.HasPrefix(k, nonNil) {
			set = set.Union(s)
		}
	}
	return set
}

// nilOrNot are the codes under which an error is nil and those under which it is
// not; ok is false where that is not known of some.
func nilOrNot(out map[string]codes.Set) (isNil, isNot codes.Set, ok bool) {
	for k := range out {
		if k != "nil" && !strings.HasPrefix(k, nonNil) {
			return isNil, isNot, false
		}
	}
	return out["nil"], nonNilSet(out), true
}

// always gives one value under all codes at hand.
func (s *state) always(key string) map[string]codes.Set { return map[string]codes.Set{key: s.set} }

// sentinel is the package variable of an error type that an expression names,
// nil for anything else.
func (w *walker) sentinel(e ast.Expr) *types.Var {
	var v *types.Var
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v = w.x.Var(e)
	case *ast.SelectorExpr:
		v, _ = w.x.Info.Uses[e.Sel].(*types.Var)
	}
	if v == nil || v.IsField() || v.Pkg() == nil || v.Parent() != v.Pkg().Scope() || !types.Implements(v.Type(), errorType) {
		return nil
	}
	return v
}

// errorKey is the value of an expression that is an error and not nil.
func (w *walker) errorKey(e ast.Expr) string {
	e = ast.Unparen(e)
	if v := w.sentinel(e); v != nil {
		return w.sentinelKey(v)
	}
	if call, ok := e.(*ast.CallExpr); ok {
		switch {
		case w.x.IsPkgCall(call, "errors", "New"):
			return nonNilNew
		case w.x.IsPkgCall(call, "fmt", "Errorf"):
			return w.formattedKey(call)
		}
	}
	if t := w.x.Info.TypeOf(e); t != nil && !types.IsInterface(t) && types.Implements(t, errorType) && plainError(t) {
		return nonNilType + types.TypeString(t, nil)
	}
	return nonNil
}

// sentinelKey is the value of a package variable that holds an error of its own.
func (w *walker) sentinelKey(v *types.Var) string {
	if !isError(v.Type()) {
		return nonNil
	}
	for _, d := range w.x.Defs(v) {
		call, ok := ast.Unparen(d.Expr).(*ast.CallExpr)
		if !ok || w.errorKey(call) != nonNilNew {
			return nonNil
		}
	}
	return nonNilIs + v.Pkg().Path() + "." + v.Name()
}

// formattedKey is the value of fmt.Errorf: a new error, or one that wraps what
// %w stands for.
func (w *walker) formattedKey(call *ast.CallExpr) string {
	if len(call.Args) == 0 || call.Ellipsis.IsValid() {
		return nonNil
	}
	tv := w.x.Info.Types[call.Args[0]]
	if tv.Value == nil || tv.Value.Kind() != constant.String {
		return nonNil
	}
	format := constant.StringVal(tv.Value)
	switch strings.Count(format, "%w") {
	case 0:
		return nonNilNew
	case 1:
	default:
		return nonNil
	}
	var wrapped ast.Expr
	for _, a := range call.Args[1:] {
		if t := w.x.Info.TypeOf(a); t != nil && types.Implements(t, errorType) {
			if wrapped != nil {
				return nonNil
			}
			wrapped = a
		}
	}
	if wrapped == nil {
		return nonNil
	}
	key := w.errorKey(wrapped)
	if key == nonNil || strings.HasSuffix(key, nonNilWraps) {
		return key
	}
	return key + nonNilWraps
}

// plainError reports whether errors of a type are nothing but themselves to
// errors.Is and errors.As.
func plainError(t types.Type) bool {
	for _, name := range []string{"Is", "As", "Unwrap"} {
		if o, _, _ := types.LookupFieldOrMethod(t, true, nil, name); o != nil {
			if _, ok := o.(*types.Func); ok {
				return false
			}
		}
	}
	return true
}

// matching asks for each value of an error whether it is the one wanted; wrapped
// says that an error which wraps that counts too.
func matching(out map[string]codes.Set, want string, wrapped bool, st *state) verdict {
	r := verdict{tTr: st.transport, fTr: st.transport, looked: true}
	for k, s := range out {
		if s.Empty() {
			continue
		}
		plain := strings.TrimSuffix(k, nonNilWraps)
		switch {
		case k == "?" || plain == nonNil || want == nonNil:
			r.t, r.f, r.opaque = r.t.Union(s), r.f.Union(s), true
		case plain == want && (wrapped || k == plain):
			r.t = r.t.Union(s)
		default:
			r.f = r.f.Union(s)
		}
	}
	return r
}

// asksError evaluates errors.Is and errors.As on an error that was made of the
// code; ok is false for everything else.
func (w *walker) asksError(call *ast.CallExpr, st *state) (r verdict, ok bool) {
	is := w.x.IsPkgCall(call, "errors", "Is")
	if !is && !w.x.IsPkgCall(call, "errors", "As", "AsType") || len(call.Args) == 0 {
		return verdict{}, false
	}
	if r, ok := w.asksTransport(call, st); ok {
		return r, true
	}
	e := call.Args[0]
	out, known := w.madeOfCode(e, st)
	if !known {
		return verdict{}, false
	}
	want := nonNil
	if is && len(call.Args) == 2 {
		if v := w.sentinel(call.Args[1]); v != nil {
			want = w.sentinelKey(v)
		}
	} else if t := w.wanted(call); t != nil && !types.IsInterface(t) {
		want = nonNilType + types.TypeString(t, nil)
	}
	return matching(out, want, true, st), true
}

// asksTransport evaluates a question for an error of the transport, put to the
// error that came with the answer: there is no answer where it holds. Where the
// error stands for the answer, what else it may be is not followed.
func (w *walker) asksTransport(call *ast.CallExpr, st *state) (r verdict, ok bool) {
	v := w.x.Var(call.Args[0])
	if v == nil || v != st.pend || !w.ofTransport(call) {
		return verdict{}, false
	}
	return verdict{
		tTr: true, tOpaque: !w.mayHaveSent(call),
		f: st.set, fTr: st.transport, fOpaque: w.a.Form == Error,
	}, true
}

// mayHaveSent reports whether a question for an error of the transport leaves open
// whether the request arrived: a deadline or an answer that broke off does, a
// connection that was refused does not.
func (w *walker) mayHaveSent(call *ast.CallExpr) bool {
	var o types.Object
	switch {
	case w.x.IsPkgCall(call, "errors", "Is") && len(call.Args) == 2:
		if sel, ok := ast.Unparen(call.Args[1]).(*ast.SelectorExpr); ok {
			o = w.x.Info.Uses[sel.Sel]
		}
	case w.x.IsPkgCall(call, "errors", "As", "AsType"):
		if n, ok := types.Unalias(deref(w.wanted(call))).(*types.Named); ok {
			o = n.Obj()
		}
	default:
		if f := w.x.Static(call); f != nil {
			o = f
		}
	}
	if o == nil || o.Pkg() == nil {
		return false
	}
	switch o.Pkg().Path() {
	case "context", "io", "os", "encoding/json":
		return true
	case "net", "net/url":
		return o.Name() == "Error"
	}
	return false
}

// equalsError compares an error that was made of the code with a package variable;
// ok is false for everything else.
func (w *walker) equalsError(x, y ast.Expr, op token.Token, st *state) (r verdict, ok bool) {
	if w.sentinel(x) != nil {
		x, y = y, x
	}
	v := w.sentinel(y)
	if v == nil || op != token.EQL && op != token.NEQ {
		return verdict{}, false
	}
	out, known := w.madeOfCode(x, st)
	if !known {
		return verdict{}, false
	}
	return matching(out, w.sentinelKey(v), false, st).when(op == token.EQL), true
}

// madeOfCode are the values of an error that was made of the code; ok is false for
// all others. What came with the answer is asked for elsewhere.
func (w *walker) madeOfCode(e ast.Expr, st *state) (out map[string]codes.Set, ok bool) {
	e = w.unswitched(e)
	if w.a.Form == Error || !w.ofAnswer(e, st) {
		return nil, false
	}
	out, ok = w.outcomes(e, 0, st)
	if !ok {
		out = st.always("?")
	}
	return out, true
}

// ofAnswer reports whether an expression is an error that was made of the answer:
// a call that is given it, or a variable that holds what one gave.
func (w *walker) ofAnswer(e ast.Expr, st *state) bool {
	e = w.unswitched(e)
	t := w.x.Info.TypeOf(e)
	if t == nil || !types.Implements(t, errorType) {
		return false
	}
	v := w.x.Var(e)
	if v == nil {
		return w.mentionsSubject(e)
	}
	if v == st.pend || w.known(identOf(e)) {
		return false
	}
	for _, d := range st.def(v) {
		if d.expr != nil && w.mentionsSubject(d.expr) {
			return true
		}
	}
	return false
}

func identOf(e ast.Expr) *ast.Ident {
	id, _ := ast.Unparen(e).(*ast.Ident)
	return id
}

// holdsError reports whether an error that was made of the answer goes into an
// expression.
func (w *walker) holdsError(e ast.Expr, st *state) bool {
	if w.a.Form == Error {
		return false
	}
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && w.ofAnswer(id, st)
		return !found
	})
	return found
}

// unswitched is what a switch over types asks, for the variable that a clause of
// it has; any other expression is itself.
func (w *walker) unswitched(e ast.Expr) ast.Expr {
	e = ast.Unparen(e)
	v := w.x.Var(e)
	if v == nil {
		return e
	}
	for n := w.x.Parent(e); n != nil; n = w.x.Parent(n) {
		if cc, ok := n.(*ast.CaseClause); ok && w.x.Info.Implicits[cc] == types.Object(v) {
			if sw, ok := w.x.Parent(w.x.Parent(cc)).(*ast.TypeSwitchStmt); ok {
				return switched(sw)
			}
		}
	}
	return e
}

// ofType asks an error that was made of the code whether it is of one of several
// types, nil among them; ok is false for every other error.
func (w *walker) ofType(e ast.Expr, wanted []types.Type, st *state) (r verdict, ok bool) {
	out, known := w.madeOfCode(e, st)
	if !known {
		return verdict{}, false
	}
	none := w.unknown(st)
	none.t, none.looked = codes.Set{}, true
	r = none
	for _, t := range wanted {
		want := "nil"
		switch {
		case t == nil || types.IsInterface(t):
			want = nonNil
		case !types.Identical(t, types.Typ[types.UntypedNil]):
			want = nonNilType + types.TypeString(t, nil)
		}
		one := matching(out, want, false, st)
		r.t, r.opaque = r.t.Union(one.t), r.opaque || one.opaque
		r.f = r.f.Intersect(one.f)
	}
	return r, true
}

// assertedError evaluates the ok of a type assertion on an error that was made of
// the code.
func (w *walker) assertedError(v *types.Var, st *state) (r verdict, ok bool) {
	defs := w.x.Defs(v)
	if len(defs) != 1 || defs[0].Index != 1 {
		return verdict{}, false
	}
	switch e := ast.Unparen(defs[0].Expr).(type) {
	case *ast.TypeAssertExpr:
		return w.ofType(e.X, []types.Type{w.wanted(e)}, st)
	case *ast.CallExpr:
		return w.asksError(e, st)
	}
	return verdict{}, false
}
