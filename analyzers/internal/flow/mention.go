package flow

import (
	"go/ast"
	"go/token"
	"go/types"
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
				if assignsError(w, p) {
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

// assignsError tells that an assignment makes an error.
func assignsError(w *walker, n ast.Node) bool {
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
	_, unsure := out["?"]
	return !unsure && len(out) > 1
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
