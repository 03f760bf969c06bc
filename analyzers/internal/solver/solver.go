// Package solver finds the least solution of a forward data-flow problem over a
// control-flow graph of golang.org/x/tools/go/cfg.
//
// What is known at the beginning of a block is a map from classes to values.
// Values of one class are joined, those of different classes are kept apart, so
// that the work grows with the number of classes and not with the number of
// paths. The result does not depend on the order in which blocks are visited.
package solver

import "golang.org/x/tools/go/cfg"

// Problem is a data-flow problem: values V in classes K.
type Problem[K comparable, V any] interface {
	// Join adds new to old, which may share memory with other values and is not
	// to be changed. It reports whether there was anything to add; the same
	// value added again must report false, and chains of additions must end.
	Join(old, new V) (joined V, grown bool)
	// Transfer takes a value through a block and calls out for each successor
	// that it can reach, with what is known there. It must be monotone: more
	// coming in never means less going out.
	Transfer(b *cfg.Block, class K, in V, out func(succ *cfg.Block, class K, v V))
}

// Fact is what is known in one class.
type Fact[K comparable, V any] struct {
	Class K
	Value V
}

// Solution has the facts at the beginning of each block, by its index, in the
// order in which their classes were first met.
type Solution[K comparable, V any] [][]Fact[K, V]

// Solve starts with one fact at the first block of a graph.
func Solve[K comparable, V any](g *cfg.CFG, p Problem[K, V], class K, start V) Solution[K, V] {
	s := &solving[K, V]{
		at:    make(Solution[K, V], len(g.Blocks)),
		index: make([]map[K]int, len(g.Blocks)),
	}
	order := orderOf(g)
	s.rank = order
	s.add(p, g.Blocks[0], class, start)
	for {
		block, i, ok := s.next(g)
		if !ok {
			return s.at
		}
		f := s.at[block.Index][i]
		p.Transfer(block, f.Class, f.Value, func(succ *cfg.Block, class K, v V) { s.add(p, succ, class, v) })
	}
}

type solving[K comparable, V any] struct {
	at    Solution[K, V]
	index []map[K]int
	rank  []int // reverse postorder
	work  []item
}

type item struct{ block, fact int }

func (s *solving[K, V]) add(p Problem[K, V], b *cfg.Block, class K, v V) {
	if s.index[b.Index] == nil {
		s.index[b.Index] = map[K]int{}
	}
	i, met := s.index[b.Index][class]
	if !met {
		i = len(s.at[b.Index])
		s.index[b.Index][class] = i
		s.at[b.Index] = append(s.at[b.Index], Fact[K, V]{class, v})
	} else {
		joined, grown := p.Join(s.at[b.Index][i].Value, v)
		if !grown {
			return
		}
		s.at[b.Index][i].Value = joined
	}
	it := item{int(b.Index), i}
	for _, w := range s.work {
		if w == it {
			return
		}
	}
	s.work = append(s.work, it)
}

// next takes the fact that lies nearest to the entry.
func (s *solving[K, V]) next(g *cfg.CFG) (b *cfg.Block, fact int, ok bool) {
	if len(s.work) == 0 {
		return nil, 0, false
	}
	best := 0
	for i, w := range s.work {
		if s.rank[w.block] < s.rank[s.work[best].block] {
			best = i
		}
	}
	it := s.work[best]
	s.work = append(s.work[:best], s.work[best+1:]...)
	return g.Blocks[it.block], it.fact, true
}

// orderOf numbers the blocks so that, loops aside, each comes after those before it.
func orderOf(g *cfg.CFG) []int {
	rank := make([]int, len(g.Blocks))
	seen := make([]bool, len(g.Blocks))
	n := len(g.Blocks)
	var visit func(b *cfg.Block)
	visit = func(b *cfg.Block) {
		seen[b.Index] = true
		for i := len(b.Succs) - 1; i >= 0; i-- {
			if !seen[b.Succs[i].Index] {
				visit(b.Succs[i])
			}
		}
		n--
		rank[b.Index] = n
	}
	visit(g.Blocks[0])
	return rank
}
