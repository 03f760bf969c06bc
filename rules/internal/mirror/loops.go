package mirror

import (
	"maps"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// LoopInput is what ComfyUI calls the input of an error about loops.
const LoopInput = "loop boundary"

// accumulate is the input of an end whose link decides what the loop keeps.
const accumulate = "accumulate"

// mostBoundaries bounds the loops that are looked at: ComfyUI goes through the
// graph once for each, and so does this.
const mostBoundaries = 64

// boundary says where a node stands in a loop.
type boundary uint8

const (
	noBoundary boundary = iota
	loopStart
	loopEnd
)

// boundaryOf is what plain ComfyUI's own classes are in a loop. object_info does
// not tell it: a pack's V3 class may be one as well, which nobody knows.
func (g *graph) boundaryOf(i int32) (b boundary, known bool) {
	class := g.nodes[i].class
	switch {
	case class == nil || class.Custom() && class.V3:
		return noBoundary, false
	case class.Custom():
	case class.Name == "StartLoop":
		return loopStart, true
	case class.Name == "EndLoop":
		return loopEnd, true
	}
	return noBoundary, true
}

// nodeSet is a set of nodes by their index.
type nodeSet map[int32]bool

// checkLoops is the check of loops that follows the outputs, skipped where a
// cycle was found: each start has one end, which all that it gives passes
// through. A fault drops the outputs that its nodes lead to; the loops of the
// others are looked at again. Source: "Changes since v0.26.0" (c).
func (w *walk) checkLoops() {
	if w.opt.Version != (Version{}) && w.opt.Version.before(versionLoops) || !w.hasLoops() {
		return
	}
	for i := range w.heads {
		for p := range w.each(int32(i)) {
			if p.Type == TypeCycle {
				return
			}
		}
	}
	taken := w.g.takers(&w.over)
	given := taken.sources()
	for outputs := w.g.outputs; len(outputs) > 0; {
		c := loops{w: w, children: &taken, parents: &given, outputs: outputs}
		fault, known := c.find()
		if !known || fault == nil {
			return
		}
		lost := c.reach(fault.nodes, false, nil)
		c.report(fault, lost)
		outputs = slices.DeleteFunc(slices.Clone(outputs), func(o int32) bool { return lost[o] })
		if len(outputs) == len(c.outputs) {
			return
		}
	}
}

// hasLoops reports whether the graph has a few boundaries of loops.
func (w *walk) hasLoops() bool {
	n := 0
	for i := range w.g.nodes {
		if b, _ := w.g.boundaryOf(int32(i)); b != noBoundary {
			n++
		}
	}
	return n > 0 && n <= mostBoundaries
}

// loops is one look at the loops that some outputs depend on.
type loops struct {
	w                 *walk
	children, parents *takers
	outputs           []int32
	in                nodeSet // the nodes that count; nil for all

	starts, ends nodeSet
	// inside are the starts that lie somewhere behind a start.
	inside map[int32]nodeSet
	pairs  map[int32]int32 // the end of each start
}

// loopFault is what ComfyUI says of a loop.
type loopFault struct {
	cause Cause
	nodes nodeSet // those that it names
}

// find pairs starts and ends, the innermost first, and returns the first fault.
// known is false where a node may be a boundary and nobody knows.
func (c *loops) find() (f *loopFault, known bool) {
	if c.choose(); !c.sort() {
		return nil, false
	}
	c.inside, c.pairs = map[int32]nodeSet{}, map[int32]int32{}
	for s := range c.starts {
		c.inside[s] = c.reach(neighbours(c.children, s), false, nil)
	}
	starts, ends := maps.Clone(c.starts), maps.Clone(c.ends)
	for len(ends) > 0 {
		end, ok := c.innermost(ends)
		if !ok {
			return &loopFault{CauseLoopEndCycle, ends}, true
		}
		start, fault := c.startOf(end, starts)
		if fault != nil {
			return fault, true
		}
		c.pairs[start] = end
		delete(starts, start)
		delete(ends, end)
		if fault := c.escape(start, end, ends); fault != nil {
			return fault, true
		}
	}
	if len(starts) > 0 {
		return &loopFault{CauseLoopStart, starts}, true
	}
	return c.accumulated(), true
}

// choose finds the nodes that count: those that the outputs depend on, what
// follows the outputs up to the next start, and what the ends among that
// depend on.
func (c *loops) choose() {
	all := func(b boundary) nodeSet {
		set := nodeSet{}
		for i := range c.w.g.nodes {
			if have, _ := c.w.g.boundaryOf(int32(i)); have == b {
				set[int32(i)] = true
			}
		}
		return set
	}
	starts, outputs := all(loopStart), nodeSet{}
	for _, o := range c.outputs {
		outputs[o] = true
	}
	in, ends := c.reach(outputs, true, nil), nodeSet{}
	for i := range c.reach(outputs, false, starts) {
		b, _ := c.w.g.boundaryOf(i)
		if b == loopEnd {
			ends[i] = true
		}
		in[i] = in[i] || b != loopStart
	}
	maps.DeleteFunc(in, func(_ int32, yes bool) bool { return !yes })
	maps.Copy(in, c.reach(ends, true, starts))
	c.in = in
}

// sort lists the boundaries among the nodes that count; ok is false where one may
// be a boundary for all that is known.
func (c *loops) sort() (ok bool) {
	c.starts, c.ends = nodeSet{}, nodeSet{}
	for i := range c.in {
		switch b, known := c.w.g.boundaryOf(i); {
		case !known:
			return false
		case b == loopStart:
			c.starts[i] = true
		case b == loopEnd:
			c.ends[i] = true
		}
	}
	return true
}

// neighbours are the nodes that are linked to one.
func neighbours(links *takers, i int32) nodeSet {
	set := nodeSet{}
	for _, n := range links.of(i) {
		set[n] = true
	}
	return set
}

// reach are some nodes and those behind them, or before them; the walk goes up to
// the nodes to stop at, which are reached as well.
func (c *loops) reach(from nodeSet, back bool, stop nodeSet) nodeSet {
	links := c.children
	if back {
		links = c.parents
	}
	found, todo := nodeSet{}, slices.Collect(maps.Keys(from))
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if found[i] || c.in != nil && !c.in[i] {
			continue
		}
		if found[i] = true; !stop[i] {
			todo = append(todo, links.of(i)...)
		}
	}
	return found
}

// common are the nodes of two sets.
func common(a, b nodeSet) nodeSet {
	out := nodeSet{}
	for i := range a {
		if b[i] {
			out[i] = true
		}
	}
	return out
}

// ids are the ids of nodes as ComfyUI sorts them.
func (c *loops) ids(set nodeSet) []string {
	out := make([]string, 0, len(set))
	for i := range set {
		out = append(out, c.w.g.id(i))
	}
	slices.Sort(out)
	return out
}

// innermost is the end, the first by its id, before which no other end is left.
func (c *loops) innermost(ends nodeSet) (end int32, ok bool) {
	for i := range ends {
		first := common(c.reach(neighbours(c.parents, i), true, c.ends), ends)
		if len(first) == 0 && (!ok || c.w.g.id(i) < c.w.g.id(end)) {
			end, ok = i, true
		}
	}
	return end, ok
}

// startOf is the start that an end closes: the nearest of those before it that
// are left.
func (c *loops) startOf(end int32, starts nodeSet) (start int32, fault *loopFault) {
	before := common(c.reach(neighbours(c.parents, end), true, starts), starts)
	if len(before) == 0 {
		return 0, &loopFault{CauseLoopEnd, nodeSet{end: true}}
	}
	start, closest := -1, 0
	for s := range before {
		inner := true
		for other := range before {
			inner = inner && (other == s || c.inside[other][s])
		}
		if inner {
			start, closest = s, closest+1
		}
	}
	if closest != 1 {
		before[end] = true
		return 0, &loopFault{CauseLoopNesting, before}
	}
	return start, nil
}

// escape is the fault of a loop that leads to an output, or to another end that
// is open yet, past its own end.
func (c *loops) escape(start, end int32, open nodeSet) *loopFault {
	stop := maps.Clone(open)
	stop[end] = true
	for _, o := range c.outputs {
		if !slices.ContainsFunc(c.children.of(o), func(i int32) bool { return c.in[i] }) {
			stop[o] = true
		}
	}
	out := common(c.reach(neighbours(c.children, start), false, stop), stop)
	if delete(out, end); len(out) == 0 {
		return nil
	}
	out[start], out[end] = true, true
	return &loopFault{CauseLoopEscape, out}
}

// accumulated is the fault of an end whose own loop decides what it keeps.
func (c *loops) accumulated() *loopFault {
	for _, start := range slices.SortedFunc(maps.Keys(c.pairs), func(a, b int32) int { return strings.Compare(c.w.g.id(a), c.w.g.id(b)) }) {
		end := c.pairs[start]
		src := c.w.g.source(c.value(end, accumulate))
		body := c.reach(neighbours(c.children, start), false, nodeSet{end: true})
		if delete(body, end); src >= 0 && (src == start || body[src]) {
			return &loopFault{CauseLoopAccumulate, nodeSet{start: true, end: true, src: true}}
		}
	}
	return nil
}

// value is what a node has for an input, with overrides put in.
func (c *loops) value(i int32, name string) jsondoc.Value {
	m := c.w.g.nodes[i].inputs.Member(name)
	for _, entry := range c.w.over.of(i) {
		if o := c.w.over.at(entry); o.Name.EqualText(name) {
			return o.Value
		}
	}
	return m.Value
}

// report leaves the error on all nodes that it names; the outputs that they lead
// to do not run.
func (c *loops) report(f *loopFault, lost nodeSet) {
	names := strings.Join(c.ids(f.nodes), ", ")
	for i := range c.w.g.nodes {
		if n := &c.w.g.nodes[i]; f.nodes[int32(i)] {
			c.w.add(int32(i), Problem{Type: TypeCustom, Cause: f.cause, Input: LoopInput, HasInput: true, At: n.value, Key: n.id, Text: names})
		}
	}
	for _, o := range c.outputs {
		if lost[o] {
			c.w.state[o] = failed
		}
	}
}
