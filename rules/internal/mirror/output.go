package mirror

import (
	"slices"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// outcome turns the state of the nodes into what ComfyUI says.
func (w *walk) outcome() *Outcome {
	g := w.g
	out := &Outcome{Hints: w.hints, Open: w.open, Later: w.later}
	for _, i := range g.outputs {
		if w.state[i] == passed {
			out.Outputs = append(out.Outputs, g.id(i))
		} else {
			out.Dropped = append(out.Dropped, g.id(i))
		}
	}
	out.Valid = len(out.Outputs) > 0
	for _, i := range g.presumed {
		if w.state[i] != passed {
			out.Presumed = true
			out.Dropped = append(out.Dropped, g.id(i))
		}
	}
	if len(g.outputs)+len(g.presumed) > 0 {
		out.Unreached = w.unreached()
	}
	if !out.Valid {
		out.Error, out.Uncertain = w.verdict()
		if out.Error != TypeNone {
			out.Problems = append(out.Problems, Problem{Type: out.Error})
		}
	}
	w.problemsInOrder(out)
	return out
}

// verdict is the error of a prompt of which no known output would run.
func (w *walk) verdict() (err Type, uncertain bool) {
	switch {
	case len(w.g.outputs) > 0:
		return TypeOutputsFailed, w.mayRun()
	case len(w.g.presumed) > 0 && !w.mayRun():
		return TypeOutputsFailed, false
	case w.g.opaque > 0:
		return TypeNone, true // any of them may be an output
	}
	return TypeNoOutputs, false
}

// unreached are the keys of the nodes that no output is linked to in any way:
// ComfyUI runs what an input brings that no class declares, and what hangs
// behind a link of a wrong type waits for that link only.
func (w *walk) unreached() (out []jsondoc.Value) {
	var seen []bool
	for i := range w.g.nodes {
		if w.state[i] != unseen {
			continue
		}
		if seen == nil {
			seen = w.upstream()
		}
		if !seen[i] {
			out = append(out, w.g.nodes[i].id)
		}
	}
	return out
}

// upstream marks the outputs, whatever may be one, and all that they are linked
// to.
func (w *walk) upstream() []bool {
	g := w.g
	seen := make([]bool, len(g.nodes))
	var todo []int32
	for i := range g.nodes {
		if n := &g.nodes[i]; n.output || n.mayEnd() {
			todo, seen[i] = append(todo, int32(i)), true
		}
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		g.eachValue(i, &w.over, func(v jsondoc.Value) {
			if src := g.source(v); src >= 0 && !seen[src] {
				seen[src] = true
				todo = append(todo, src)
			}
		})
	}
	return seen
}

// problemsInOrder adds the problems of nodes in document order.
func (w *walk) problemsInOrder(out *Outcome) {
	if len(w.problems) == 0 {
		return
	}
	for i := range w.heads {
		at := len(out.Problems)
		for p := range w.each(int32(i)) {
			out.Problems = append(out.Problems, *p)
		}
		slices.Reverse(out.Problems[at:]) // they are linked the last first
	}
}
