package flow

import (
	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/summary"
)

// tells is what the package tells those that import it.
func (p *Program) tells() *summary.Package {
	fact := &summary.Package{}
	for _, fn := range p.X.Funcs {
		if fn.Obj == nil || !fn.Obj.Exported() {
			continue
		}
		if f := p.tellsOf(fn); !f.Empty() {
			fact.Funcs = append(fact.Funcs, *f)
		}
	}
	fact.Sort()
	return fact
}

func (p *Program) tellsOf(fn *endpoints.Func) *summary.Func {
	f := &summary.Func{Name: summary.Name(fn.Obj)}
	o := p.X.Own(fn)
	f.Kinds, f.Service, f.Elsewhere = o.Kinds, o.Service, o.Elsewhere
	out := p.out(fn)
	f.Results, f.Fills = slots(out.envelopes), slots(out.params)
	if n := fn.Sig.Results().Len(); n > 0 && isError(fn.Sig.Results().At(n-1).Type()) {
		f.Errs = summary.CodesOf(out.errs)
	}
	return f
}

func slots(of map[int]codes.Set) []summary.Slot {
	var out []summary.Slot
	for i, set := range of {
		out = append(out, summary.Slot{I: i, Codes: summary.CodesOf(set)})
	}
	return out
}
