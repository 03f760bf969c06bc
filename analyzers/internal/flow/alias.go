package flow

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/libraries"
)

// aliases finds the local variables that hold the code or a part of the data.
func (w *walker) aliases() {
	if w.a.Form == Error {
		w.examinedByCall()
		w.examinedByAssertion()
	}
	if w.a.Form == Bytes {
		w.readAtOnce()
	}
	for range 3 {
		before := len(w.alias) + len(w.copies)
		for _, id := range w.refs(w.a.Fn.Body) {
			info := w.classify(id)
			w.aliasOf(info)
			w.copyOf(info)
		}
		if len(w.alias)+len(w.copies) == before {
			break
		}
	}
}

// readAtOnce finds what keeps several parts of the answer, as gjson.GetMany
// gives them.
func (w *walker) readAtOnce() {
	for _, call := range w.a.Fn.Calls {
		e := w.p.text(call, libraries.ReadsMany)
		if e == nil || w.x.Var(stripConversion(w.x, e)) != w.a.Var {
			continue
		}
		w.p.results(call, func(_ int, lhs ast.Expr) {
			if v := w.local(lhs); v != nil && len(w.x.Defs(v)) == 1 {
				w.many[v] = call
			}
		})
	}
}

// examinedByCall finds errors.As and errors.AsType on the error, and what they
// fill.
func (w *walker) examinedByCall() {
	for _, call := range w.a.Fn.Calls {
		if !w.isAs(call) {
			continue
		}
		w.a.As = call
		if len(call.Args) == 2 {
			if v := w.target(call.Args[1]); v != nil {
				w.as[v] = true
			}
		}
		w.p.results(call, func(i int, lhs ast.Expr) {
			if v := w.x.Var(lhs); v != nil && i == 0 && !isBool(v.Type()) {
				w.as[v] = true
			}
		})
	}
}

// examinedByAssertion finds type assertions on the error, and what takes them.
func (w *walker) examinedByAssertion() {
	ast.Inspect(w.a.Fn.Body, func(n ast.Node) bool {
		if sw, ok := n.(*ast.TypeSwitchStmt); ok {
			w.examinedBySwitch(sw)
		}
		ta, ok := n.(*ast.TypeAssertExpr)
		if !ok || w.x.Var(ta.X) != w.a.Var || ta.Type == nil {
			return true
		}
		w.a.As = ta
		if as, ok := w.x.Parent(ta).(*ast.AssignStmt); ok && len(as.Rhs) == 1 {
			if v := w.x.Var(as.Lhs[0]); v != nil {
				w.as[v] = true
			}
		}
		return true
	})
}

// examinedBySwitch finds the types that a switch asks the error for, and the
// variables of its clauses.
func (w *walker) examinedBySwitch(sw *ast.TypeSwitchStmt) {
	e := switched(sw)
	if v := w.x.Var(e); v == nil || v != w.a.Var {
		return
	}
	for _, clause := range sw.Body.List {
		cc, ok := clause.(*ast.CaseClause)
		if !ok || len(cc.List) != 1 || isNil(w.x, cc.List[0]) || ofTransport(w.x.Info.TypeOf(cc.List[0])) {
			continue
		}
		w.a.As = e
		if v, ok := w.x.Info.Implicits[cc].(*types.Var); ok {
			w.as[v] = true
		}
	}
}

// copyOf notes the variable that is nothing but the answer again: c := e, or
// p := &e.
func (w *walker) copyOf(info refInfo) {
	if info.role != envelope.Whole || w.a.Form != Struct && w.a.Form != Map || info.method != nil {
		return
	}
	v := w.assigned(info.expr)
	if v == nil || v == w.a.Var || !w.own(v) || len(w.x.Defs(v)) != 1 {
		return
	}
	if types.Identical(deref(v.Type()), deref(w.a.Var.Type())) || w.a.Held && isEnvelope(v.Type()) {
		w.copies[v] = true
	}
}

// aliasOf notes the variable that takes a part of the answer.
func (w *walker) aliasOf(info refInfo) {
	var e ast.Expr
	switch info.role {
	case envelope.Code:
		e = w.core(info.expr)
	case envelope.Data:
		e = w.dataCore(info.expr)
	default:
		return
	}
	v := w.assigned(e)
	if v == nil && info.role == envelope.Data {
		v = w.copied(e)
	}
	if v == nil || v == w.a.Var || isError(v.Type()) || !w.own(v) {
		return
	}
	if _, seen := w.alias[v]; !seen {
		w.alias[v] = info.role
	}
}

// assigned returns the local variable that takes e and nothing else.
func (w *walker) assigned(e ast.Expr) *types.Var {
	switch p := w.x.Parent(e).(type) {
	case *ast.AssignStmt:
		for i, r := range p.Rhs {
			if r == e && i < len(p.Lhs) {
				return w.local(p.Lhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, r := range p.Values {
			if r == e && i < len(p.Names) {
				return w.local(p.Names[i])
			}
		}
	}
	return nil
}

// own reports whether a variable belongs to the function, rather than to one
// around it, where it goes on to be read.
func (w *walker) own(v *types.Var) bool {
	return declaredIn(w.a.Fn, v)
}

// copied returns the local variable that is declared with a struct which holds
// e: the data is carried on by it, and not read yet.
func (w *walker) copied(e ast.Expr) *types.Var {
	held := false
	for n := e; ; {
		switch p := w.x.Parent(n).(type) {
		case *ast.KeyValueExpr:
			if p.Value != n {
				return nil
			}
			n = p
			continue
		case *ast.CompositeLit:
			if _, ok := envelope.Struct(w.x.Info.TypeOf(p)); !ok {
				return nil
			}
			n, held = p, true
			continue
		case *ast.UnaryExpr:
			if p.Op == token.AND {
				n = p
				continue
			}
		}
		if !held {
			return nil
		}
		if v := w.assigned(n); v != nil && len(w.x.Defs(v)) == 1 {
			return v
		}
		return nil
	}
}

func (w *walker) assignedAny(e ast.Expr) bool {
	found := false
	if call, ok := e.(*ast.CallExpr); ok {
		w.p.results(call, func(int, ast.Expr) { found = true })
	}
	return found
}

func (w *walker) local(e ast.Expr) *types.Var {
	v := w.x.Var(e)
	if v == nil || v.Name() == "_" || v.IsField() || v.Pkg() != w.x.Pass.Pkg || v.Parent() == w.x.Pass.Pkg.Scope() {
		return nil
	}
	return v
}

// okOfCode reports whether v is the ok of `code, ok := m["code"].(float64)`.
func (w *walker) okOfCode(v *types.Var) bool { return w.okOf(v) == envelope.Code }

func (w *walker) okOfData(v *types.Var) bool { return w.okOf(v) == envelope.Data }

// okOfAssert reports whether v is the ok of `api, ok := err.(*APIError)`, or of
// errors.AsType.
func (w *walker) okOfAssert(v *types.Var) bool {
	for _, d := range w.x.Defs(v) {
		if d.Index != 1 {
			continue
		}
		switch e := d.Expr.(type) {
		case *ast.TypeAssertExpr:
			if w.subject(e.X) {
				return true
			}
		case *ast.CallExpr:
			if w.isAs(e) {
				return true
			}
		}
	}
	return false
}

func (w *walker) okOf(v *types.Var) envelope.Role {
	for _, d := range w.x.Defs(v) {
		if d.Index != 1 {
			continue
		}
		switch d.Expr.(type) {
		case *ast.TypeAssertExpr, *ast.IndexExpr:
			if id := w.rootRef(d.Expr); id != nil {
				return w.classify(id).role
			}
		}
	}
	return envelope.None
}

func lhsOf(n ast.Node) []ast.Expr {
	if as, ok := n.(*ast.AssignStmt); ok {
		return as.Lhs
	}
	return nil
}
