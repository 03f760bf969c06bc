package prompt

import (
	"regexp"
	"sync"

	"github.com/payloadlint/payloadlint/rules/internal/mirror"
	"github.com/payloadlint/payloadlint/rules/internal/suggest"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// packSamplers are names that packs (RES4LYF and others) add to the samplers
// and schedulers of plain ComfyUI.
var packSamplers = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(FlowMatchEulerDiscreteScheduler|beta57|bong_tangent|(res|deis|rk)_\d+[a-z](_\w+)?|rk_beta)$`)
})

// openSampler reports whether a problem is the name of a sampler or scheduler
// that the platform may have: packs add to these lists, so only a near miss of
// a known name is surely a slip there. ok says that the name is known to come
// with a pack.
func (r *reporter) openSampler(p *mirror.Problem) (open, ok bool) {
	if p.Type != mirror.TypeNotInList || p.Def == nil || p.Def.Name != "sampler_name" && p.Def.Name != "scheduler" {
		return false, false
	}
	if r.p.Settings.SameServer || r.p.Endpoint.Kind == endpoint.Prompt || r.catalog.Complete() || p.Class != nil && p.Class.FromServer {
		return false, false // the lists are the server's own
	}
	name, text := p.Value.Text()
	if !text {
		return false, false
	}
	if packSamplers().MatchString(name) {
		return true, true
	}
	c := p.Def.Choices
	return len(suggest.Closest(name, c.Texts(c.Len()), 1)) == 0, false
}

// absent reports whether a problem is an input that only this release of
// ComfyUI is known to require, on the way to an output that only seems one.
func (r *reporter) absent(p *mirror.Problem) bool {
	return r.presumed && p.Type == mirror.TypeRequiredMissing
}

// onlyOpen reports whether the problems of nodes are all such as the platform
// may not have: samplers, and inputs that came with a release.
func (r *reporter) onlyOpen(list []mirror.Problem) bool {
	some := false
	for k := range list {
		if list[k].Type == mirror.TypeOutputsFailed {
			continue
		}
		if open, _ := r.openSampler(&list[k]); !open && !r.absent(&list[k]) {
			return false
		}
		some = true
	}
	return some
}
