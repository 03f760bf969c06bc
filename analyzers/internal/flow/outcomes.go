package flow

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
)

// outcomes says for each value that an expression can have under which codes
// it has it: "true", "false", "nil", "nonnil" and what goes with it (see nonNil), a constant's text, or "?".
func (w *walker) outcomes(e ast.Expr, idx int, st *state) (map[string]codes.Set, bool) {
	e = ast.Unparen(e)
	tv := w.x.Info.Types[e]
	if tv.Value != nil {
		return map[string]codes.Set{tv.Value.ExactString(): st.set}, true
	}
	if isNil(w.x, e) {
		return map[string]codes.Set{"nil": st.set}, true
	}
	switch n := e.(type) {
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			return st.always(w.errorKey(e)), true
		}
	case *ast.CompositeLit:
		return st.always(w.errorKey(e)), true
	case *ast.SelectorExpr:
		if w.sentinel(e) != nil {
			return st.always(w.errorKey(e)), true
		}
	case *ast.Ident:
		if out, ok, settled := w.varOutcomes(n, st); settled {
			return out, ok
		}
	case *ast.IndexExpr:
		return w.table(n, idx, st)
	case *ast.CallExpr:
		return w.callOutcomes(n, idx, st)
	}
	return w.boolOutcomes(e, tv.Type, st)
}

// varOutcomes is outcomes for a variable; settled is false where nothing is
// known of its value.
func (w *walker) varOutcomes(id *ast.Ident, st *state) (out map[string]codes.Set, ok, settled bool) {
	v := w.x.Var(id)
	if v == nil {
		return nil, false, false
	}
	if v == st.pend {
		return map[string]codes.Set{"nil": st.ok.Intersect(st.set), nonNil: st.errs}, true, true
	}
	if defs, known := st.known(v); known {
		out, ok = w.defOutcomes(defs, st)
		return out, ok, true
	}
	if v.Parent() == w.x.Pass.Pkg.Scope() && isError(v.Type()) {
		return st.always(w.errorKey(id)), true, true
	}
	return nil, false, false
}

// defOutcomes joins the outcomes of what a variable may hold.
func (w *walker) defOutcomes(defs []binding, st *state) (out map[string]codes.Set, ok bool) {
	out = map[string]codes.Set{}
	for _, d := range defs {
		in := st.under(d)
		one, known := w.outcomes(d.expr, d.idx, in)
		if !known && d.idx == 0 && isError(d.v.Type()) && w.concreteError(d.expr) {
			one, known = in.always(w.errorKey(d.expr)), true
		}
		if !known {
			one = map[string]codes.Set{"?": in.set}
		}
		ok = ok || known
		for k, s := range one {
			out[k] = out[k].Union(s)
		}
	}
	return out, ok
}

// boolOutcomes is outcomes for a condition that is used as a value.
func (w *walker) boolOutcomes(e ast.Expr, t types.Type, st *state) (map[string]codes.Set, bool) {
	if !isBool(t) {
		return nil, false
	}
	switch e.(type) {
	case *ast.BinaryExpr, *ast.UnaryExpr:
		r := w.eval(e, st)
		if r.looked && !r.opaque {
			return map[string]codes.Set{"true": r.t, "false": r.f}, true
		}
	}
	return nil, false
}

func isBool(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// table reads an index into a map by the code.
func (w *walker) table(n *ast.IndexExpr, idx int, st *state) (map[string]codes.Set, bool) {
	if !w.isCode(n.Index) {
		return nil, false
	}
	keys, values, ok := w.literal(n.X)
	if !ok {
		return nil, false
	}
	m, ok := underlying(w.x.Info.TypeOf(n.X)).(*types.Map)
	if !ok {
		return nil, false
	}
	in := codes.Set{}
	out := map[string]codes.Set{}
	for i, k := range keys {
		c, ok := w.number(k)
		if !ok {
			return nil, false
		}
		s := codes.Of(codeNumber(c))
		if s == codes.Other() {
			s = codes.Set{}
		}
		s = s.Intersect(st.set)
		in = in.Union(s)
		if idx == 1 {
			continue
		}
		key, known := w.constKey(values[i])
		if !known {
			key = w.errorKey(values[i])
		}
		out[key] = out[key].Union(s)
	}
	rest := st.set.Minus(in)
	if idx == 1 {
		return map[string]codes.Set{"true": in, "false": rest}, true
	}
	zero := zeroKey(m.Elem())
	out[zero] = out[zero].Union(rest)
	return out, true
}

// zeroKey is the zero value of a type as outcomes writes it.
func zeroKey(t types.Type) string {
	if b, ok := t.Underlying().(*types.Basic); ok {
		switch {
		case b.Info()&types.IsBoolean != 0:
			return "false"
		case b.Info()&types.IsString != 0:
			return `""`
		case b.Info()&types.IsInteger != 0:
			return "0"
		}
	}
	return "nil"
}

// literal returns the elements of a map or slice literal that an expression
// stands for.
func (w *walker) literal(e ast.Expr) (keys, values []ast.Expr, ok bool) {
	e = ast.Unparen(e)
	lit, isLit := e.(*ast.CompositeLit)
	if !isLit {
		var v *types.Var
		if sel, ok := e.(*ast.SelectorExpr); ok {
			v, _ = w.x.Info.Uses[sel.Sel].(*types.Var)
		} else {
			v = w.x.Var(e)
		}
		if v == nil {
			return nil, nil, false
		}
		defs := w.x.Defs(v)
		if len(defs) != 1 || defs[0].Index >= 0 {
			return nil, nil, false
		}
		if lit, isLit = ast.Unparen(defs[0].Expr).(*ast.CompositeLit); !isLit {
			return nil, nil, false
		}
	}
	for _, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			keys = append(keys, kv.Key)
			values = append(values, kv.Value)
		} else {
			values = append(values, el)
		}
	}
	return keys, values, true
}

// callOutcomes is outcomes for a call.
func (w *walker) callOutcomes(call *ast.CallExpr, idx int, st *state) (map[string]codes.Set, bool) {
	switch {
	case w.x.IsPkgCall(call, "errors", "New"), w.x.IsPkgCall(call, "fmt", "Errorf"):
		return st.always(w.errorKey(call)), true
	case w.x.IsPkgCall(call, "errors", "Join"):
		return w.joinOutcomes(call, st)
	case w.x.IsPkgCall(call, "slices", "Contains") && len(call.Args) == 2 && w.isCode(call.Args[1]):
		return w.containsOutcomes(call, st)
	}
	sig := w.p.helper(call)
	if sig == nil {
		return nil, false
	}
	i, form, ok := w.given(sig, call)
	if !ok {
		return nil, false
	}
	sum := w.p.summaryOf(call, i, form)
	if sum == nil || sum.Escapes {
		return nil, false
	}
	return sum.narrow(idx, st.set)
}

// joinOutcomes is outcomes for errors.Join, which fails where one of its
// arguments always does.
func (w *walker) joinOutcomes(call *ast.CallExpr, st *state) (map[string]codes.Set, bool) {
	for _, a := range call.Args {
		if out, ok := w.outcomes(a, 0, st); ok && nonNilSet(out) == st.set && len(out) > 0 && out["nil"].Empty() && out["?"].Empty() {
			return st.always(nonNil), true
		}
	}
	return nil, false
}

// containsOutcomes is outcomes for slices.Contains of the code.
func (w *walker) containsOutcomes(call *ast.CallExpr, st *state) (map[string]codes.Set, bool) {
	_, values, ok := w.literal(call.Args[0])
	if !ok {
		return nil, false
	}
	var in codes.Set
	for _, v := range values {
		n, ok := w.number(v)
		if !ok {
			return nil, false
		}
		if s := codes.Of(codeNumber(n)); s != codes.Other() {
			in = in.Union(s)
		}
	}
	return map[string]codes.Set{"true": st.set.Intersect(in), "false": st.set.Minus(in)}, true
}

// given finds which parameter of a helper gets the answer or its code, -1 being the receiver, and in which form.
func (w *walker) given(sig *types.Signature, call *ast.CallExpr) (i int, form Form, ok bool) {
	if sel, isSel := ast.Unparen(call.Fun).(*ast.SelectorExpr); isSel && sig.Recv() != nil {
		if w.subject(sel.X) {
			return -1, w.formFor(sel.X), true
		}
		if w.isCode(sel.X) { // a method of the code's own type
			return -1, Number, true
		}
	}
	for i, a := range call.Args {
		if sig.Variadic() && i >= sig.Params().Len()-1 {
			break // one of many, for a text most likely
		}
		if w.isCode(a) {
			return i, Number, true
		}
		if w.subject(a) {
			return i, w.formFor(a), true
		}
	}
	return 0, Struct, false
}

// formFor is how a helper gets what e names.
func (w *walker) formFor(e ast.Expr) Form {
	if w.a.Form == Error {
		if v := w.target(e); v != nil && w.as[v] {
			return Struct
		}
	}
	return w.a.Form
}

// summary.narrow restricts outcomes to the codes at hand.
func (s *Summary) narrow(idx int, set codes.Set) (map[string]codes.Set, bool) {
	outs, ok := s.Outs[idx]
	if !ok {
		return nil, false
	}
	known := false
	out := map[string]codes.Set{}
	for k, v := range outs {
		if k != "?" {
			known = true
		}
		if k == "?" {
			return nil, false
		}
		out[k] = v.Intersect(set)
	}
	if len(outs) > 1 && known {
		// Every outcome under every code: something else decides.
		known = false
		for _, v := range outs {
			for _, u := range outs {
				known = known || v != u
			}
		}
	}
	return out, known
}
