package flow

import (
	"go/ast"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/summary"
)

// hands reports whether result i of a call is an answer.
func (p *Program) hands(call *ast.CallExpr, i int) bool {
	if fn := p.X.Callee(call); fn != nil {
		_, ok := p.out(fn).envelopes[i]
		return ok
	}
	if f := p.X.Imported(call); f != nil {
		_, ok := f.Result(i)
		return ok
	}
	return false
}

// fails reports whether a call of another package turns codes into its error.
func (p *Program) fails(call *ast.CallExpr) bool {
	f := p.X.Imported(call)
	return f != nil && !f.Errs.Set().Empty()
}

// errorOf is the index of the error among the results of a call, -1 without
// one.
func (p *Program) errorOf(call *ast.CallExpr) int {
	sig, _ := p.X.Info.TypeOf(call.Fun).(*types.Signature)
	if sig == nil {
		return -1
	}
	last := sig.Results().Len() - 1
	if last < 0 || !isError(sig.Results().At(last).Type()) {
		return -1
	}
	return last
}

// broughtBy is outSummary for a function of another package.
func broughtBy(f *summary.Func) *outSummary {
	s := newOut()
	s.errs = f.Errs.Set()
	for _, r := range f.Results {
		s.envelopes[r.I] = r.Codes.Set()
	}
	for _, fill := range f.Fills {
		s.params[fill.I] = fill.Codes.Set()
	}
	return s
}

// outOf is out for a call, whether it runs a function of the package or one of
// which another package has told; nil for all others.
func (p *Program) outOf(call *ast.CallExpr) *outSummary {
	if fn := p.X.Callee(call); fn != nil {
		return p.out(fn)
	}
	if f := p.X.Imported(call); f != nil {
		return broughtBy(f)
	}
	return nil
}

// taken is what a function of another package does with what it is given.
func taken(g *summary.Given) *Summary {
	s := &Summary{Reads: g.Reads, Data: g.Data, Escapes: g.Escapes, Outs: map[int]map[string]codes.Set{}}
	for _, o := range g.Outs {
		if s.Outs[o.I] == nil {
			s.Outs[o.I] = map[string]codes.Set{}
		}
		s.Outs[o.I][o.Value] = o.Codes.Set()
	}
	return s
}
