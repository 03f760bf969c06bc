package flow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
)

// step applies a node of the graph to the state.
func (w *walker) step(n ast.Node, st *state) {
	w.beside = nil
	if ret, ok := n.(*ast.ReturnStmt); ok {
		w.codeReturned(ret, st)
		w.beside = w.besideError(ret, st)
	}
	w.expressions(n, st)
	w.applied(n, st)
}

// applied is what a node does once its expressions have been looked at.
func (w *walker) applied(n ast.Node, st *state) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		w.assignment(n, st)
	case *ast.ValueSpec:
		lhs := make([]ast.Expr, len(n.Names))
		for i, name := range n.Names {
			lhs[i] = name
		}
		w.assign(lhs, n.Values, st)
	case *ast.ExprStmt:
		call, ok := n.X.(*ast.CallExpr)
		st.noted = st.noted || ok && !w.isLog(call) && !w.waits(call) && w.bad(st)
	case *ast.SendStmt:
		w.sentBack(n, st)
		st.noted = st.noted || w.bad(st)
	case *ast.IncDecStmt:
		if v := w.x.Var(n.X); v != nil {
			st.unbind(v)
		}
	case *ast.ReturnStmt:
		if len(n.Results) == 0 {
			w.namedResults(n, st)
		}
		w.ret(n, st)
	}
}

func (w *walker) assignment(n *ast.AssignStmt, st *state) {
	if n.Tok == token.ASSIGN || n.Tok == token.DEFINE {
		w.assign(n.Lhs, n.Rhs, st)
	} else if v := w.x.Var(n.Lhs[0]); v != nil { // n += 1
		st.unbind(v)
	}
	if n.Tok != token.DEFINE {
		w.effect(n.Lhs, st)
	}
	for _, r := range n.Rhs {
		w.failed(r, n, st)
	}
}

// expressions looks at the mentions and the calls in a node, inner calls first.
func (w *walker) expressions(n ast.Node, st *state) {
	var stack []ast.Node
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil {
			top := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			w.leave(top, st)
			return true
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			if w.captured(n) && !w.fills(n) {
				w.a.Read, w.reads, w.escape = true, true, true
				st.passed, st.opaque = true, true
			}
			return false
		case *ast.Ident:
			if w.known(n) {
				w.ref(n, st)
			}
			return false
		case *ast.KeyValueExpr:
			w.failed(n.Value, n, st)
		}
		stack = append(stack, n)
		return true
	})
}

// leave applies an expression whose parts have been looked at.
func (w *walker) leave(n ast.Node, st *state) {
	switch n := n.(type) {
	case *ast.CallExpr:
		w.called(n, st)
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			st.waited = true
		}
	}
}

// codeReturned hands the code on where it is a result itself: the data that is
// returned beside it is for the caller to judge.
func (w *walker) codeReturned(n *ast.ReturnStmt, st *state) {
	for _, e := range n.Results {
		if w.a.Form != Error && w.isCode(e) {
			w.look(st, true)
		}
	}
}

// besideError are the codes under which the error of a return statement is nil:
// callers look at nothing else that is returned under the others. nil where
// that is not known.
func (w *walker) besideError(n *ast.ReturnStmt, st *state) *codes.Set {
	last := len(n.Results) - 1
	if !st.acq || w.a.Form == Error || last < 1 || last+1 != w.a.Fn.Sig.Results().Len() || !isError(w.a.Fn.Sig.Results().At(last).Type()) {
		return nil
	}
	if _, isCall := ast.Unparen(n.Results[last]).(*ast.CallExpr); !isCall {
		return nil
	}
	out, ok := w.outcomes(n.Results[last], 0, st)
	set, others, sure := nilOrNot(out)
	if !ok || !sure || set.Empty() || others.Empty() {
		return nil
	}
	return &set
}

// namedResults are read by a return statement that names none.
func (w *walker) namedResults(n *ast.ReturnStmt, st *state) {
	results := w.a.Fn.Sig.Results()
	for i := range results.Len() {
		v := results.At(i)
		if w.alias[v] != envelope.Data {
			continue
		}
		var set codes.Set
		for _, d := range st.def(v) {
			if d.expr != nil && w.mentionsSubject(d.expr) {
				set = set.Union(d.set)
			}
		}
		in := *st
		in.narrow(st.set.Intersect(set))
		w.use(n, v.Name(), &in)
	}
}

// bad reports whether the path is one of failure only.
func (w *walker) bad(st *state) bool {
	return st.acq && !st.set.Has(codes.Success())
}

// effect marks that a failure was written down somewhere that lasts.
func (w *walker) effect(lhs []ast.Expr, st *state) {
	if !w.bad(st) {
		return
	}
	for _, l := range lhs {
		switch l := ast.Unparen(l).(type) {
		case *ast.SelectorExpr, *ast.IndexExpr, *ast.StarExpr:
			st.noted = true
		case *ast.Ident:
			if v := w.x.Var(l); v != nil && v.Name() != "_" && v != w.a.Var && !w.known(l) {
				st.noted = true
			}
		}
	}
}

var failure = regexp.MustCompile(`(?i)^(task_?)?fail(ed|ure)?$`)

// failed records that a state of the task is written down as a failure.
func (w *walker) failed(e ast.Expr, at ast.Node, st *state) {
	if !w.bad(st) || st.opaque || !st.set.Has(st.set.States()) || st.set.States().Empty() {
		return
	}
	tv := w.x.Info.Types[e]
	if tv.Value == nil || tv.Value.Kind() != constant.String || !failure.MatchString(constant.StringVal(tv.Value)) {
		return
	}
	u := w.fails[at]
	if u == nil {
		u = &Use{Node: e, Site: st.site}
		w.fails[at] = u
	}
	u.Set = u.Set.Union(st.set)
}

// fills reports whether a literal is part of a call that brings the answer.
func (w *walker) fills(lit *ast.FuncLit) bool {
	call, ok := w.x.Parent(lit).(*ast.CallExpr)
	return ok && w.isSite(call)
}

func (w *walker) captured(lit *ast.FuncLit) bool {
	found := false
	ast.Inspect(lit, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && w.known(id) {
			found = true
		}
		return !found
	})
	return found
}

// assign keeps what later conditions may ask for.
func (w *walker) assign(lhs, rhs []ast.Expr, st *state) {
	for i, l := range lhs {
		v := w.x.Var(l)
		if v == nil || v.Name() == "_" {
			continue
		}
		switch {
		case len(rhs) == len(lhs):
			w.assignOne(v, rhs[i], 0, st)
		case len(rhs) == 1:
			w.assignOne(v, rhs[0], i, st)
		default:
			st.unbind(v)
		}
	}
}

// assignOne gives a variable the result idx of e.
func (w *walker) assignOne(v *types.Var, e ast.Expr, idx int, st *state) {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && w.isSite(call) {
		if v != st.pend {
			st.unbind(v)
		}
		return
	}
	if v == w.a.Var && (w.a.Form == Error || st.acq) {
		w.overwritten(e, st)
		return
	}
	st.unbind(v)
	if w.copies[v] {
		return
	}
	if (st.acq || w.constant(e)) && w.mayMatter(v, e) {
		st.bind(v, e, idx)
	}
}

// overwritten gives the answer itself another value.
func (w *walker) overwritten(e ast.Expr, st *state) {
	if w.a.Form == Error {
		switch {
		case w.a.Transport: // whether the request went out is known already
			st.unbind(w.a.Var)
		case !w.mentionsSubject(e):
			st.acq = false
		}
		return
	}
	if comp, ok := ast.Unparen(e).(*ast.CompositeLit); ok && len(comp.Elts) == 0 {
		return // emptied before it is filled again
	}
	if w.a.Carried { // the next one is taken out
		*st = state{class: class{acq: true}, set: w.entry, defs: w.keep(st.defs)}
		return
	}
	st.acq = false
}

func (w *walker) mentionsSubject(e ast.Expr) bool { return len(w.refs(e)) > 0 }

func (w *walker) constant(e ast.Expr) bool {
	return w.x.Info.Types[e].Value != nil || isNil(w.x, e)
}

// mayMatter reports whether the value of v may be asked for by a condition: booleans,
// errors and what helpers make of the code.
func (w *walker) mayMatter(v *types.Var, e ast.Expr) bool {
	if role, aliased := w.alias[v]; aliased {
		return role == envelope.Data
	}
	if w.as[v] {
		return false
	}
	if w.constant(e) {
		return isBool(v.Type()) || isNil(w.x, e) || w.settled(v)
	}
	if isError(v.Type()) {
		return true
	}
	return w.mentionsSubject(e)
}

// settled reports whether a local variable has the values that the function
// itself gives it: nothing else is handed its address, and no literal sets it.
func (w *walker) settled(v *types.Var) bool {
	if known, ok := w.p.settled[v]; ok {
		return known
	}
	ok := w.own(v)
	for _, d := range w.x.Defs(v) {
		ok = ok && !d.Into && !w.x.InLiteral(d.Expr, w.a.Fn.Lit)
	}
	w.p.settled[v] = ok
	return ok
}

func (w *walker) isSite(call *ast.CallExpr) bool {
	for _, s := range w.a.Sites {
		if s == call {
			return true
		}
	}
	return false
}

// called is what a call does once its arguments are known.
func (w *walker) called(call *ast.CallExpr, st *state) {
	if w.isSite(call) {
		w.acquire(call, st)
		return
	}
	if w.waits(call) {
		st.waited = true
	}
	if !st.acq || !w.bad(st) {
		return
	}
	switch {
	case w.x.Callee(call) == w.a.Fn:
		w.loop(call, st) // again by recursion
	case w.p.plans(w.a.Fn, call):
		st.waited = true
		w.loop(call, st)
	case w.a.Form == Error && st.site != nil && Any(w.a.Kinds, Starts) && alike(st.site, call):
		w.loop(call, st) // a second time, for somebody else to look at
	}
}

var waiting = regexp.MustCompile(`(?i)(sleep|wait|backoff|delay|pause|throttle|limit|after$|tick)`)

// waits reports whether a call takes its time on purpose.
func (w *walker) waits(call *ast.CallExpr) bool {
	if w.x.IsPkgCall(call, "time", "Sleep") {
		return true
	}
	name := endpoints.CalleeName(call)
	if waiting.MatchString(name) {
		return true
	}
	fn := w.x.Callee(call)
	if fn == nil || fn == w.a.Fn {
		return false
	}
	found := false
	for _, c := range w.p.callsIn(fn) {
		if w.x.IsPkgCall(c, "time", "Sleep", "After", "NewTimer", "NewTicker") {
			found = true
		}
	}
	return found
}

func (w *walker) acquire(call *ast.CallExpr, st *state) {
	if st.acq && st.site != nil && (st.site == call || w.a.Form == Error && w.p.inLoop(call) || w.bad(st) && Any(w.a.Kinds, Starts) && alike(st.site, call)) {
		w.loop(call, st)
	}
	ok, errs := w.p.brings(w.a, call)
	w.a.Lets = w.a.Lets.Union(ok)
	defs := w.keep(st.defs)
	for i := range defs {
		defs[i].set = ok // a value from before the answer goes with any of its codes
	}
	*st = state{class: class{acq: true, site: call}, set: ok, ok: ok, errs: errs, defs: defs}
	if w.a.Form == Error {
		st.ok = codes.Success()
		st.set = ok.Union(errs)
		for i := range defs {
			defs[i].set = st.set
		}
		st.pend = w.a.Var
		return
	}
	if w.deferred {
		w.look(st, true)
	}
	w.p.results(call, func(i int, lhs ast.Expr) {
		if v := w.x.Var(lhs); v != nil && isError(v.Type()) {
			st.pend = v
		}
	})
}

// judgedAtEnd reports whether a deferred literal looks at the answer and sets a
// result of the function.
func (w *walker) judgedAtEnd() bool {
	results := w.a.Fn.Sig.Results()
	found := false
	ast.Inspect(w.a.Fn.Body, func(n ast.Node) bool {
		d, ok := n.(*ast.DeferStmt)
		if !ok {
			return !found
		}
		lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit)
		if !ok || !w.captured(lit) {
			return false
		}
		ast.Inspect(lit.Body, func(n ast.Node) bool {
			as, ok := n.(*ast.AssignStmt)
			for i := 0; ok && i < len(as.Lhs); i++ {
				v := w.x.Var(as.Lhs[i])
				for r := range results.Variables() {
					found = found || v != nil && v == r
				}
			}
			return !found
		})
		return false
	})
	return found
}

// alike reports whether two calls are written alike.
func alike(a, b *ast.CallExpr) bool {
	return a != b && types.ExprString(a) == types.ExprString(b)
}

// keep drops what was known of the answer before.
func (w *walker) keep(defs []binding) []binding {
	var out []binding
	for _, d := range defs {
		if d.expr == nil || w.constant(d.expr) {
			out = append(out, d)
		}
	}
	return out
}

func (w *walker) loop(call *ast.CallExpr, st *state) {
	if st.opaque || w.p.PerItem(call) || w.p.readsOn(call) {
		return
	}
	w.again(call, st)
}

// again notes that a call is made again.
func (w *walker) again(call *ast.CallExpr, st *state) {
	set, transport := st.set, st.transport
	if st.told { // the error's own answer says what becomes of what is in it
		set, transport = set.Minus(st.errs.Minus(st.ok)), false
	}
	if set.Empty() && !transport {
		return
	}
	l := w.loops[call]
	if l == nil {
		l = &Loop{Site: call}
		w.loops[call] = l
	}
	l.Set = l.Set.Union(set)
	l.Transport = l.Transport || transport
	if !st.waited {
		l.Unwaited = l.Unwaited.Union(set)
	}
	if !set.Minus(codes.Success()).Empty() {
		if !st.looked {
			l.Blind = true
		}
		if st.viaDefault != nil && l.Default == nil {
			l.Default = st.viaDefault
		}
	}
}
