package nodeinfo

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// built finds the items in a field of a builder: what the methods that are called on
// this one value append to it.
func (r *run) built(sel *ast.SelectorExpr, d *workflow.Definition, with env, depth int) {
	field, ok := r.Info.Uses[sel.Sel].(*types.Var)
	if !ok || !field.IsField() {
		return
	}
	base := ast.Unparen(sel.X)
	if to, ok := with[r.Index.Var(base)]; ok {
		base = ast.Unparen(to)
	}
	v := r.Index.Var(base)
	if v == nil {
		r.chained(base, field, d, depth)
		return
	}
	if _, _, param := r.Index.IsParam(v); param || v.Kind() == types.RecvVar || len(r.Index.Defs(v)) != 1 {
		return
	}
	r.chained(r.Index.Defs(v)[0].Expr, field, d, depth)
	for _, f := range r.Pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && r.Index.Var(receiver(call)) == v {
				r.appended(call, field, d, depth)
			}
			return true
		})
	}
}

// receiver is the expression that the first call of a chain is made on, nil for
// calls of functions.
func receiver(call *ast.CallExpr) ast.Expr {
	for {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		if inner, ok := ast.Unparen(sel.X).(*ast.CallExpr); ok {
			call = inner
			continue
		}
		return sel.X
	}
}

// chained follows the calls in a chain that make a builder.
func (r *run) chained(e ast.Expr, field *types.Var, d *workflow.Definition, depth int) {
	for {
		call, ok := ast.Unparen(e).(*ast.CallExpr)
		if !ok {
			break
		}
		r.appended(call, field, d, depth)
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return
		}
		e = sel.X
	}
	if lit := literal(ast.Unparen(e)); lit != nil {
		r.eachField(lit, func(f *types.Var, value ast.Expr) {
			if f == field {
				r.items(value, d, nil, depth+1)
			}
		})
	}
}

// appended finds the items that one call of a method appends to a field of its
// receiver.
func (r *run) appended(call *ast.CallExpr, field *types.Var, d *workflow.Definition, depth int) {
	fn := r.Index.Callee(call)
	if fn == nil || fn.Decl == nil || fn.Decl.Recv == nil || fn.Sig.Variadic() || depth > maxFollowed {
		return
	}
	inner := r.arguments(fn, call, env{}, nil)
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || !r.setsField(as, field) {
			return true
		}
		if add, ok := ast.Unparen(as.Rhs[0]).(*ast.CallExpr); ok && endpoints.CalleeName(add) == "append" && len(add.Args) > 0 {
			for _, a := range add.Args[1:] {
				r.items(a, d, inner, depth+1)
			}
		}
		return true
	})
}

// arguments binds the parameters of a function to what one call gives for them.
func (r *run) arguments(fn *endpoints.Func, call *ast.CallExpr, inner, with env) env {
	for i, a := range call.Args {
		if p := fn.Param(i); p != nil {
			inner = inner.with(p, r.deref(a, with, 0))
		}
	}
	return inner
}

// setsField reports whether an assignment gives a field its value, and nothing else.
func (r *run) setsField(as *ast.AssignStmt, field *types.Var) bool {
	if as.Tok != token.ASSIGN || len(as.Lhs) != 1 || len(as.Rhs) != 1 {
		return false
	}
	sel, ok := ast.Unparen(as.Lhs[0]).(*ast.SelectorExpr)
	return ok && r.Info.Uses[sel.Sel] == types.Object(field)
}
