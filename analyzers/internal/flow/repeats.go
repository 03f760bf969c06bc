package flow

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/libraries"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Repeat is a call by which a client of a library sends a request that starts a
// task again after every error of the transport, of its own accord.
type Repeat struct {
	At    *ast.CallExpr
	Kinds []endpoint.Kind
}

// Repeats lists the calls by which a client of a library repeats what starts a
// task. A package that tells a client of the library when to repeat, or that makes
// several, is left alone.
func (p *Program) Repeats() []Repeat {
	var out []Repeat
	for _, fn := range p.X.Funcs {
		for _, call := range fn.Calls {
			rows := p.Libraries.Match(p.X.Static(call), libraries.Repeats)
			for _, row := range append(rows, p.Libraries.Match(p.X.Static(call), libraries.RepeatsBy)...) {
				if kinds := p.repeatedKinds(fn, call, row); len(kinds) > 0 {
					out = append(out, Repeat{At: call, Kinds: kinds})
				}
			}
		}
	}
	return out
}

// repeatedKinds are the endpoints that start a task and are reached by a client
// which repeats.
func (p *Program) repeatedKinds(fn *endpoints.Func, call *ast.CallExpr, row libraries.Row) []endpoint.Kind {
	if p.clients(row.Package) != 1 || p.saysWhen(row.Package) {
		return nil
	}
	var kinds []endpoint.Kind
	switch {
	case row.Role == libraries.Repeats:
		o := p.X.OfCall(call)
		if kinds = o.Kinds; len(kinds) == 0 && !o.Elsewhere {
			kinds = p.X.Own(fn).Kinds
		}
	case row.Arg < len(call.Args):
		v := p.X.Info.Types[call.Args[row.Arg]].Value
		if v == nil || constant.Sign(constant.ToInt(v)) <= 0 {
			return nil
		}
		kinds = p.reached(fn, row)
	}
	return slices.DeleteFunc(slices.Clone(kinds), func(k endpoint.Kind) bool { return !Starts(k) })
}

// saysWhen reports whether the package tells a client of a library when to send a
// request again.
func (p *Program) saysWhen(library string) bool {
	found := false
	for _, fn := range p.X.Funcs {
		for _, call := range fn.Calls {
			found = found || slices.ContainsFunc(p.Libraries.Match(p.X.Static(call), libraries.Again), func(r libraries.Row) bool { return r.Package == library })
		}
	}
	p.eachField(func(field *types.Var, value ast.Expr) {
		if row, ok := p.Libraries.Field(field, libraries.Again); ok && row.Package == library {
			found = found || !p.usual(value)
		}
		if row, ok := p.Libraries.Field(field, libraries.Never); ok && row.Package == library {
			v := p.X.Info.Types[value].Value
			found = found || v == nil || constant.Sign(constant.ToInt(v)) == 0
		}
	})
	return found
}

// usual reports whether a value is the condition that a client has anyway.
func (p *Program) usual(e ast.Expr) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := p.X.Info.Uses[sel.Sel].(*types.Func)
	return ok && p.Libraries.Is(f, libraries.Usual)
}
