package flow

import (
	"cmp"
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// decodedTypes are the types that answers are decoded into here, with the
// endpoints that they come from: none where one of them is not known.
func (p *Program) decodedTypes() map[*types.TypeName][]endpoint.Kind {
	if p.types != nil {
		return p.types
	}
	p.types = map[*types.TypeName][]endpoint.Kind{}
	open := map[*types.TypeName]bool{}
	for _, a := range p.Answers {
		n := typeName(a.Type())
		if n == nil || a.Param || a.Form != Struct {
			continue
		}
		open[n] = open[n] || len(a.Kinds) == 0
		for _, k := range a.Kinds {
			if !slices.Contains(p.types[n], k) {
				p.types[n] = append(p.types[n], k)
			}
		}
		if open[n] {
			p.types[n] = []endpoint.Kind{}
		}
	}
	return p.types
}

// evidence follows the functions that take an answer from callers that are not
// in sight: the type says where it comes from, here or in a package below.
func (p *Program) evidence() {
	decoded := p.decodedTypes()
	have := map[*types.Var]bool{}
	for _, a := range p.Answers {
		have[a.Var] = true
	}
	var found []*Answer
	for _, fn := range p.X.Funcs {
		if fn.Obj == nil {
			continue
		}
		for _, v := range parameters(p.X, fn) {
			n := typeName(v.Type())
			if n == nil || have[v] || v.Name() == "" || v.Name() == "_" || p.fillsParam(fn, v) {
				continue
			}
			kinds, here := decoded[n]
			if !here {
				if kinds, here = p.X.Known.Type(n); !here {
					continue
				}
			}
			have[v] = true
			found = append(found, &Answer{Fn: fn, Var: v, Kinds: kinds, Param: true, Evidence: true, Universe: codes.ForEndpoints(kinds)})
		}
	}
	slices.SortFunc(found, func(a, b *Answer) int { return cmp.Compare(a.Var.Pos(), b.Var.Pos()) })
	for _, a := range found {
		p.walk(a, a.Universe)
		p.Answers = append(p.Answers, a)
	}
}

// fillsParam reports whether a function brings the answer itself.
func (p *Program) fillsParam(fn *endpoints.Func, v *types.Var) bool {
	for i := range fn.Sig.Params().Len() {
		if fn.Sig.Params().At(i) == v {
			return p.paramDecoded(fn, i)
		}
	}
	return false
}

// parameters are the receiver and the parameters of a function.
func parameters(x *endpoints.Index, fn *endpoints.Func) []*types.Var {
	var out []*types.Var
	if v := receiver(x, fn); v != nil {
		out = append(out, v)
	}
	for i := range fn.Sig.Params().Len() {
		out = append(out, fn.Sig.Params().At(i))
	}
	return out
}
