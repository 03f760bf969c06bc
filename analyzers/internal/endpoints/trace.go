package endpoints

import (
	"go/ast"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// OfCall says which endpoints a call reaches: by its arguments, by the helper
// it runs, and by the chain of calls it stands on.
func (x *Index) OfCall(call *ast.CallExpr) Origin {
	if o, ok := x.reached[call]; ok {
		return o
	}
	o := x.directive(call.Pos())
	if !o.Service {
		o.add(x.ofCall(call, map[*types.Var]bool{}, 0))
	}
	x.reached[call] = o
	return o
}

func (x *Index) ofCall(call *ast.CallExpr, seen map[*types.Var]bool, depth int) Origin {
	var o Origin
	if depth > 4*maxDepth {
		return o
	}
	if fn := x.Callee(call); fn != nil {
		if with := x.bind(fn, call, nil, 0); len(with) > 0 {
			o.add(x.mentions(fn, with, 0))
		} else {
			o.add(x.Own(fn))
		}
		if fn.Decl != nil {
			o.add(x.directive(fn.Decl.Type.Func))
		}
		if o.Service {
			// What the helper is given completes its URL; the bare pieces would
			// only look like URLs of their own.
			o.Elsewhere = false
			if len(o.Kinds) > 0 {
				return o
			}
		}
	}
	if others := x.ofOthers(call); others.Service {
		o.add(others)
		if len(o.Kinds) > 0 {
			return o
		}
	}
	for _, a := range call.Args {
		o.add(x.trace(a, seen, depth+1))
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		// client.R().SetResult(&v).Post(url), json.NewDecoder(r).Decode(&v)
		if _, isCall := ast.Unparen(sel.X).(*ast.CallExpr); isCall {
			o.add(x.trace(sel.X, seen, depth+1))
		} else if v := x.Var(sel.X); v != nil && v.Pkg() == x.Pass.Pkg && !x.isReceiver(v) {
			o.add(x.trace(sel.X, seen, depth+1))
		}
	}
	return o
}

func (x *Index) isReceiver(v *types.Var) bool {
	return v.Kind() == types.RecvVar
}

// Trace says where a value comes from.
func (x *Index) Trace(e ast.Expr) Origin { return x.trace(e, map[*types.Var]bool{}, 0) }

func (x *Index) trace(e ast.Expr, seen map[*types.Var]bool, depth int) Origin {
	if e == nil || depth > 8*maxDepth {
		return Origin{}
	}
	tv := x.Info.Types[e]
	if tv.IsType() {
		return Origin{}
	}
	if tv.Type != nil && isString(tv.Type) {
		o := x.matchAll(x.fold(e, nil, 0))
		if o.Service || o.Elsewhere || tv.Value != nil {
			return o
		}
	}
	if inner := operand(e); inner != nil {
		return x.trace(inner, seen, depth+1)
	}
	return x.traceParts(e, seen, depth)
}

// traceParts traces the parts of an expression that has several, or names
// something.
func (x *Index) traceParts(e ast.Expr, seen map[*types.Var]bool, depth int) Origin {
	var o Origin
	switch e := e.(type) {
	case *ast.ParenExpr:
		return x.trace(e.X, seen, depth)
	case *ast.BinaryExpr:
		o.add(x.trace(e.X, seen, depth+1))
		o.add(x.trace(e.Y, seen, depth+1))
	case *ast.CompositeLit:
		for _, el := range e.Elts {
			if kv, ok := el.(*ast.KeyValueExpr); ok {
				el = kv.Value
			}
			o.add(x.trace(el, seen, depth+1))
		}
	case *ast.SelectorExpr:
		return x.traceSelector(e, seen, depth)
	case *ast.CallExpr:
		return x.ofCall(e, seen, depth+1)
	case *ast.Ident:
		if v := x.Var(e); v != nil && !x.isReceiver(v) {
			return x.traceVar(v, seen, depth)
		}
	}
	return o
}

// operand is what an expression with one operand works on, nil for others.
func operand(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.UnaryExpr:
		return e.X
	case *ast.StarExpr:
		return e.X
	case *ast.IndexExpr:
		return e.X
	case *ast.SliceExpr:
		return e.X
	case *ast.TypeAssertExpr:
		return e.X
	}
	return nil
}

// pushed reports whether a selector is the eventData of what a webhook is sent,
// which is an outputs answer as a text. Source: runninghub-api.md §2.13.
func (x *Index) pushed(e *ast.SelectorExpr) bool {
	s := x.Info.Selections[e]
	if s == nil || s.Kind() != types.FieldVal {
		return false
	}
	data, task := false, false
	for _, f := range envelope.Fields(s.Recv()) {
		data = data || f.Name == "eventData" && s.Obj() == types.Object(f.Var)
		task = task || f.Name == "taskId"
	}
	return data && task
}

// Pushed reports whether a call is given the eventData of a webhook.
func (x *Index) Pushed(call *ast.CallExpr) bool {
	found := false
	ast.Inspect(call, func(n ast.Node) bool {
		e, ok := n.(*ast.SelectorExpr)
		found = found || ok && x.pushed(e)
		return !found
	})
	return found
}

func (x *Index) traceSelector(e *ast.SelectorExpr, seen map[*types.Var]bool, depth int) Origin {
	if x.pushed(e) {
		return Origin{Kinds: []endpoint.Kind{endpoint.Outputs}, Service: true}
	}
	if v, ok := x.Info.Uses[e.Sel].(*types.Var); ok && !v.IsField() {
		return x.traceVar(v, seen, depth)
	}
	if base := x.Var(e.X); base != nil && x.isReceiver(base) {
		return Origin{}
	}
	return x.trace(e.X, seen, depth+1)
}

func (x *Index) traceVar(v *types.Var, seen map[*types.Var]bool, depth int) Origin {
	var o Origin
	if seen[v] {
		return o
	}
	seen[v] = true
	for _, d := range x.defs[v] {
		o.add(x.trace(d.Expr, seen, depth+1))
	}
	if p, ok := x.params[v]; ok && depth < 4*maxDepth {
		for _, call := range x.sites[p.fn] {
			if p.i < len(call.Args) {
				o.add(x.trace(call.Args[p.i], seen, depth+1))
			}
		}
	}
	return o
}
