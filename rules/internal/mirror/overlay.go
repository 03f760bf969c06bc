package mirror

import (
	"cmp"
	"slices"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// overlay holds the overrides of one request, by node.
type overlay struct{ list []override }

// override is an Override whose node was found.
type override struct {
	node        int32
	open        bool
	name, value jsondoc.Value
}

// set takes the overrides of nodes that the graph has. Those of one node keep
// their order: the last of a name counts.
func (o *overlay) set(g *graph, overrides []Override) {
	o.list = o.list[:0]
	sorted := true
	for i := range overrides {
		n := g.find(overrides[i].Node.TextBytes())
		if n < 0 {
			continue
		}
		if k := len(o.list); k > 0 && o.list[k-1].node > n {
			sorted = false
		}
		o.list = append(o.list, override{n, overrides[i].Open, overrides[i].Name, overrides[i].Value})
	}
	if !sorted {
		slices.SortStableFunc(o.list, func(a, b override) int { return cmp.Compare(a.node, b.node) })
	}
}

// of are the overrides of node i.
func (o *overlay) of(i int32) []override {
	if len(o.list) == 0 {
		return nil
	}
	from, found := slices.BinarySearchFunc(o.list, i, func(o override, i int32) int { return cmp.Compare(o.node, i) })
	if !found {
		return nil
	}
	to := from + 1
	for to < len(o.list) && o.list[to].node == i {
		to++
	}
	return o.list[from:to]
}

func (o *overlay) forget() { o.list = emptied(o.list) }
