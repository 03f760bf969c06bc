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
	sig := w.a.Fn.Sig
	results := n.Results
	// What the function tells of a code it was given.
	if st.acq {
		for i := range sig.Results().Len() {
			w.outcome(i, n, st)
		}
	}
	errAt := -1
	if k := sig.Results().Len(); k > 0 && isError(sig.Results().At(k-1).Type()) {
		errAt = k - 1
	}
	var errExpr ast.Expr
	nilness := Maybe
	switch {
	case errAt < 0:
		nilness = Nil
	case len(results) == sig.Results().Len():
		errExpr = results[errAt]
		nilness = w.nilness(errExpr, 0, st)
	case len(results) == 1:
		if call, ok := results[0].(*ast.CallExpr); ok {
			nilness = w.nilness(call, errAt, st)
		}
	case len(results) == 0:
		v := sig.Results().At(errAt)
		if d, ok := st.def(v); ok {
			errExpr = d.expr
			nilness = w.nilness(d.expr, d.idx, st)
		}
	}
	if !st.acq {
		return
	}
	if nilness != NonNil && !st.transport {
		w.okSet = w.okSet.Union(w.effective(st))
	}
	whole := false
	for i, r := range results {
		if w.subject(r) && w.a.Form != Error {
			whole = true
			if nilness != NonNil {
				w.handed[i] = w.handed[i].Union(w.effective(st))
			}
		}
	}
	if len(results) == 0 {
		for i := range sig.Results().Len() {
			if sig.Results().At(i) == w.a.Var {
				whole = true
				w.handed[i] = w.handed[i].Union(w.effective(st))
			}
		}
	}
	if st.opaque || st.transport && st.set.Empty() || whole {
		return
	}
	carry := w.carry(errExpr, st)
	if st.passed && carry == Dropped {
		carry = Text
	}
	r := w.rets[n]
	if r == nil {
		r = &Return{Stmt: n, Err: nilness, ErrExpr: errExpr, Carry: carry}
		w.rets[n] = r
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

func (w *walker) outcome(i int, n *ast.ReturnStmt, st *state) {
	if st.transport && st.set.Empty() {
		return
	}
	var e ast.Expr
	idx := 0
	switch {
	case len(n.Results) == w.a.Fn.Sig.Results().Len():
		e = n.Results[i]
	case len(n.Results) == 1:
		e, idx = n.Results[0], i
	case len(n.Results) == 0:
		if d, ok := st.def(w.a.Fn.Sig.Results().At(i)); ok {
			e, idx = d.expr, d.idx
		}
	}
	add := func(k string, s codes.Set) {
		if w.outs[i] == nil {
			w.outs[i] = map[string]codes.Set{}
		}
		if !s.Empty() {
			w.outs[i][k] = w.outs[i][k].Union(s)
		}
	}
	if st.opaque || e == nil {
		add("?", st.set)
		return
	}
	out, ok := w.outcomes(e, idx, st)
	if !ok {
		t := w.x.Info.TypeOf(e)
		if t != nil && isError(w.a.Fn.Sig.Results().At(i).Type()) && !isError(t) && idx == 0 {
			if _, tuple := t.(*types.Tuple); !tuple {
				add("nonnil", st.set) // a value of an error type
				return
			}
		}
		add("?", st.set)
		return
	}
	for k, s := range out {
		add(k, s)
	}
}

func (w *walker) nilness(e ast.Expr, idx int, st *state) Nilness {
	if e == nil {
		return Maybe
	}
	e = ast.Unparen(e)
	if isNil(w.x, e) {
		return Nil
	}
	if t := w.x.Info.TypeOf(e); t != nil && !isError(t) && idx == 0 {
		if _, tuple := t.(*types.Tuple); !tuple {
			return NonNil
		}
	}
	if v := w.x.Var(e); v != nil {
		if st.transport && v != w.a.Var && st.pend == nil && st.set.Empty() {
			return NonNil
		}
		if d, ok := st.def(v); ok && d.expr != e {
			return w.nilness(d.expr, d.idx, st)
		}
	}
	out, ok := w.outcomes(e, idx, st)
	if !ok {
		return Maybe
	}
	n, m := !out["nil"].Empty(), !out["nonnil"].Empty()
	switch {
	case !out["?"].Empty() || n && m:
		return Maybe
	case m:
		return NonNil
	case n:
		return Nil
	}
	return Maybe
}

// carry tells what of the code an error takes along.
func (w *walker) carry(e ast.Expr, st *state) Carry {
	if e == nil {
		return Whole
	}
	e = ast.Unparen(e)
	if v := w.x.Var(e); v != nil {
		if d, ok := st.def(v); ok {
			return w.carry(d.expr, st)
		}
		if v.Parent() == w.x.Pass.Pkg.Scope() {
			return Dropped // one error for all codes
		}
		return Whole
	}
	msg, code, whole := false, false, false
	for _, id := range w.refs(e) {
		switch w.classify(id).role {
		case envelope.Code:
			code = true
		case envelope.Msg:
			msg = true
		case envelope.Whole:
			whole = true
		}
	}
	call, isCall := e.(*ast.CallExpr)
	if isCall && (w.x.IsPkgCall(call, "errors", "New") || w.x.IsPkgCall(call, "fmt", "Errorf")) {
		switch {
		case code, whole:
			return Text
		case w.hasBody(call):
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
	switch {
	case code, whole:
		return Whole
	case msg:
		return Dropped
	}
	return Whole
}

var errorType = types.Universe.Lookup("error").Type().Underlying().(*types.Interface)

// hasBody tells that the text of an error holds the raw answer.
func (w *walker) hasBody(call *ast.CallExpr) bool {
	found := false
	for _, a := range call.Args {
		ast.Inspect(a, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			t := w.x.Info.TypeOf(e)
			if t == nil {
				return true
			}
			if s, ok := t.Underlying().(*types.Slice); ok {
				if b, ok := s.Elem().Underlying().(*types.Basic); ok && b.Kind() == types.Byte {
					found = true
				}
			}
			if id, ok := e.(*ast.Ident); ok && isBytes(t) && rawName.MatchString(id.Name) {
				found = true
			}
			return true
		})
	}
	return found
}

var rawName = regexp.MustCompile(`(?i)(body|raw|payload|bytes|resp)`)
