package mirror

import "sync"

// ends says of every node what depends on it in the end. It is made when it is
// first asked for, in one walk over all links: most requests never ask.
type ends struct {
	once sync.Once
	// opaque is the nearest node of an unknown class that takes, directly or
	// not, what the node gives, or the node itself; -1 for none.
	opaque []int32
	// needed are the nodes that are outputs or that an output depends on, be it
	// through an input that no class declares.
	needed []bool
}

// beyond is a node of an unknown class that takes, directly or not, what node
// i gives; -1 when there is none. needed reports whether a known output does.
func (g *graph) beyond(links *takers, i int32) (opaque int32, needed bool) {
	e := links.ends
	e.once.Do(func() { e.find(g, links) })
	return e.opaque[i], e.needed[i]
}

// find follows the links back from the nodes of unknown classes, all at once and
// the nearest first, and from the outputs.
func (e *ends) find(g *graph, links *takers) {
	sources := links.sources()
	e.opaque, e.needed = make([]int32, len(g.nodes)), make([]bool, len(g.nodes))
	var unknown, outputs []int32
	for i := range g.nodes {
		e.opaque[i] = -1
		if g.nodes[i].class == nil {
			e.opaque[i] = int32(i)
			unknown = append(unknown, int32(i))
		}
		if g.nodes[i].output {
			e.needed[i] = true
			outputs = append(outputs, int32(i))
		}
	}
	sources.spread(unknown, func(from, to int32) bool {
		isNew := e.opaque[to] < 0
		if isNew {
			e.opaque[to] = e.opaque[from]
		}
		return isNew
	})
	sources.spread(outputs, func(_, to int32) bool {
		isNew := !e.needed[to]
		e.needed[to] = true
		return isNew
	})
}

// spread follows the links from some nodes, the nearest first; reach reports
// whether a node is reached for the first time.
func (t *takers) spread(start []int32, reach func(from, to int32) bool) {
	for todo := start; len(todo) > 0; todo = todo[1:] {
		for _, to := range t.of(todo[0]) {
			if reach(todo[0], to) {
				todo = append(todo, to)
			}
		}
	}
}

// sources are the same links the other way round.
func (t *takers) sources() takers {
	links := make([][2]int32, 0, len(t.nodes))
	for i := range int32(len(t.from) - 1) {
		for _, to := range t.of(i) {
			links = append(links, [2]int32{to, i})
		}
	}
	return listed(len(t.from)-1, links)
}
