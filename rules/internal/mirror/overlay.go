package mirror

import (
	"bytes"
	"slices"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Override is a value that takes the place of a node's input.
type Override struct {
	// Node is the node's id, a string or a number; Name is the input's name.
	Node, Name, Value jsondoc.Value
	// Open says that Value is a placeholder, as Options.Placeholder does.
	Open bool
}

// overlay lays the overrides of one request over a graph.
type overlay struct {
	overrides []Override
	// order are the overrides of nodes that the graph has: the node in the
	// upper half, the place in overrides in the lower, sorted.
	order []uint64
}

// set takes the overrides of nodes that the graph has. Those of one node keep
// their order: the last of a name counts.
func (o *overlay) set(g *graph, overrides []Override) {
	o.overrides, o.order = overrides, o.order[:0]
	for k := range overrides {
		if n := g.find(overrides[k].Node.TextBytes()); n >= 0 {
			o.order = append(o.order, uint64(n)<<32|uint64(k))
		}
	}
	slices.Sort(o.order)
}

// nodeOf is the node of an entry of order.
func nodeOf(entry uint64) int32 { return int32(entry >> 32) }

// at is the override of an entry of order.
func (o *overlay) at(entry uint64) *Override { return &o.overrides[uint32(entry)] }

// of are the entries of node i.
func (o *overlay) of(i int32) []uint64 {
	if len(o.order) == 0 {
		return nil
	}
	from, _ := slices.BinarySearch(o.order, uint64(i)<<32)
	return ofOne(o.order[from:], i)
}

// last is the override among entries of one node that counts for an input, nil
// for none.
func (o *overlay) last(entries []uint64, name jsondoc.Value) *Override {
	for k := len(entries) - 1; k >= 0; k-- {
		if x := o.at(entries[k]); bytes.Equal(x.Name.TextBytes(), name.TextBytes()) {
			return x
		}
	}
	return nil
}

// ofOne are the entries that a list begins with as far as they are of node i.
func ofOne(order []uint64, i int32) []uint64 {
	n := 0
	for n < len(order) && nodeOf(order[n]) == i {
		n++
	}
	return order[:n]
}
