package flow

import (
	"maps"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
)

// out is what a function gives to its callers. Functions that call each other in
// a circle are worked out together, round after round from what the round before
// found of all of them, so that it does not matter which of them is asked for
// first.
func (p *Program) out(fn *endpoints.Func) *outSummary {
	if s, ok := p.outs[fn]; ok {
		return s
	}
	circle, again := p.circle(fn)
	for _, m := range circle {
		p.outs[m] = newOut()
	}
	for range maxRounds {
		found := make([]*outSummary, len(circle))
		for i, m := range circle {
			found[i] = p.gives(m)
		}
		stable := true
		for i, m := range circle {
			stable = stable && found[i].equal(p.outs[m])
			p.outs[m] = found[i]
		}
		if stable || !again {
			break
		}
		maps.DeleteFunc(p.sums, func(k sumKey, _ *Summary) bool { return p.callees(k.fn, circle) })
	}
	return p.outs[fn]
}

// maxRounds is more than what any chain of helpers was seen to need.
const maxRounds = 8

// callees reports whether a function is one of some, or calls one.
func (p *Program) callees(fn *endpoints.Func, some []*endpoints.Func) bool {
	for _, m := range some {
		if m == fn {
			return true
		}
		for _, callee := range p.calls(fn) {
			if callee == m {
				return true
			}
		}
	}
	return false
}

// calls are the functions of the package that a function calls, in the literals
// in it too.
func (p *Program) calls(fn *endpoints.Func) []*endpoints.Func {
	if known, ok := p.edges[fn]; ok {
		return known
	}
	var out []*endpoints.Func
	for _, call := range p.callsIn(fn) {
		if callee := p.X.Callee(call); callee != nil {
			out = append(out, callee)
		}
		out = append(out, p.X.Implementations(call)...)
	}
	p.edges[fn] = out
	return out
}

// circle lists the functions that fn calls and that call fn, fn first; again is
// set where there is a circle at all.
func (p *Program) circle(fn *endpoints.Func) (members []*endpoints.Func, again bool) {
	down := p.reach(fn)
	members = []*endpoints.Func{fn}
	if !down[fn] {
		return members, false
	}
	for _, m := range p.X.Funcs {
		if m != fn && down[m] && p.reach(m)[fn] {
			members = append(members, m)
		}
	}
	return members, true
}

// reach are the functions that can be called from one, directly or not.
func (p *Program) reach(fn *endpoints.Func) map[*endpoints.Func]bool {
	seen := map[*endpoints.Func]bool{}
	work := []*endpoints.Func{fn}
	for len(work) > 0 {
		next := work[len(work)-1]
		work = work[:len(work)-1]
		for _, callee := range p.calls(next) {
			if !seen[callee] {
				seen[callee] = true
				work = append(work, callee)
			}
		}
	}
	return seen
}
