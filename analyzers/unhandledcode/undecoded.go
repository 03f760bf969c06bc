package unhandledcode

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
)

// undecoded reports answers that nobody decodes: the HTTP status is 200 for
// nearly every failure.
func (r *run) undecoded() {
	if r.Program.Intercepts() {
		return
	}
	for _, fn := range r.Index.Funcs {
		for _, call := range fn.Calls {
			o := r.Index.OfCall(call)
			if len(o.Kinds) == 0 || o.Elsewhere || !r.plainSend(call) && !r.givenClient(fn, call) || !r.closesOnly(fn, call) {
				continue
			}
			bad := codes.ForEndpoints(o.Kinds).Failures()
			r.Report(report.Finding{
				Pos: call.Pos(), End: call.End(), Category: categoryUnchecked, Variant: "undecoded",
				Args: message.Args{"endpoint": r.endpoint(o.Kinds), "codes": r.Codes(bad.Entries())}, Codes: bad.Entries(),
			})
		}
	}
}

// plainSend reports whether a call sends a request by net/http, through a client
// that looks at nothing.
func (r *run) plainSend(call *ast.CallExpr) bool {
	if !r.Index.IsPkgCall(call, "net/http", "Get", "Post", "PostForm", "Do") {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	if r.Index.Static(call).Signature().Recv() == nil {
		return true
	}
	switch x := ast.Unparen(sel.X).(type) {
	case *ast.SelectorExpr:
		v, ok := r.Info.Uses[x.Sel].(*types.Var)
		if !ok {
			return false
		}
		if v.Pkg() != nil && v.Pkg().Path() == "net/http" {
			return true // http.DefaultClient
		}
		return v.IsField() && plainClients(r.Index.FieldValues(v))
	case *ast.Ident:
		v := r.Index.Var(x)
		if v == nil {
			return false
		}
		var made []ast.Expr
		for _, d := range r.Index.Defs(v) {
			made = append(made, d.Expr)
		}
		return plainClients(made)
	}
	return false
}

// givenClient reports whether a call sends a request by a client that the package
// is given, and judges the answer by its HTTP status, which no transport would
// have left at 200 after a look at the code.
func (r *run) givenClient(fn *endpoints.Func, call *ast.CallExpr) bool {
	f := r.Index.Static(call)
	if f == nil || f.Pkg() == nil || f.Pkg().Path() != "net/http" || f.Signature().Recv() == nil || !r.unknownClient(call) {
		return false
	}
	return r.asksStatus(fn, call)
}

// unknownClient reports whether nothing in the package gives the client of a call
// its value.
func (r *run) unknownClient(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	if field, ok := ast.Unparen(sel.X).(*ast.SelectorExpr); ok {
		v, ok := r.Info.Uses[field.Sel].(*types.Var)
		return ok && v.IsField() && r.fromOutside(r.Index.FieldValues(v))
	}
	v := r.Index.Var(sel.X)
	if v == nil {
		return false
	}
	return r.fromOutside([]ast.Expr{sel.X})
}

// fromOutside reports whether some values are all parameters of functions, or
// there are none.
func (r *run) fromOutside(made []ast.Expr) bool {
	return !slices.ContainsFunc(made, func(e ast.Expr) bool {
		v := r.Index.Var(e)
		if v == nil {
			return true
		}
		_, _, param := r.Index.IsParam(v)
		return !param || len(r.Index.Defs(v)) > 0
	})
}

// asksStatus reports whether a function asks for the HTTP status of the response
// that a call gives.
func (r *run) asksStatus(fn *endpoints.Func, call *ast.CallExpr) bool {
	as, ok := r.Index.Parent(call).(*ast.AssignStmt)
	if !ok {
		return false
	}
	v, found := r.Index.Var(as.Lhs[0]), false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		found = found || ok && sel.Sel.Name == "StatusCode" && v != nil && r.Index.Var(sel.X) == v
		return !found
	})
	return found
}

// plainClients reports whether all of some values are clients without a
// transport of their own.
func plainClients(made []ast.Expr) bool {
	for _, e := range made {
		if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok {
			e = u.X
		}
		switch e := ast.Unparen(e).(type) {
		case *ast.CompositeLit:
			for _, el := range e.Elts {
				if kv, ok := el.(*ast.KeyValueExpr); !ok || types.ExprString(kv.Key) == "Transport" {
					return false
				}
			}
		case *ast.SelectorExpr:
			if types.ExprString(e) != "http.DefaultClient" {
				return false
			}
		default:
			return false
		}
	}
	return len(made) > 0
}

// closesOnly reports whether the response that a call gives is used for no more
// than its HTTP status and for closing or draining its body.
func (r *run) closesOnly(fn *endpoints.Func, call *ast.CallExpr) bool {
	as, ok := r.Index.Parent(call).(*ast.AssignStmt)
	if !ok || len(as.Lhs) != 2 || len(as.Rhs) != 1 {
		return false
	}
	v := r.Index.Var(as.Lhs[0])
	if v == nil {
		return false
	}
	if v.Name() == "_" {
		return true
	}
	if len(r.Index.Defs(v)) > 1 || v.Parent() == nil || v.Parent() == r.Pass.Pkg.Scope() {
		return false
	}
	only, used := true, false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || r.Info.Uses[id] != types.Object(v) {
			return only
		}
		used = true
		only = only && r.closes(id)
		return only
	})
	return only && used
}

// closes reports whether a mention of a response is about its HTTP status, or
// closes or drains its body.
func (r *run) closes(id *ast.Ident) bool {
	sel, ok := r.Index.Parent(id).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	switch sel.Sel.Name {
	case "StatusCode", "Status":
		return true
	case "Body":
	default:
		return false
	}
	switch up := r.Index.Parent(sel).(type) {
	case *ast.SelectorExpr:
		return up.Sel.Name == "Close"
	case *ast.CallExpr:
		return r.Index.IsPkgCall(up, "io", "Copy", "CopyN") && len(up.Args) > 0 && strings.HasSuffix(types.ExprString(up.Args[0]), ".Discard")
	}
	return false
}

// codeless reports answers that are decoded into a type without a code.
func (r *run) codeless() {
	for _, c := range r.Program.Codeless() {
		if c.V2 && r.asksState(c) {
			continue
		}
		bad := codes.ForEndpoints(c.Kinds).Failures()
		code := "code"
		if c.V2 {
			code = "errorCode"
		}
		r.Report(report.Finding{
			Pos: c.Site.Pos(), End: c.Site.End(), Category: categoryUnchecked, Variant: "codeless",
			Args: message.Args{"value": c.Var.Name(), "code": code, "endpoint": r.endpoint(c.Kinds), "codes": r.Codes(bad.Entries())}, Codes: bad.Entries(),
		})
	}
}

// asksState reports whether a function compares or hands on the parts of an
// answer that tell success: a status, an id, results.
func (r *run) asksState(c flow.Codeless) bool {
	asks := false
	ast.Inspect(c.Fn.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || r.Info.Uses[id] != types.Object(c.Var) || asks {
			return !asks
		}
		for up := r.Index.Parent(id); up != nil && !asks; up = r.Index.Parent(up) {
			switch up := up.(type) {
			case *ast.BinaryExpr, *ast.SwitchStmt:
				asks = true
			case *ast.CallExpr:
				asks = up != c.Site && r.Index.Callee(up) != nil
			case ast.Stmt:
				return true
			}
		}
		return true
	})
	if asks {
		return true
	}
	// Who takes the whole of it may ask for the state.
	t := c.Var.Type()
	for v := range c.Fn.Sig.Results().Variables() {
		if types.Identical(v.Type(), t) || types.Identical(v.Type(), types.NewPointer(t)) {
			return hasStatus(t)
		}
	}
	_, _, given := r.Index.IsParam(c.Var)
	return given
}

// hasStatus reports whether a type has the state of a task.
func hasStatus(t types.Type) bool {
	for _, f := range envelope.Fields(t) {
		if strings.EqualFold(f.Name, "status") {
			return true
		}
	}
	return false
}
