package mirror

import (
	"slices"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// takers lists, for every node, the nodes that take an output of it: those of
// node i are nodes[from[i]:from[i+1]].
type takers struct {
	nodes, from []int32
	ends        *ends
}

// of are the nodes that take an output of node i.
func (t *takers) of(i int32) []int32 { return t.nodes[t.from[i]:t.from[i+1]] }

// takers lists the takers of every node. over, nil for none, are values that
// take the place of the nodes' own.
func (g *graph) takers(over *overlay) takers {
	var edges [][2]int32
	for i := range g.nodes {
		g.eachValue(int32(i), over, func(v jsondoc.Value) {
			if src := g.source(v); src >= 0 {
				edges = append(edges, [2]int32{src, int32(i)})
			}
		})
	}
	return listed(len(g.nodes), edges)
}

// listed are the takers among n nodes by the links: from a node to its taker.
func listed(n int, links [][2]int32) takers {
	t := takers{nodes: make([]int32, len(links)), from: make([]int32, n+1), ends: new(ends)}
	for _, l := range links {
		t.from[l[0]+1]++
	}
	for i := range n {
		t.from[i+1] += t.from[i]
	}
	at := slices.Clone(t.from)
	for _, l := range links {
		t.nodes[at[l[0]]] = l[1]
		at[l[0]]++
	}
	return t
}

// eachValue yields the values of a node's inputs, with those of over in the
// place of its own.
func (g *graph) eachValue(i int32, over *overlay, yield func(jsondoc.Value)) {
	var own []uint64
	if over != nil {
		own = over.of(i)
	}
	for m := range g.nodes[i].inputs.Members() {
		if len(own) == 0 || over.last(own, m.KeyValue()) == nil {
			yield(m.Value)
		}
	}
	for k, entry := range own {
		if o := over.at(entry); over.last(own, o.Name) == over.at(own[k]) {
			yield(o.Value)
		}
	}
}

// linked are the nodes with an input that is linked.
func (g *graph) linked() []bool {
	out := make([]bool, len(g.nodes))
	for i := range g.nodes {
		for m := range g.nodes[i].inputs.Members() {
			out[i] = out[i] || g.source(m.Value) >= 0
		}
	}
	return out
}

// own is the value that a node itself has for an input.
func (g *graph) own(i int32, name jsondoc.Value) jsondoc.Value {
	n := &g.nodes[i]
	if n.fixed() {
		if k := n.class.Lookup(name.TextBytes()); k >= 0 {
			return g.valuesOf(i)[k]
		}
	}
	return n.inputs.Get(name.Text())
}
