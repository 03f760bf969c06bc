package flow

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
)

// target is the variable that a call is given to fill: &v, or v where v is a
// pointer, a map or an interface.
func (p *Program) target(arg ast.Expr) *types.Var {
	arg = ast.Unparen(arg)
	if u, ok := arg.(*ast.UnaryExpr); ok && u.Op == token.AND {
		return p.X.Var(u.X)
	}
	v := p.X.Var(arg)
	if v == nil {
		return nil
	}
	switch v.Type().Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return v
	}
	if _, ok := types.Unalias(v.Type()).(*types.TypeParam); ok {
		return v
	}
	return nil
}

// results calls f for each variable that takes a result of call.
func (p *Program) results(call *ast.CallExpr, f func(i int, lhs ast.Expr)) {
	var node ast.Node = call
	parent := p.X.Parent(node)
	for {
		if par, ok := parent.(*ast.ParenExpr); ok {
			node, parent = par, p.X.Parent(par)
			continue
		}
		break
	}
	var lhs, rhs []ast.Expr
	switch s := parent.(type) {
	case *ast.AssignStmt:
		lhs, rhs = s.Lhs, s.Rhs
	case *ast.ValueSpec:
		for _, n := range s.Names {
			lhs = append(lhs, n)
		}
		rhs = s.Values
	}
	if len(rhs) == 1 && ast.Node(rhs[0]) == node {
		for i, l := range lhs {
			f(i, l)
		}
		return
	}
	for i, r := range rhs {
		if ast.Node(r) == node && i < len(lhs) {
			f(0, lhs[i])
		}
	}
}

var decoder = regexp.MustCompile(`(?i)^(unmarshal\w*|decode\w*|read_?json|parse_?json|scan_?json|bind_?json|into|into_?json|set_?result|set_?success_?result|from_?json|to_?json|json)$`)

// decodes reports whether a call fills its argument i from JSON.
func (p *Program) decodes(call *ast.CallExpr, i int) bool {
	if fn := p.X.Callee(call); fn != nil {
		return p.paramDecoded(fn, i)
	}
	if p.filled(call, i) {
		return true
	}
	if tv := p.X.Info.Types[call.Fun]; tv.IsType() || tv.IsBuiltin() {
		return false
	}
	if fills, known := p.Libraries.Fills(p.X.Static(call), i); known {
		return fills
	}
	if decoder.MatchString(endpoints.CalleeName(call)) {
		return true
	}
	return p.transports(call, i)
}

// transports reports whether a call is of a transport from elsewhere that takes
// the URL, and its argument i to fill.
func (p *Program) transports(call *ast.CallExpr, i int) bool {
	sig, _ := p.X.Info.TypeOf(call.Fun).(*types.Signature)
	if sig == nil || i >= sig.Params().Len() || sig.Variadic() && i == sig.Params().Len()-1 {
		return false
	}
	if !opaque(sig.Params().At(i).Type()) {
		return false
	}
	if v := p.target(call.Args[i]); v != nil {
		if n, ok := types.Unalias(deref(v.Type())).(*types.Named); ok && n.Obj().Pkg() != p.X.Pass.Pkg {
			return false // whoever declares the type may check it as well
		}
	}
	if _, isAddr := ast.Unparen(call.Args[i]).(*ast.UnaryExpr); !isAddr {
		return false
	}
	return p.sends(call)
}

// sends reports whether a call is given a URL, itself or in the chain of calls it
// stands on, or a request made of one.
func (p *Program) sends(call *ast.CallExpr) bool {
	for _, a := range call.Args {
		t := p.X.Info.TypeOf(a)
		if t == nil || isError(t) {
			continue
		}
		if isBytes(t) || strings.HasSuffix(t.String(), "net/http.Request") || strings.HasSuffix(t.String(), "net/url.URL") {
			if p.X.Trace(a).Service {
				return true
			}
		}
	}
	return false
}

func deref(t types.Type) types.Type {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		return ptr.Elem()
	}
	return t
}

// paramDecoded reports whether a function fills its parameter i from JSON, itself
// or through another helper.
func (p *Program) paramDecoded(fn *endpoints.Func, i int) bool {
	key := paramKey{fn, i}
	if known, ok := p.decoded[key]; ok {
		return known != nil && *known
	}
	p.decoded[key] = nil
	answer := false
	param := fn.Param(i)
	if param != nil {
		for _, call := range p.callsIn(fn) {
			for j, arg := range call.Args {
				if v := p.X.Var(arg); v == param && p.decodes(call, j) {
					answer = true
				}
			}
		}
	}
	p.decoded[key] = &answer
	return answer
}

// asks reports whether a helper which knows its parameter i by an interface calls
// a method of it or asserts another type, as it does to have the code checked.
func (p *Program) asks(fn *endpoints.Func, i, depth int) bool {
	param := fn.Param(i)
	if param == nil || depth > 4 || !types.IsInterface(param.Type()) {
		return false
	}
	found := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeAssertExpr:
			found = found || p.X.Var(n.X) == param
		case *ast.SelectorExpr:
			found = found || p.X.Var(n.X) == param
		case *ast.CallExpr:
			for j, arg := range n.Args {
				if p.X.Var(arg) == param {
					if callee := p.X.Callee(n); callee != nil && callee != fn && p.asks(callee, j, depth+1) {
						found = true
					}
				}
			}
		}
		return !found
	})
	return found
}

// callsIn are the calls of a function and of the literals in it.
func (p *Program) callsIn(fn *endpoints.Func) []*ast.CallExpr {
	var out []*ast.CallExpr
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			out = append(out, c)
		}
		return true
	})
	return out
}
