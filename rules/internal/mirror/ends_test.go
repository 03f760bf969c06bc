package mirror

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/payloadlint/payloadlint/schema/nodes"
)

// dependents are all nodes that depend on node i and the number of links to
// each, by a walk of their own.
func dependents(links *takers, i int32) map[int32]int {
	far := map[int32]int{i: 0}
	for todo := []int32{i}; len(todo) > 0; todo = todo[1:] {
		for _, c := range links.of(todo[0]) {
			if _, ok := far[c]; !ok {
				far[c] = far[todo[0]] + 1
				todo = append(todo, c)
			}
		}
	}
	return far
}

// What is found for all nodes at once is what a walk from each finds, in graphs
// with cycles too, whoever asks first.
func TestEnds(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	class := new(nodes.Class)
	kinds := map[string]int{}
	for range 400 {
		g := &graph{nodes: make([]node, 1+r.IntN(12))}
		var list [][2]int32
		for i := range g.nodes {
			if r.IntN(6) > 0 {
				g.nodes[i].class = class
				g.nodes[i].output = r.IntN(6) == 0
			}
			for range r.IntN(3) {
				list = append(list, [2]int32{int32(i), int32(r.IntN(len(g.nodes)))})
			}
		}
		links := listed(len(g.nodes), list)
		var all sync.WaitGroup
		for i := range int32(len(g.nodes)) {
			all.Go(func() { g.beyond(&links, i) })
		}
		all.Wait()
		for i := range int32(len(g.nodes)) {
			far := dependents(&links, i)
			nearest, needed := -1, false
			for n, d := range far {
				needed = needed || g.nodes[n].output
				if g.nodes[n].class == nil && (nearest < 0 || d < nearest) {
					nearest = d
				}
			}
			opaque, isNeeded := g.beyond(&links, i)
			d, reached := far[opaque]
			switch {
			case isNeeded != needed:
				t.Errorf("links %v: node %d needed %v, want %v", list, i, isNeeded, needed)
			case nearest < 0 && opaque >= 0:
				t.Errorf("links %v: node %d leads to the unknown %d, want none", list, i, opaque)
			case nearest >= 0 && (!reached || g.nodes[opaque].class != nil || d != nearest):
				t.Errorf("links %v: node %d leads to the unknown %d, want one %d links away", list, i, opaque, nearest)
			}
			switch {
			case nearest > 0:
				kinds["unknown"]++
			case needed:
				kinds["needed"]++
			case nearest < 0:
				kinds["idle"]++
			}
		}
	}
	for _, k := range []string{"unknown", "needed", "idle"} {
		if kinds[k] < 100 {
			t.Errorf("only %d nodes are %s", kinds[k], k)
		}
	}
}
