package flow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/rules/code"
)

type codeNumber = code.Code

// step does what a node of the graph does to the state.
func (w *walker) step(n ast.Node, st *state) {
	var stack []ast.Node
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil {
			top := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			switch top := top.(type) {
			case *ast.CallExpr:
				w.called(top, st)
			case *ast.UnaryExpr:
				if top.Op == token.ARROW {
					st.waited = true
				}
			}
			return true
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			if w.captured(n) {
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
	switch n := n.(type) {
	case *ast.AssignStmt:
		w.assign(n.Lhs, n.Rhs, st)
		if n.Tok != token.DEFINE {
			w.effect(n.Lhs, st)
		}
		for _, r := range n.Rhs {
			w.failed(r, n, st)
		}
	case *ast.ValueSpec:
		lhs := make([]ast.Expr, len(n.Names))
		for i, name := range n.Names {
			lhs[i] = name
		}
		w.assign(lhs, n.Values, st)
	case *ast.ExprStmt:
		if call, ok := n.X.(*ast.CallExpr); ok && !w.isLog(call) && !w.waits(call) && w.bad(st) {
			st.noted = true
		}
	case *ast.SendStmt:
		if w.bad(st) {
			st.noted = true
		}
	case *ast.ReturnStmt:
		w.ret(n, st)
	}
}

// bad tells that the path is one of failure only.
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
		var e ast.Expr
		idx := 0
		switch {
		case len(rhs) == len(lhs):
			e = rhs[i]
		case len(rhs) == 1:
			e, idx = rhs[0], i
		}
		if e == nil {
			st.unbind(v)
			continue
		}
		if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && w.isSite(call) {
			if v != st.pend {
				st.unbind(v)
			}
			continue
		}
		if v == w.a.Var && w.a.Form != Error && st.acq {
			if comp, ok := ast.Unparen(e).(*ast.CompositeLit); ok && len(comp.Elts) == 0 {
				continue // emptied before it is filled again
			}
			st.acq = false
			continue
		}
		if v == w.a.Var && w.a.Form == Error {
			if !w.mentionsSubject(e) {
				st.acq = false
			}
			continue
		}
		st.unbind(v)
		if !st.acq && !w.constant(e) {
			continue
		}
		if w.worth(v, e) {
			st.bind(v, e, idx)
		}
	}
}

func (w *walker) mentionsSubject(e ast.Expr) bool { return len(w.refs(e)) > 0 }

func (w *walker) constant(e ast.Expr) bool {
	tv := w.x.Info.Types[e]
	return tv.Value != nil && isBool(tv.Type) || isNil(w.x, e)
}

// worth tells that the value of v may be asked for by a condition: booleans,
// errors and what helpers make of the code.
func (w *walker) worth(v *types.Var, e ast.Expr) bool {
	if _, aliased := w.alias[v]; aliased {
		return false
	}
	if w.as[v] {
		return false
	}
	if w.constant(e) {
		return true
	}
	if isError(v.Type()) {
		return true
	}
	return w.mentionsSubject(e)
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
	if st.acq && w.x.Callee(call) == w.a.Fn && w.bad(st) {
		w.loop(call, st) // again by recursion
	}
}

var waiting = regexp.MustCompile(`(?i)(sleep|wait|backoff|delay|pause|throttle|limit|after$|tick)`)

// waits tells that a call takes its time on purpose.
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
	if st.acq && (st.site == call || w.a.Form == Error) && w.p.inLoop(call) && st.site != nil {
		w.loop(call, st)
	}
	ok, errs := w.p.brings(w.a, call)
	*st = state{acq: true, site: call, set: ok, ok: ok, errs: errs, defs: w.keep(st.defs)}
	if w.a.Form == Error {
		st.ok = codes.Success()
		st.set = ok.Union(errs)
		st.pend = w.a.Var
		return
	}
	w.p.results(call, func(i int, lhs ast.Expr) {
		if v := w.x.Var(lhs); v != nil && isError(v.Type()) {
			st.pend = v
		}
	})
}

// keep drops what was known of the answer before.
func (w *walker) keep(defs []binding) []binding {
	var out []binding
	for _, d := range defs {
		if w.constant(d.expr) {
			out = append(out, d)
		}
	}
	return out
}

func (w *walker) loop(call *ast.CallExpr, st *state) {
	if st.opaque || w.p.PerItem(call) || w.p.readsOn(call) {
		return
	}
	l := w.loops[call]
	if l == nil {
		l = &Loop{Site: call}
		w.loops[call] = l
	}
	l.Set = l.Set.Union(st.set)
	l.Transport = l.Transport || st.transport
	if !st.waited {
		l.Unwaited = l.Unwaited.Union(st.set)
	}
	if !st.set.Minus(codes.Success()).Empty() {
		if !st.looked {
			l.Blind = true
		}
		if st.deflt != nil && l.Default == nil {
			l.Default = st.deflt
		}
	}
}

var logger = regexp.MustCompile(`(?i)(log|sugar|zap|zerolog)`)
var logName = regexp.MustCompile(`^(Debug|Info|Warn|Warning|Error|Print|Trace|Log|Notice|Msg)(f|ln|w|Context|Ctx|Attrs|Fields)?$`)

// isLog tells that a call only prints.
func (w *walker) isLog(call *ast.CallExpr) bool {
	name := endpoints.CalleeName(call)
	if f := w.x.Static(call); f != nil && f.Pkg() != nil {
		switch f.Pkg().Path() {
		case "fmt":
			return strings.HasPrefix(name, "Print") || strings.HasPrefix(name, "Fprint")
		case "log", "log/slog":
			return true
		case "testing", "errors":
			return false
		}
		if logName.MatchString(name) && logger.MatchString(f.Pkg().Path()) {
			return true
		}
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if ok {
		return id.Name == "println" || id.Name == "print" || strings.EqualFold(id.Name, "logf") || strings.EqualFold(id.Name, "log")
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !logName.MatchString(name) && !strings.EqualFold(name, "logf") {
		return false
	}
	return logger.MatchString(types.ExprString(sel.X)) || strings.EqualFold(name, "logf")
}

// inLog tells that an expression is only printed.
func (w *walker) inLog(e ast.Node) bool {
	for n := w.x.Parent(e); n != nil; n = w.x.Parent(n) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if w.isLog(n) {
				return true
			}
		case ast.Stmt:
			return false
		}
	}
	return false
}

func (w *walker) inCond(e ast.Node) bool {
	return w.cond != nil && w.cond.Pos() <= e.Pos() && e.End() <= w.cond.End()
}

// ref is one mention of the answer.
func (w *walker) ref(id *ast.Ident, st *state) {
	info := w.classify(id)
	if as, ok := w.x.Parent(id).(*ast.AssignStmt); ok {
		for _, l := range as.Lhs {
			if l == ast.Expr(id) {
				return // given a value
			}
		}
	}
	if spec, ok := w.x.Parent(id).(*ast.ValueSpec); ok {
		for _, name := range spec.Names {
			if name == id {
				return
			}
		}
	}
	switch info.role {
	case envelope.Code:
		w.codeRef(info, st)
	case envelope.Msg:
		w.msgRef(info)
	case envelope.Data:
		w.dataRef(info, st)
	case envelope.Whole:
		w.wholeRef(info, st)
	}
}

func (w *walker) look(st *state, handsOn bool) {
	w.a.Read, w.reads = true, true
	if handsOn {
		st.passed = true
	}
}

func (w *walker) codeRef(info refInfo, st *state) {
	if w.inLog(info.expr) {
		w.a.Logged = true
		return
	}
	e := w.core(info.expr)
	if w.inCond(e) {
		w.look(st, false)
		w.hand(e, st)
		return
	}
	if v := w.assigned(e); v != nil {
		if _, ok := w.alias[v]; ok {
			return
		}
	}
	switch p := w.x.Parent(e).(type) {
	case *ast.AssignStmt:
		for i, l := range p.Lhs {
			if l == e {
				st.opaque = true // the code is overwritten
			} else if id, ok := l.(*ast.Ident); ok && id.Name == "_" && i < len(p.Rhs) && p.Rhs[i] == e {
				return
			}
		}
	case *ast.SwitchStmt:
		w.look(st, false)
		return
	}
	// A boolean or a helper's answer kept in a variable.
	for n := ast.Node(e); n != nil; n = w.x.Parent(n) {
		switch p := w.x.Parent(n).(type) {
		case *ast.BinaryExpr, *ast.UnaryExpr, *ast.ParenExpr:
			continue
		case *ast.SelectorExpr:
			if call, ok := w.x.Parent(p).(*ast.CallExpr); ok && call.Fun == p && w.p.followed(w, call) {
				continue
			}
		case *ast.IndexExpr:
			if p.Index == n {
				if _, _, ok := w.literal(p.X); ok {
					continue
				}
			}
		case *ast.CallExpr:
			w.hand(e, st)
			if w.p.followed(w, p) {
				continue
			}
		case *ast.SwitchStmt:
			w.look(st, false)
			return
		case *ast.AssignStmt, *ast.ValueSpec:
			if v := w.assigned(n.(ast.Expr)); v != nil || len(lhsOf(p)) == 2 {
				// A table of functions handles the code by what it runs.
				_, runs := underlying(w.x.Info.TypeOf(n.(ast.Expr))).(*types.Signature)
				w.look(st, runs)
				if isError2(w, p) {
					st.passed = st.passed || !w.errorKnown(n.(ast.Expr), st)
				}
				return
			}
		}
		break
	}
	w.look(st, true)
}

func underlying(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
		t = tuple.At(0).Type()
	}
	return t.Underlying()
}

func lhsOf(n ast.Node) []ast.Expr {
	if as, ok := n.(*ast.AssignStmt); ok {
		return as.Lhs
	}
	return nil
}

// isError2 tells that an assignment makes an error.
func isError2(w *walker, n ast.Node) bool {
	for _, l := range lhsOf(n) {
		if t := w.x.Info.TypeOf(l); t != nil && isError(t) {
			return true
		}
	}
	return false
}

// errorKnown tells that the walker can ask an error for its codes later.
func (w *walker) errorKnown(e ast.Expr, st *state) bool {
	out, ok := w.outcomes(e, 0, st)
	if !ok {
		return false
	}
	_, dunno := out["?"]
	return !dunno && len(out) > 1
}

// followed tells that a call runs a helper whose answers are known by code.
func (p *Program) followed(w *walker, call *ast.CallExpr) bool {
	if w.x.IsPkgCall(call, "slices", "Contains") {
		return true
	}
	if w.a.Form == Error && w.isAs(call) {
		return true
	}
	st := &state{acq: true, set: codes.All()}
	for i := range 3 {
		if _, ok := w.callOutcomes(call, i, st); ok {
			return true
		}
	}
	return false
}

// hand tells a function of the package what it is given.
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

func (w *walker) msgRef(info refInfo) {
	if w.inLog(info.expr) {
		return
	}
	if b, ok := w.x.Parent(info.expr).(*ast.BinaryExpr); ok && (b.Op == token.EQL || b.Op == token.NEQ) {
		other := b.X
		if other == info.expr {
			other = b.Y
		}
		if tv := w.x.Info.Types[other]; tv.Value != nil {
			w.a.MsgTest = true
			w.a.Messages = append(w.a.Messages, other)
		}
	}
	if call, ok := w.x.Parent(info.expr).(*ast.CallExpr); ok && w.x.IsPkgCall(call, "strings", "EqualFold", "Contains", "HasPrefix") {
		w.a.MsgTest = true
		for _, arg := range call.Args {
			if tv := w.x.Info.Types[arg]; tv.Value != nil {
				w.a.Messages = append(w.a.Messages, arg)
			}
		}
	}
}

func (w *walker) dataRef(info refInfo, st *state) {
	switch strings.ToLower(info.name) {
	case "prompttips", "failedreason", "errormessages":
		return
	}
	if w.inLog(info.expr) {
		return
	}
	e := w.dataCore(info.expr)
	if v := w.assigned(e); v != nil {
		if w.alias[v] == envelope.Data {
			return
		}
	}
	switch p := w.x.Parent(e).(type) {
	case *ast.AssignStmt:
		for i, l := range p.Lhs {
			if l == e {
				return
			}
			if id, ok := l.(*ast.Ident); ok && id.Name == "_" && i < len(p.Rhs) && p.Rhs[i] == e {
				return
			}
		}
	case *ast.BinaryExpr:
		other := p.X
		if other == e {
			other = p.Y
		}
		if isNil(w.x, other) {
			return
		}
		if n, ok := w.number(other); ok && n == 0 {
			return
		}
	case *ast.CallExpr:
		name := endpoints.CalleeName(p)
		if name == "len" {
			if _, cmp := w.x.Parent(p).(*ast.BinaryExpr); cmp {
				return
			}
		}
	}
	if call, ok := e.(*ast.CallExpr); ok {
		switch endpoints.CalleeName(call) {
		case "Exists", "IsObject", "IsArray":
			return
		}
	}
	if w.cond != nil && w.inCond(e) {
		for _, id := range w.refs(w.cond) {
			if w.classify(id).role == envelope.Code {
				return // read in the same condition as the code
			}
		}
	}
	if w.a.V2 && strings.EqualFold(info.name, "status") {
		return
	}
	w.use(e, info.name, st)
}

func (w *walker) use(e ast.Node, name string, st *state) {
	if !st.acq || st.passed || st.opaque {
		return
	}
	if w.bad(st) && st.noted {
		return
	}
	u := w.uses[e]
	if u == nil {
		u = &Use{Node: e, Name: name, Site: st.site, Guarded: true}
		w.uses[e] = u
	}
	u.Set = u.Set.Union(st.set)
	u.Guarded = u.Guarded && st.guarded
	if !st.set.Failures().Empty() {
		u.Looked = u.Looked || st.looked
		u.Blind = u.Blind || !st.looked
	}
	if st.last != nil {
		u.Last = st.last
	}
}

func (w *walker) wholeRef(info refInfo, st *state) {
	e := info.expr
	if w.inLog(e) {
		return
	}
	if info.method != nil {
		w.method(info, st)
		return
	}
	switch p := w.x.Parent(e).(type) {
	case *ast.BinaryExpr:
		return // compared with nil
	case *ast.ReturnStmt:
		return
	case *ast.TypeAssertExpr:
		if w.a.Form == Error {
			return
		}
	case *ast.AssignStmt:
		for _, l := range p.Lhs {
			if l == e {
				return
			}
		}
	case *ast.CallExpr:
		if p.Fun == e {
			break
		}
		if w.isSite(p) {
			return
		}
		if w.a.Form == Error {
			if w.isAs(p) || w.inCond(p) {
				return
			}
			break
		}
		if w.x.IsPkgCall(p, "github.com/tidwall/gjson") {
			return
		}
		if fn := w.x.Callee(p); fn != nil {
			w.hand(e, st)
			for i, a := range p.Args {
				if a != e {
					continue
				}
				sum := w.p.summary(fn, i, w.a.Form)
				if sum == nil || sum.Escapes {
					break
				}
				if w.inCond(p) || w.assignedAny(p) {
					if sum.Reads {
						w.look(st, false)
					}
					return
				}
				if !sum.Reads {
					return
				}
				w.look(st, true)
				st.opaque = true
				return
			}
		}
		if w.inCond(p) {
			w.look(st, false)
			return // the condition is opaque then
		}
	}
	if w.a.Form == Error {
		return
	}
	w.escape = true
	w.look(st, true)
}

func (w *walker) assignedAny(e ast.Expr) bool {
	found := false
	if call, ok := e.(*ast.CallExpr); ok {
		w.p.results(call, func(int, ast.Expr) { found = true })
	}
	return found
}

func (w *walker) method(info refInfo, st *state) {
	call := info.method
	fn := w.x.Callee(call)
	if w.a.Form == Error {
		if fn == nil && w.inCond(call) {
			return
		}
		if fn != nil {
			if sum := w.p.summary(fn, -1, Struct); sum != nil && sum.Reads {
				w.look(st, false)
			}
		}
		return
	}
	if fn == nil {
		if w.inCond(call) {
			w.look(st, false)
			return
		}
		w.escape = true
		w.look(st, true)
		return
	}
	if v := receiver(w.x, fn); v != nil && st.acq && !(w.a.Param && w.entry == codes.All()) {
		w.pass(fn, v, st)
	}
	sum := w.p.summary(fn, -1, w.a.Form)
	switch {
	case sum == nil || sum.Escapes:
		w.look(st, true)
		st.opaque = true
	case sum.Reads && (w.inCond(call) || w.assignedAny(call)):
		w.look(st, false)
	case sum.Reads:
		w.look(st, true)
		if _, stmt := w.x.Parent(call).(*ast.ExprStmt); stmt {
			st.opaque = true
		}
	case sum.Data:
		w.use(call, fn.Name(), st)
	}
}

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
