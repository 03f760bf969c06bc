package mirror

import (
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// Base is a definition that was validated once; requests against it pay only
// for the inputs that their overrides set. It is safe for concurrent use.
type Base struct {
	// graph and walk are frozen: they are only read.
	graph graph
	walk  walk
	out   *Outcome

	takers takers
	// bound are the nodes where an override may cut a link off: those with an
	// input that is linked.
	bound []bool
	// outputs are the ids of all output nodes, in document order.
	outputs []string
	// list has the first problem of each place, places their places.
	list   []*Problem
	places map[[2]string]bool

	mu      sync.Mutex
	effects map[int32]*Effect // by the node that fails
	kept    int               // what effects hold
}

// Effect is what becomes of the outputs when nodes fail: the ids of those that
// do not run and of those that do, in document order. It is shared and must
// not be changed.
type Effect struct {
	Lost, Kept []string
	// LostPresumed and KeptPresumed are the likely outputs among the nodes of
	// unknown classes.
	LostPresumed, KeptPresumed []string
}

// NewBase validates a definition's graph.
func NewBase(graph jsondoc.Value, catalog *nodes.Catalog, opt Options) *Base {
	b := &Base{effects: map[int32]*Effect{}}
	b.graph.read(graph, catalog, &opt)
	if b.graph.fatal != nil {
		b.out = fatalOutcome(b.graph.fatal)
	} else {
		b.walk.begin(&b.graph, opt)
		b.walk.run()
		b.out = b.walk.outcome()
		b.takers, b.bound = b.graph.takers(nil), b.graph.linked()
		for _, i := range b.graph.outputs {
			b.outputs = append(b.outputs, b.graph.id(i))
		}
	}
	b.sum()
	return b
}

// sum notes the places that have problems.
func (b *Base) sum() {
	b.places = map[[2]string]bool{}
	for k := range b.out.Problems {
		p := &b.out.Problems[k]
		place := [2]string{p.Node, p.Culprit}
		if p.Type != TypeOutputsFailed && !b.places[place] {
			b.places[place] = true
			b.list = append(b.list, p)
		}
	}
}

// Loaded reports whether validation got as far as the nodes' inputs.
func (b *Base) Loaded() bool { return b.graph.fatal == nil }

// Problems is the number of places in the definition that have a problem and
// that the overrides leave alone, and the first problem of these, nil when
// there is none.
func (b *Base) Problems(overrides []Override) (places int, first *Problem) {
	places = len(b.list)
	if places == 0 {
		return 0, nil
	}
	changed := map[[2]string]bool{}
	for _, o := range overrides {
		if place := [2]string{o.Node.Text(), o.Name.Text()}; b.places[place] {
			changed[place] = true
		}
	}
	for _, p := range b.list {
		if !changed[[2]string{p.Node, p.Culprit}] {
			return places - len(changed), p
		}
	}
	return 0, nil
}

// Failed reports whether the definition fails by itself.
func (b *Base) Failed() bool { return len(b.out.Problems) > 0 }

// Known reports whether the class of every node is known.
func (b *Base) Known() bool { return b.graph.opaque == 0 }

// Outputs are the ids of all output nodes, in document order. They must not be
// changed.
func (b *Base) Outputs() []string { return b.outputs }

// Has reports whether the graph has a node, and the node an input of that
// name.
func (b *Base) Has(node, name jsondoc.Value) bool {
	i := b.graph.find(node.TextBytes())
	if i < 0 {
		return false
	}
	return b.graph.own(i, name).Exists()
}

// maxKept bounds the ids that the effects kept hold.
const maxKept = 1 << 18

// Failing says what becomes of the outputs when nodes of a patch fail, given by
// their Index. For one node the answer is kept.
func (b *Base) Failing(pt *Patch, failed []int32) *Effect {
	switch {
	case pt.takers != nil:
		return b.reach(pt.takers, failed)
	case len(failed) != 1:
		return b.reach(&b.takers, failed)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.effects[failed[0]]
	if !ok {
		e = b.reach(&b.takers, failed)
		if b.kept += len(b.outputs) + len(b.graph.presumed); b.kept <= maxKept {
			b.effects[failed[0]] = e
		}
	}
	return e
}

// reach follows the links from the failed nodes to the outputs.
func (b *Base) reach(links *takers, failed []int32) *Effect {
	seen := make([]bool, len(b.graph.nodes))
	todo := append([]int32(nil), failed...)
	for _, n := range failed {
		seen[n] = true
	}
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, c := range links.of(n) {
			if !seen[c] {
				seen[c] = true
				todo = append(todo, c)
			}
		}
	}
	e := &Effect{}
	for k, i := range b.graph.outputs {
		if seen[i] {
			e.Lost = append(e.Lost, b.outputs[k])
		} else {
			e.Kept = append(e.Kept, b.outputs[k])
		}
	}
	for _, i := range b.graph.presumed {
		if id := b.graph.id(i); seen[i] {
			e.LostPresumed = append(e.LostPresumed, id)
		} else {
			e.KeptPresumed = append(e.KeptPresumed, id)
		}
	}
	return e
}

// raised reports whether a node raised in the base, so that some of its links
// were never followed.
func (b *Base) raised(i int32) bool {
	for p := range b.walk.each(i) {
		if p.Type == TypeInnerException || p.Type == TypeException {
			return true
		}
	}
	return false
}

// caller is the input through which a node is reached.
func (b *Base) caller(i int32) string {
	for _, c := range b.takers.of(i) {
		if b.walk.state[c] == unseen {
			continue
		}
		for m := range b.graph.nodes[c].inputs.Members() {
			if b.graph.source(m.Value) == i {
				return m.Key()
			}
		}
	}
	return ""
}
