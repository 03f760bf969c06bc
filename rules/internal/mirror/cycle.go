package mirror

import "slices"

// maxCycle is the longest cycle whose ids are all given, cycleEnds how many
// begin and end a longer one.
const (
	maxCycle  = 8
	cycleEnds = 4
)

// cycle fails every node of the path from i on. Source: §3.1.
func (w *walk) cycle(i int32) (bool, *exception) {
	if w.opt.Version.before(versionCycle) {
		return false, w.raiseAt(i, CauseRecursion, "")
	}
	cycle := w.path[slices.Index(w.path, i):]
	p := Problem{Type: TypeCycle}
	if len(cycle) > maxCycle {
		p.Cycle, p.CycleEnd = w.ids(cycle[:cycleEnds]), w.ids(cycle[len(cycle)-cycleEnds+1:])
	} else {
		p.Cycle = w.ids(cycle)
	}
	for _, n := range cycle {
		if w.state[n] == unseen {
			p.At, p.Key = w.g.nodes[n].value, w.g.nodes[n].id
			w.add(n, p)
		}
		w.state[n] = failed
	}
	return false, nil
}

func (w *walk) ids(list []int32) []string {
	out := make([]string, len(list))
	for k, n := range list {
		out[k] = w.g.id(n)
	}
	return out
}
