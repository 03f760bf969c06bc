package mirror

import (
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// presume lists the nodes of unknown classes that are likely outputs: those
// that facts call so, and, where facts are silent, those that feed no other
// node. People seldom send nodes that do nothing.
func (r *reader) presume() {
	g := r.g
	if g.opaque == 0 {
		return
	}
	feeds := make([]bool, len(g.nodes))
	for i := range g.nodes {
		for m := range g.nodes[i].inputs.Members() {
			if src := g.source(m.Value); src >= 0 {
				feeds[src] = true
			}
		}
	}
	for i := range g.nodes {
		n := &g.nodes[i]
		if n.class != nil || r.opt.Partial && !n.targeted {
			continue
		}
		output := !feeds[i]
		if n.fact != nil && !n.fact.OutputOpen {
			output = n.fact.Output
		}
		if output {
			g.presumed = append(g.presumed, int32(i))
		}
	}
}

// mayEnd reports whether a node of an unknown class may be an output for all
// that is known.
func (n *node) mayEnd() bool {
	return n.class == nil && (n.fact == nil || n.fact.OutputOpen || n.fact.Output)
}

// openKind is why a node of a class that the catalog lacks could not be judged.
func (n *node) openKind() OpenKind {
	if n.fact != nil {
		return OpenFact
	}
	return OpenClass
}

// runPresumed walks from the likely outputs.
func (w *walk) runPresumed() {
	for _, i := range w.g.presumed {
		if _, e := w.visit(i); e != nil {
			p := e.problem()
			p.Type = TypeException
			w.replaceProblems(i, p)
		}
	}
}

// mayRun reports whether a likely output passes.
func (w *walk) mayRun() bool {
	for _, i := range w.g.presumed {
		if w.state[i] == passed {
			return true
		}
	}
	return false
}

// factual checks an override of a node whose class nobody knows by what facts
// say of the kind, the range and the list of the input. It reports false where
// they say nothing.
func (w *walk) factual(i int32, o *Override) bool {
	fact := w.g.nodes[i].fact
	if fact == nil || o.Value.Is(jsondoc.Array) {
		return false
	}
	in, ok := fact.Input(o.Name.Text())
	if !ok || in.Kind == nodes.KindAny || in.Open {
		return false
	}
	// ComfyUI converts numbers first; the range is left to a validator that names
	// the input.
	validated := fact.Validator.Names(in.Name)
	if validated && in.Kind != nodes.KindInt && in.Kind != nodes.KindFloat {
		return false
	}
	if o.Open {
		w.leaveFilling(i, in, in.Name, o.Value)
		return true
	}
	before := len(w.problems)
	e := w.value(i, in, in.Name, o.Value)
	return e == nil && (!validated || len(w.problems) > before)
}
