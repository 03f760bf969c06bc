package flow

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/summary"
)

// hands reports whether result i of a call is an answer.
func (p *Program) hands(call *ast.CallExpr, i int) bool {
	out := p.outOf(call)
	if out == nil {
		return false
	}
	_, ok := out.envelopes[i]
	return ok
}

// fails reports whether a call that runs no single function of the package turns
// codes into its error.
func (p *Program) fails(call *ast.CallExpr) bool {
	out := p.outOf(call)
	return out != nil && !out.errs.Empty()
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
// which another package has told, joined over the implementations for a method
// of an interface; nil for all others.
func (p *Program) outOf(call *ast.CallExpr) *outSummary {
	if fn := p.X.Callee(call); fn != nil {
		return p.out(fn)
	}
	var joined *outSummary
	for _, fn := range p.X.Implementations(call) {
		joined = joined.join(p.out(fn))
	}
	if f := p.X.Imported(call); f != nil {
		joined = joined.join(broughtBy(f))
	}
	return joined
}

// join is what a call gives that runs one of two functions.
func (s *outSummary) join(t *outSummary) *outSummary {
	both := newOut()
	for _, one := range []*outSummary{s, t} {
		if one == nil {
			continue
		}
		both.errs = both.errs.Union(one.errs)
		for i, set := range one.envelopes {
			both.envelopes[i] = both.envelopes[i].Union(set)
		}
		for i, set := range one.params {
			both.params[i] = both.params[i].Union(set)
		}
	}
	return both
}

// errorsOfOthers adds the codes that a helper which is not of the package, or is
// known by an interface, turns into an error.
func (p *Program) errorsOfOthers(call *ast.CallExpr, s *outSummary) {
	if p.errorOf(call) < 0 {
		return
	}
	if out := p.outOf(call); out != nil {
		s.errs = s.errs.Union(out.errs)
	}
	f := p.X.Imported(call)
	if f == nil {
		return
	}
	for _, g := range f.Given {
		if p.handsAnswer(call, g.I) {
			for _, o := range g.Outs {
				if o.I == p.errorOf(call) && strings.HasPrefix(o.Value, nonNil) {
					s.errs = s.errs.Union(o.Codes.Set())
				}
			}
		}
	}
}

// filled reports whether a function of another package, or one that is known by
// an interface, fills its parameter i with an answer.
func (p *Program) filled(call *ast.CallExpr, i int) bool {
	out := p.outOf(call)
	if out == nil {
		return false
	}
	_, fills := out.params[i]
	return fills
}

// helper is the signature of a function whose dealings with answers are known,
// nil for others.
func (p *Program) helper(call *ast.CallExpr) *types.Signature {
	if fn := p.X.Callee(call); fn != nil {
		return fn.Sig
	}
	if f := p.X.Imported(call); f != nil && len(f.Given) > 0 {
		return p.X.Static(call).Signature()
	}
	return nil
}

// summaryOf is what the helper that a call runs does with what it is given; nil
// where that is not known.
func (p *Program) summaryOf(call *ast.CallExpr, i int, form Form) *Summary {
	if fn := p.X.Callee(call); fn != nil {
		return p.summary(fn, i, form)
	}
	if f := p.X.Imported(call); f != nil {
		if g := f.Takes(i, uint8(form)); g != nil {
			return taken(g)
		}
	}
	return nil
}

// getterOf reports whether the helper that a call runs gives nothing but the
// code.
func (p *Program) getterOf(call *ast.CallExpr, i int, form Form) bool {
	if fn := p.X.Callee(call); fn != nil {
		return p.getter(fn, i, form)
	}
	if f := p.X.Imported(call); f != nil {
		g := f.Takes(i, uint8(form))
		return g != nil && g.Getter
	}
	return false
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
