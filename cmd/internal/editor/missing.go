package editor

import (
	"slices"

	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Missing is a workflow or app that a request of a file runs and that has no
// definition here.
type Missing struct {
	ID  string
	App bool
	// Start and End are the place of the id, or of the request where its address
	// has the id.
	Start, End int
}

// MissingIn lists the definitions that the requests of a file lack, each once.
func MissingIn(regions []*Region, p *Project) (out []Missing) {
	add := func(m Missing) {
		have := slices.ContainsFunc(out, func(o Missing) bool { return o.ID == m.ID && o.App == m.App })
		if m.ID != "" && !have && (p.Set == nil || named(p, p.Set.Workflow, p.Set.App) == nil) && !p.has(m) {
			out = append(out, m)
		}
	}
	for _, r := range regions {
		r.walk(func(n *tree) {
			if name := n.name(r.src); name == "workflowId" || name == "webappId" {
				start, end := r.outside(n)
				add(Missing{n.text(r.src), name == "webappId", start, end})
			}
		})
		_, _, path, _ := endpoint.SplitURL(r.url)
		if e, id, ok := endpoint.Default().Match(path); ok && id != "" && len(r.root.children) > 0 {
			start, _ := r.outside(r.root.children[0])
			add(Missing{id, e.Resource == endpoint.App, start, start})
		}
	}
	return out
}

func (p *Project) has(m Missing) bool {
	if m.App {
		return p.App(m.ID) != nil
	}
	return p.Workflow(m.ID) != nil
}
