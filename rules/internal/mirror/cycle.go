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
	cycle := w.path[slices.Index(w.path, i):]
	if w.opt.Version.before(versionCycle) {
		e := w.raiseAt(i, CauseRecursion, "")
		e.cycle, e.cycleEnd = w.ends(cycle)
		return false, e
	}
	p := Problem{Type: TypeCycle}
	p.Cycle, p.CycleEnd = w.ends(cycle)
	for _, n := range cycle {
		if w.state[n] == unseen {
			p.At, p.Key = w.g.nodes[n].value, w.g.nodes[n].id
			w.add(n, p)
		}
		w.state[n] = failed
	}
	return false, nil
}

// ends are the ids along a cycle; of a long one the first and the last.
func (w *walk) ends(cycle []int32) (first, last []string) {
	if len(cycle) > maxCycle {
		return w.ids(cycle[:cycleEnds]), w.ids(cycle[len(cycle)-cycleEnds+1:])
	}
	return w.ids(cycle), nil
}

func (w *walk) ids(list []int32) []string {
	out := make([]string, len(list))
	for k, n := range list {
		out[k] = w.g.id(n)
	}
	return out
}
