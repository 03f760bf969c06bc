package mirror

import (
	"hash/maphash"
	"math/bits"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// graph is a prompt as read. It does not change while it is walked, and many
// walks may read one graph at the same time.
type graph struct {
	nodes []node
	table []int32 // hash table of ids: index+1 of a node
	// values are the values of declared inputs, node by node, each in the
	// order of its class. Dynamic nodes have none: what they declare depends
	// on the values.
	values []jsondoc.Value
	// stray are the members of `inputs` that the class does not declare, node
	// by node.
	stray []jsondoc.Member
	// outputs are the output nodes that were asked for, in document order.
	outputs []int32
	// opaque counts the nodes whose class nobody knows; presumed are those of
	// them that are likely outputs.
	opaque   int
	presumed []int32

	// hints and open are what reading itself found.
	hints []Hint
	open  []Open
	// fatal is the error that ends validation before any node is checked.
	fatal *Problem
}

// node is one node of a graph.
type node struct {
	id     jsondoc.Value // its key
	value  jsondoc.Value
	inputs jsondoc.Value
	class  *nodes.Class       // nil: opaque, nobody knows the class
	fact   *nodes.Class       // what the facts about packs say of an opaque one; may be nil
	repl   *nodes.Replacement // what the class took the place of
	// values and stray are where the node's own begin in the graph's; they end
	// where the next node's begin.
	values, stray int32
	targeted      bool // in Options.Targets
	output        bool
}

// fixed reports whether the class alone says which inputs the node has, so
// that their values are in graph.values.
func (n *node) fixed() bool {
	return n.class != nil && !n.class.Dynamic && n.repl == nil && n.inputs.Is(jsondoc.Object)
}

// about is the class of a node, or what facts say of it; nil for neither.
func (n *node) about() *nodes.Class {
	if n.class != nil {
		return n.class
	}
	return n.fact
}

// id is a node's id as text.
func (g *graph) id(i int32) string { return g.nodes[i].id.Text() }

// class is the name of a node's class.
func (g *graph) class(i int32) string { return g.nodes[i].value.Get("class_type").Text() }

// valuesOf are the values of a fixed node's declared inputs.
func (g *graph) valuesOf(i int32) []jsondoc.Value {
	n := &g.nodes[i]
	return g.values[n.values : int(n.values)+len(n.class.Inputs)]
}

// strayOf are the members of a fixed node's `inputs` that its class does not
// declare.
func (g *graph) strayOf(i int32) []jsondoc.Member {
	from, to := g.nodes[i].stray, len(g.stray)
	if int(i)+1 < len(g.nodes) {
		to = int(g.nodes[i+1].stray)
	}
	return g.stray[from:to]
}

// seed, mask and factor make collisions unpredictable.
var (
	seed   = maphash.MakeSeed()
	mask   = maphash.String(seed, "mask")
	factor = maphash.String(seed, "factor") | 1
)

// hash spreads ids over a table. Most ids are short numbers.
func hash(id []byte) uint64 {
	if len(id) > 8 {
		return maphash.Bytes(seed, id)
	}
	var x uint64
	for _, c := range id {
		x = x<<8 | uint64(c)
	}
	hi, lo := bits.Mul64(x^mask, factor)
	return hi ^ lo
}

// index lists the nodes. Of a repeated id the last node counts, in the place
// of the first, as in Python.
func (g *graph) index(prompt jsondoc.Value) {
	n := prompt.Len()
	size := 16
	for size < 2*n {
		size *= 2
	}
	g.table = resize(g.table, size)
	if cap(g.nodes) < n {
		g.nodes = make([]node, 0, n)
	}
	last := uint64(size - 1)
members:
	for m := range prompt.Members() {
		id := m.KeyValue().TextBytes()
		h := hash(id) & last
		for ; g.table[h] != 0; h = (h + 1) & last {
			if n := &g.nodes[g.table[h]-1]; string(n.id.TextBytes()) == string(id) {
				n.value = m.Value
				continue members
			}
		}
		g.nodes = append(g.nodes, node{id: m.KeyValue(), value: m.Value})
		g.table[h] = int32(len(g.nodes))
	}
}

// find is the index of the node with an id, -1 when there is none.
func (g *graph) find(id []byte) int32 {
	if len(g.table) == 0 {
		return -1
	}
	last := uint64(len(g.table) - 1)
	for h := hash(id) & last; ; h = (h + 1) & last {
		n := g.table[h]
		if n == 0 {
			return -1
		}
		if string(g.nodes[n-1].id.TextBytes()) == string(id) {
			return n - 1
		}
	}
}

// source is the node that a value links to, -1 when it does not link to one.
func (g *graph) source(v jsondoc.Value) int32 {
	if !v.Is(jsondoc.Array) || v.Len() != 2 {
		return -1
	}
	id := v.Index(0)
	if !id.Is(jsondoc.String) {
		return -1
	}
	return g.find(id.TextBytes())
}

// forget empties the graph and keeps its buffers.
func (g *graph) forget() {
	*g = graph{
		nodes: emptied(g.nodes), table: g.table[:0], values: emptied(g.values), stray: emptied(g.stray), outputs: g.outputs[:0],
		presumed: g.presumed[:0],
	}
}
