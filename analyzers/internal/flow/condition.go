package flow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/libraries"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Condition is a function that tells a client of a library whether to send a
// request again.
type Condition struct {
	Fn *endpoints.Func
	// At is where the client is given it.
	At ast.Expr
	// Kinds are the endpoints that the client reaches.
	Kinds []endpoint.Kind
	// Again are the codes under which it says yes.
	Again codes.Set
	// Transport says that it says yes after every error of the transport.
	Transport bool
}

// Conditions lists the functions that decide whether a request which starts a
// task is sent again, with the codes under which they do.
func (p *Program) Conditions() []Condition {
	var out []Condition
	note := func(at ast.Expr, kinds []endpoint.Kind) {
		fn := p.X.Value(at)
		kinds = slices.DeleteFunc(slices.Clone(kinds), func(k endpoint.Kind) bool { return !Starts(k) })
		if fn == nil || len(kinds) == 0 || asksRequest(fn) {
			return
		}
		c := Condition{Fn: fn, At: at, Kinds: kinds}
		for _, a := range p.judged(fn) {
			a.Universe = codes.ForEndpoints(kinds)
			entry := codes.Set{}
			if a.Held {
				entry = a.Universe
			}
			w := p.walk(a, entry)
			c.Transport = c.Transport || w.yesAlways
			if outs := w.outs[0]; outs["?"].Empty() {
				c.Again = c.Again.Union(outs["true"])
			}
		}
		out = append(out, c)
	}
	for _, fn := range p.X.Funcs {
		for _, call := range fn.Calls {
			for _, row := range p.Libraries.Match(p.X.Static(call), libraries.Again) {
				if row.Arg < len(call.Args) {
					note(call.Args[row.Arg], p.reached(fn, row))
				}
			}
		}
	}
	p.eachField(func(field *types.Var, value ast.Expr) {
		if row, ok := p.Libraries.Field(field, libraries.Again); ok {
			note(value, p.reached(nil, row))
		}
	})
	return out
}

// saysAgain notes that a condition says yes after every error of the transport.
func (w *walker) saysAgain(n *ast.ReturnStmt, st *state) {
	if !w.a.Held || len(n.Results) == 0 || !isBool(w.x.Info.TypeOf(n.Results[0])) {
		return
	}
	v := w.eval(n.Results[0], st)
	w.yesAlways = w.yesAlways || v.tTr && !v.fTr
}

// asksRequest reports whether a condition asks which request it is about.
func asksRequest(fn *endpoints.Func) bool {
	found := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		found = found || ok && (sel.Sel.Name == "Request" || sel.Sel.Name == "RawRequest" || sel.Sel.Name == "URL")
		return !found
	})
	return found
}

// reached are the endpoints that the client with a condition can reach: those of the function where the condition is for one
// request, those of the package where it is for all and the package makes no
// more than one client.
func (p *Program) reached(fn *endpoints.Func, row libraries.Row) []endpoint.Kind {
	if row.Type == "Request" {
		return p.X.Own(fn).Kinds
	}
	if p.clients(row.Package) > 1 {
		return nil
	}
	var all endpoints.Origin
	for _, fn := range p.X.Funcs {
		if o := p.X.Own(fn); !o.Elsewhere {
			all.Kinds = append(all.Kinds, o.Kinds...)
		}
	}
	slices.Sort(all.Kinds)
	return slices.Compact(all.Kinds)
}

// clients counts the places where the package makes a client of a library.
func (p *Program) clients(library string) int {
	n := 0
	for _, fn := range p.X.Funcs {
		for _, call := range fn.Calls {
			if p.Libraries.Makes(p.X.Static(call), library) {
				n++
			}
		}
	}
	return n
}

// judged are the answers that a condition looks at: those it decodes, and the
// response of the library that it is given.
func (p *Program) judged(fn *endpoints.Func) []*Answer {
	var out []*Answer
	for _, a := range p.find(fn) {
		if a.Form != Opaque {
			out = append(out, a)
		}
	}
	for _, v := range parameters(p.X, fn) {
		if len(p.Libraries.Held(v.Type())) == 0 {
			continue
		}
		for _, form := range []Form{Struct, Bytes} {
			out = append(out, &Answer{Fn: fn, Var: v, Form: form, Param: true, Held: true})
		}
	}
	return out
}

// held is the call of a method on a response of a library that gives the answer
// in it, decoded or as text; nil for any other selector.
func (w *walker) held(sel *ast.SelectorExpr, form Form) *ast.CallExpr {
	call, ok := w.x.Parent(sel).(*ast.CallExpr)
	if !ok || !w.a.Held || call.Fun != ast.Expr(sel) {
		return nil
	}
	role := libraries.HoldsResult
	if form == Bytes {
		role = libraries.HoldsText
	}
	if !w.p.Libraries.Is(w.x.Static(call), role) {
		return nil
	}
	return call
}

// besideResponse is the error that a condition is given beside the response.
func besideResponse(a *Answer) *types.Var {
	for v := range a.Fn.Sig.Params().Variables() {
		if isError(v.Type()) {
			return v
		}
	}
	return nil
}

// eachField calls f for each value that the package gives a field.
func (p *Program) eachField(f func(field *types.Var, value ast.Expr)) {
	for _, file := range p.X.Pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for i, l := range n.Lhs {
					sel, ok := ast.Unparen(l).(*ast.SelectorExpr)
					if v := p.field(sel); ok && v != nil && len(n.Lhs) == len(n.Rhs) {
						f(v, n.Rhs[i])
					}
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok {
					if v, ok := p.X.Info.Uses[key].(*types.Var); ok && v.IsField() {
						f(v, n.Value)
					}
				}
			}
			return true
		})
	}
}

// field is the field that a selector names, nil for anything else.
func (p *Program) field(sel *ast.SelectorExpr) *types.Var {
	if sel == nil {
		return nil
	}
	v, ok := p.X.Info.Uses[sel.Sel].(*types.Var)
	if !ok || !v.IsField() {
		return nil
	}
	return v
}
