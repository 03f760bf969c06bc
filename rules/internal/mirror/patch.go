package mirror

import (
	"slices"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// Patch is what overrides change in a definition that the server is known to
// run.
type Patch struct {
	// Problems are those that the definition does not have without the
	// overrides, Hints and Open those of the nodes that were touched.
	Problems []Problem
	Hints    []Hint
	Open     []Open
	// Failed are the nodes that fail now, by their Index.
	Failed []int32
	// Idle are the overrides of nodes that no output needs.
	Idle []Override

	takers *takers // with the overrides put in; nil where they change no link
}

// Apply validates the nodes that overrides touch. Only where an override sets
// a link or takes the place of one, or a node asks for one that was never
// followed, the whole graph is walked again. placeholder reports which values of the definition's own stand
// for any other, nil for none.
func (b *Base) Apply(overrides []Override, placeholder func(jsondoc.Value) bool) Patch {
	w := locals.Get().(*walk)
	defer w.releaseLocal()
	w.base, w.g, w.state, w.opt = b, &b.graph, b.walk.state, b.walk.opt
	w.opt.Placeholder = placeholder
	w.over.set(w.g, overrides)
	if slices.ContainsFunc(w.over.order, w.relinks) {
		return b.again(w)
	}
	var pt Patch
	for order := w.over.order; len(order) > 0; {
		i := nodeOf(order[0])
		own := ofOne(order, i)
		if w.g.nodes[i].class == nil || w.state[i] == unseen {
			before := len(w.problems)
			w.untouchable(&pt, &b.takers, i, own)
			if len(w.problems) > before {
				pt.Failed = append(pt.Failed, i)
			}
		} else if !w.touch(&pt, i, own) {
			return b.again(w)
		}
		order = order[len(own):]
	}
	pt.Problems, pt.Hints, pt.Open = w.problems, w.hints, w.open
	return pt
}

// relinks reports whether an override may change what is linked to what: it is
// a link, takes the place of one, or sets an input that other inputs with links
// depend on.
func (w *walk) relinks(entry uint64) bool {
	o, i := w.over.at(entry), nodeOf(entry)
	switch {
	case o.Value.Is(jsondoc.Array):
		return true
	case !w.base.bound[i]:
		return false
	case w.g.nodes[i].class != nil && w.g.nodes[i].class.Dynamic && decides(w.g.nodes[i].class, o.Name.Text()):
		return true
	}
	return w.g.source(w.g.own(i, o.Name)) >= 0
}

// decides reports whether other inputs of a class may depend on an input.
func decides(class *nodes.Class, name string) bool {
	in, ok := class.Input(name)
	if !ok {
		return true // it depends on another itself, or nobody knows it
	}
	switch in.Kind {
	case nodes.KindDynamicCombo, nodes.KindDynamicSlot, nodes.KindAutogrow, nodes.KindDynamicGroup:
		return true
	}
	return false
}

// locals are walks that borrow a base's graph and states.
var locals = sync.Pool{New: func() any { return new(walk) }}

func (w *walk) releaseLocal() {
	w.state, w.on, w.heads = nil, nil, nil
	w.forget()
	locals.Put(w)
}

// untouchable notes the overrides of a node whose class nobody knows, or which
// no output needs as far as anybody can say.
func (w *walk) untouchable(pt *Patch, links *takers, i int32, over []uint64) {
	n := &w.g.nodes[i]
	beyond, needed := int32(-1), false
	if n.class != nil || w.state[i] == unseen {
		beyond, needed = w.g.beyond(links, i)
	}
	switch {
	case n.class == nil && w.state[i] != unseen:
		for _, entry := range over {
			if o := w.over.at(entry); !w.factual(i, o) {
				w.open = append(w.open, Open{Kind: n.openKind(), Node: w.g.id(i), Input: o.Name.Text(), Name: w.g.class(i), At: o.Value, index: i})
			}
		}
	case beyond >= 0:
		w.open = append(w.open, Open{Kind: OpenOutput, Node: w.g.id(beyond), Name: w.g.class(beyond), At: w.over.at(over[0]).Value, index: i})
	case !needed:
		for _, entry := range over {
			pt.Idle = append(pt.Idle, *w.over.at(entry))
		}
	}
}

// touch checks one node with its overrides and keeps what is new. It reports
// false when that takes more than this node.
func (w *walk) touch(pt *Patch, i int32, over []uint64) bool {
	before := len(w.problems)
	if w.base.raised(i) {
		return false
	}
	e, ok := w.touchedInputs(i, over)
	if !ok {
		_, e = w.node(i)
	}
	if w.lost {
		return false
	}
	if e != nil {
		w.problems = w.problems[:before]
		w.add(i, w.uncaught(i, e))
	}
	if len(w.problems) > before {
		w.problems = append(w.problems[:before], w.base.fresh(i, w.problems[before:])...)
	}
	if len(w.problems) > before {
		pt.Failed = append(pt.Failed, i)
	}
	return true
}

// uncaught is the problem of an exception that leaves node i.
func (w *walk) uncaught(i int32, e *exception) Problem {
	p := e.problem()
	p.Type = TypeInnerException
	if w.g.nodes[i].output {
		p.Type = TypeException
	} else if in := w.base.caller(i); in != "" {
		p.Input, p.HasInput = in, true
	}
	return p
}

// few is up to how many overrides of a node are sorted by hand.
const few = 16

// placed is an override by the place of its input in the class.
type placed struct {
	input    int
	override *Override
}

// touchedInputs checks only the inputs that are set, in the order of the
// class: what the others come to is known. ok is false where the node must be
// checked as a whole: what it declares depends on the values, its own
// validator looks at several, or a name is not declared.
func (w *walk) touchedInputs(i int32, over []uint64) (e *exception, ok bool) {
	n := &w.g.nodes[i]
	if !n.fixed() || n.class.Validator != nil || len(over) > few {
		return nil, false
	}
	var buffer [few]placed
	list := buffer[:0]
	for _, entry := range over {
		o := w.over.at(entry)
		k := n.class.Lookup(o.Name.TextBytes())
		if k < 0 {
			return nil, false
		}
		at, again := slices.BinarySearchFunc(list, k, func(p placed, k int) int { return p.input - k })
		if again {
			list[at].override = o
		} else {
			list = slices.Insert(list, at, placed{k, o})
		}
	}
	for _, p := range list {
		if e := w.touchedInput(i, &n.class.Inputs[p.input], p.override); e != nil {
			return e, true
		}
	}
	return nil, true
}

// touchedInput checks an override that is not a link.
func (w *walk) touchedInput(i int32, in *nodes.Input, o *Override) *exception {
	if o.Open {
		w.leaveFilling(i, in, in.Name, o.Value)
		return nil
	}
	return w.value(i, in, in.Name, o.Value)
}

// problemKey is what makes two problems of a node the same.
type problemKey struct {
	typ            Type
	cause          Cause
	culprit, input string
	at             jsondoc.Value
}

func (p *Problem) key() problemKey { return problemKey{p.Type, p.Cause, p.Culprit, p.Input, p.At} }

// fresh are the problems of a node that it does not have in the base, put
// together at the start of the list.
func (b *Base) fresh(i int32, list []Problem) []Problem {
	if b.walk.heads[i] == 0 {
		return list
	}
	had := map[problemKey]bool{}
	for p := range b.walk.each(i) {
		had[p.key()] = true
	}
	return slices.DeleteFunc(list, func(p Problem) bool { return had[p.key()] })
}

// again walks the whole graph with the overrides of w put in and keeps what is
// new.
func (b *Base) again(local *walk) Patch {
	s := scratches.Get().(*scratch)
	defer s.release()
	w := &s.walk
	w.begin(&b.graph, local.opt)
	w.over.overrides, w.over.order = local.over.overrides, append(w.over.order[:0], local.over.order...)
	w.run()
	links := b.graph.takers(&w.over)
	var left Patch
	for order := w.over.order; len(order) > 0; {
		i := nodeOf(order[0])
		own := ofOne(order, i)
		if w.g.nodes[i].class == nil || w.state[i] == unseen {
			w.untouchable(&left, &links, i, own)
		}
		order = order[len(own):]
	}
	pt := b.freshIn(w)
	pt.takers, pt.Idle = &links, left.Idle
	b.failToo(w, &pt)
	touched := func(i int32) bool { return len(w.over.of(i)) > 0 }
	known := len(b.graph.open)
	pt.Hints = slices.DeleteFunc(slices.Clone(w.hints), func(h Hint) bool { return !touched(h.index) })
	pt.Open = slices.DeleteFunc(slices.Clone(w.open[known:]), func(o Open) bool { return !touched(o.index) })
	return pt
}

// failToo adds the touched nodes that fail now for no problem of their own.
func (b *Base) failToo(w *walk, pt *Patch) {
	failing := make(map[int32]bool, len(pt.Failed))
	for _, i := range pt.Failed {
		failing[i] = true
	}
	for _, entry := range w.over.order {
		i := nodeOf(entry)
		if w.state[i] == failed && b.walk.state[i] == passed && !failing[i] {
			failing[i] = true
			pt.Failed = append(pt.Failed, i)
		}
	}
}

// freshIn are the problems of a second walk that the base does not have.
func (b *Base) freshIn(w *walk) (pt Patch) {
	for i := range w.heads {
		at := len(pt.Problems)
		for p := range w.each(int32(i)) {
			pt.Problems = append(pt.Problems, *p)
		}
		if len(pt.Problems) == at {
			continue
		}
		slices.Reverse(pt.Problems[at:]) // they are linked the last first
		pt.Problems = append(pt.Problems[:at], b.fresh(int32(i), pt.Problems[at:])...)
		if len(pt.Problems) > at {
			pt.Failed = append(pt.Failed, int32(i))
		}
	}
	return pt
}
