package flow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
)

func (w *walker) inCond(e ast.Node) bool {
	return w.cond != nil && w.cond.Pos() <= e.Pos() && e.End() <= w.cond.End()
}

// ref is one mention of the answer.
func (w *walker) ref(id *ast.Ident, st *state) {
	info := w.classify(id)
	if w.isAssigned(id) {
		return
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

// isAssigned reports whether an identifier stands where it is given a value.
func (w *walker) isAssigned(id *ast.Ident) bool {
	switch p := w.x.Parent(id).(type) {
	case *ast.AssignStmt:
		return slices.Contains(p.Lhs, ast.Expr(id))
	case *ast.ValueSpec:
		return slices.Contains(p.Names, id)
	case *ast.RangeStmt:
		return p.Key == ast.Expr(id) || p.Value == ast.Expr(id)
	}
	return false
}

func (w *walker) look(st *state, handsOn bool) {
	w.a.Read, w.reads = true, true
	if handsOn {
		st.passed = true
	}
}

// codeRef is a mention of the code.
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
		if slices.Contains(p.Lhs, e) {
			st.opaque = true // the code is overwritten
		}
		if discarded(p, e) {
			return
		}
	case *ast.SwitchStmt:
		w.look(st, false)
		return
	}
	if !w.codeKept(e, st) {
		w.look(st, true)
	}
}

// discarded reports whether an assignment gives e to the blank identifier.
func discarded(as *ast.AssignStmt, e ast.Expr) bool {
	for i, l := range as.Lhs {
		if id, ok := l.(*ast.Ident); ok && id.Name == "_" && i < len(as.Rhs) && as.Rhs[i] == e {
			return true
		}
	}
	return false
}

// codeKept climbs from the code to a variable that keeps a boolean or a
// helper's answer made of it, or to a switch. It reports whether there is one;
// the code has been looked at then.
func (w *walker) codeKept(e ast.Expr, st *state) bool {
	for n := e; ; {
		switch p := w.x.Parent(n).(type) {
		case *ast.SwitchStmt:
			w.look(st, false)
			return true
		case *ast.AssignStmt, *ast.ValueSpec:
			return w.codeStored(n, p, st)
		case *ast.CallExpr:
			w.hand(e, st)
			if !w.p.followed(w, p) {
				return false
			}
			n = p
		case ast.Expr:
			if !w.leadsOn(n, p) {
				return false
			}
			n = p
		default:
			return false
		}
	}
}

// leadsOn reports whether the value of the expression around n, no call, is
// still known by the code in n.
func (w *walker) leadsOn(n, around ast.Expr) bool {
	switch p := around.(type) {
	case *ast.BinaryExpr, *ast.UnaryExpr, *ast.ParenExpr:
		return true
	case *ast.SelectorExpr:
		call, ok := w.x.Parent(p).(*ast.CallExpr)
		return ok && call.Fun == p && w.p.followed(w, call)
	case *ast.IndexExpr:
		if p.Index == n {
			_, _, ok := w.literal(p.X)
			return ok
		}
	}
	return false
}

// codeStored is the assignment of what was made of the code. It reports
// whether the code counts as looked at by it.
func (w *walker) codeStored(e ast.Expr, assignment ast.Node, st *state) bool {
	if w.assigned(e) == nil && len(lhsOf(assignment)) != 2 {
		return false
	}
	// A table of functions handles the code by what it runs, unless the ok beside
	// the function says which codes it has.
	_, runs := underlying(w.x.Info.TypeOf(e)).(*types.Signature)
	lhs := lhsOf(assignment)
	w.look(st, runs && (len(lhs) != 2 || blank(lhs[1])))
	if w.assignsError(assignment) {
		st.passed = st.passed || !w.errorKnown(e, st)
	}
	return true
}

// assignsError reports whether an assignment makes an error.
func (w *walker) assignsError(n ast.Node) bool {
	for _, l := range lhsOf(n) {
		if t := w.x.Info.TypeOf(l); t != nil && isError(t) {
			return true
		}
	}
	return false
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

// errorKnown reports whether the walker can ask an error for its codes later.
func (w *walker) errorKnown(e ast.Expr, st *state) bool {
	out, ok := w.outcomes(e, 0, st)
	if !ok {
		return false
	}
	_, unsure := out["?"]
	return !unsure && len(out) > 1
}

// followed reports whether a call runs a helper whose answers are known by code.
func (p *Program) followed(w *walker, call *ast.CallExpr) bool {
	if w.x.IsPkgCall(call, "slices", "Contains") {
		return true
	}
	if w.a.Form == Error && w.isAs(call) {
		return true
	}
	st := &state{class: class{acq: true}, set: codes.All()}
	for i := range 3 {
		if _, ok := w.callOutcomes(call, i, st); ok {
			return true
		}
	}
	return false
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

// dataRef is a mention of a part of the data.
func (w *walker) dataRef(info refInfo, st *state) {
	switch strings.ToLower(info.name) {
	case "prompttips", "failedreason", "errormessages":
		return
	}
	if w.inLog(info.expr) {
		return
	}
	e := w.dataCore(info.expr)
	if !w.onlyOnSuccess(e) {
		return
	}
	if v := w.assigned(e); v != nil && w.alias[v] == envelope.Data {
		return
	}
	if v := w.copied(e); v != nil && w.alias[v] == envelope.Data {
		return
	}
	if w.asksPresence(e) || w.besideCode(e) {
		return
	}
	if w.a.V2 && strings.EqualFold(info.name, "status") {
		return
	}
	w.use(e, info.name, w.holding(info.expr, st))
}

// holding is the state in which a variable holds the data, where an expression
// is one that may hold something else as well.
func (w *walker) holding(e ast.Expr, st *state) *state {
	v := w.x.Var(e)
	if v == nil || w.alias[v] != envelope.Data {
		return st
	}
	var set codes.Set
	for _, d := range st.def(v) {
		if d.expr != nil && w.mentionsSubject(d.expr) {
			set = set.Union(d.set)
		}
	}
	in := *st
	in.narrow(st.set.Intersect(set))
	return &in
}

// asksPresence reports whether a part of the data is overwritten, thrown away,
// or asked for nothing but being there.
func (w *walker) asksPresence(e ast.Expr) bool {
	switch p := w.x.Parent(e).(type) {
	case *ast.AssignStmt:
		if slices.Contains(p.Lhs, e) || discarded(p, e) {
			return true
		}
	case *ast.BinaryExpr:
		other := p.X
		if other == e {
			other = p.Y
		}
		if isNil(w.x, other) || w.emptyJSON(other) {
			return true
		}
		if n, ok := w.number(other); ok && n == 0 {
			return true
		}
	case *ast.CallExpr:
		if _, cmp := w.x.Parent(p).(*ast.BinaryExpr); cmp && endpoints.CalleeName(p) == "len" {
			return true
		}
	}
	if call, ok := e.(*ast.CallExpr); ok {
		switch endpoints.CalleeName(call) {
		case "Exists", "IsObject", "IsArray":
			return true
		}
	}
	return false
}

// besideCode reports whether data is read in the same condition as the code.
func (w *walker) besideCode(e ast.Expr) bool {
	if !w.inCond(e) {
		return false
	}
	return slices.ContainsFunc(w.refs(w.cond), func(id *ast.Ident) bool {
		return w.classify(id).role == envelope.Code
	})
}

// emptyJSON reports whether an expression is the text of a JSON value that holds
// nothing.
func (w *walker) emptyJSON(e ast.Expr) bool {
	tv := w.x.Info.Types[e]
	if tv.Value == nil || tv.Value.Kind() != constant.String {
		return false
	}
	switch constant.StringVal(tv.Value) {
	case "null", "{}", "[]":
		return true
	}
	return false
}

func (w *walker) use(e ast.Node, name string, st *state) {
	if !st.acq || st.passed || st.opaque || st.set.Empty() {
		return
	}
	if w.bad(st) && st.noted {
		return
	}
	set := st.set
	if w.beside != nil {
		set = set.Intersect(*w.beside)
	}
	u := w.uses[e]
	if u == nil {
		u = &Use{Node: e, Name: name, Site: st.site, Guarded: true}
		w.uses[e] = u
	}
	u.Set = u.Set.Union(set)
	u.Guarded = u.Guarded && st.guarded
	if !set.Failures().Empty() {
		u.Looked = u.Looked || st.looked
		u.Blind = u.Blind || !st.looked
	}
	if st.last != nil {
		u.Last = st.last
	}
}

// wholeRef is a mention of the answer itself.
func (w *walker) wholeRef(info refInfo, st *state) {
	e := info.expr
	if w.inLog(e) {
		return
	}
	w.puts(e, st)
	if info.method != nil {
		w.method(info, st)
		return
	}
	switch p := w.x.Parent(e).(type) {
	case *ast.BinaryExpr:
		return // compared with nil
	case *ast.ReturnStmt:
		if w.a.Field == nil {
			return
		}
	case *ast.AssignStmt, *ast.ValueSpec:
		if v := w.assigned(e); v != nil && w.copies[v] || slices.Contains(lhsOf(p), e) {
			return
		}
	case *ast.CallExpr:
		if p.Fun != e && w.argument(e, p, st) {
			return
		}
	}
	if w.a.Form == Error {
		return
	}
	w.escape = true
	w.look(st, true)
}

// argument is the answer as an argument of a call. It reports whether that is
// understood; otherwise the answer escapes.
func (w *walker) argument(e ast.Expr, call *ast.CallExpr, st *state) bool {
	if w.isSite(call) {
		return true
	}
	if w.a.Form == Error {
		return w.isAs(call) || w.inCond(call)
	}
	if w.isFormTest(call) {
		return true
	}
	if w.p.Libraries.Text(w.x.Static(call)) {
		return true
	}
	if w.p.helper(call) != nil {
		w.hand(e, st)
		if w.helped(e, call, st) {
			return true
		}
	}
	if w.inCond(call) {
		w.look(st, false)
		return true // the condition is opaque then
	}
	return false
}

// helped is the answer as an argument of a helper. It reports whether what the
// helper does with it is known.
func (w *walker) helped(e ast.Expr, call *ast.CallExpr, st *state) bool {
	i := slices.Index(call.Args, e)
	if i < 0 {
		return false
	}
	sum := w.p.summaryOf(call, i, w.a.Form)
	switch {
	case sum == nil || sum.Escapes:
		return false
	case sum.Data && !sum.Reads && w.x.Callee(call) == nil:
		w.use(call, endpoints.CalleeName(call), st) // nobody looks into the helper from here
	case w.inCond(call) || w.assignedAny(call):
		if sum.Reads {
			w.look(st, false)
		}
	case sum.Reads:
		w.look(st, true)
		st.opaque = true
	}
	return true
}

// method is a call of a method of the answer.
func (w *walker) method(info refInfo, st *state) {
	call := info.method
	switch {
	case w.a.Form == Error:
		if sum := w.p.summaryOf(call, -1, Struct); sum != nil && sum.Reads {
			w.look(st, false)
		}
	case w.p.helper(call) != nil:
		w.knownMethod(call, st)
	case w.inCond(call):
		w.look(st, false)
	default:
		w.escape = true
		w.look(st, true)
	}
}

// knownMethod is a call of a method of which it is known what it does.
func (w *walker) knownMethod(call *ast.CallExpr, st *state) {
	if fn := w.x.Callee(call); fn != nil {
		if v := receiver(w.x, fn); v != nil && st.acq && !(w.a.Param && w.entry == codes.All()) {
			w.pass(fn, v, st)
		}
	}
	sum := w.p.summaryOf(call, -1, w.a.Form)
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
		w.use(call, endpoints.CalleeName(call), st)
	}
}
