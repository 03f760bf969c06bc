package mirror

import (
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// The states of a node.
const (
	unseen = iota
	passed
	failed
)

// maxRecursion is the longest chain of nodes that Python's stack holds, as
// recorded. Source: §3.
const maxRecursion = 985

// walk is one validation of a graph.
type walk struct {
	g    *graph
	opt  Options
	over overlay

	state []uint8
	on    []bool  // on the current path
	heads []int32 // last problem found of a node, index+1
	path  []int32

	// values are those of the inputs of overridden nodes on the path, live
	// the expanded inputs of dynamic ones, received the types that came in.
	values   []jsondoc.Value
	live     []live
	received []receivedType
	names    map[string]jsondoc.Value

	problems []Problem
	later    []Problem // see next
	hints    []Hint
	open     []Open

	// base is set where single nodes are checked against the states of a
	// Base; lost says that this met a node which the base never saw.
	base *Base
	lost bool
}

// receivedType is the type that a link brought to an input.
type receivedType struct {
	input string
	typ   *nodes.Type
}

// exception is a Python exception on its way up.
type exception struct {
	cause   Cause
	culprit string
	def     *nodes.Input
	value   python.Value
	at, key jsondoc.Value
	text    string
	// cycle and cycleEnd are the ids along a cycle that an old release followed
	// until it gave up.
	cycle, cycleEnd []string
}

// problem is what the exception leaves on its node.
func (e *exception) problem() Problem {
	return Problem{Cause: e.cause, Culprit: e.culprit, Def: e.def, Value: e.value, At: e.at, Key: e.key, Text: e.text, Cycle: e.cycle, CycleEnd: e.cycleEnd}
}

// raise makes an exception at one of a node's values. See badLink.
//
//go:noinline
func raise(c Cause, in *nodes.Input, name string, v jsondoc.Value) *exception {
	return &exception{cause: c, def: in, culprit: name, value: python.Of(v), at: v}
}

// raiseAt makes an exception that concerns node i as a whole.
func (w *walk) raiseAt(i int32, c Cause, culprit string) *exception {
	n := &w.g.nodes[i]
	e := &exception{cause: c, culprit: culprit, at: n.value, key: n.id}
	if n.inputs.Exists() {
		e.at, e.key = n.inputs, inputsKey(n)
	}
	return e
}

// inputsKey is the key of a node's `inputs`.
func inputsKey(n *node) jsondoc.Value { return n.value.Member("inputs").KeyValue() }

// begin prepares a walk over a graph.
func (w *walk) begin(g *graph, opt Options) {
	w.g, w.opt = g, opt
	n := len(g.nodes)
	w.state, w.on, w.heads = resize(w.state, n), resize(w.on, n), resize(w.heads, n)
	w.hints, w.open = g.hints[:len(g.hints):len(g.hints)], g.open[:len(g.open):len(g.open)]
}

// forget drops what belongs to one validation and keeps the buffers.
func (w *walk) forget() {
	w.forgetNames()
	*w = walk{
		over: overlay{order: w.over.order[:0]}, state: w.state, on: w.on, heads: w.heads, path: w.path[:0],
		values: popped(w.values, 0), live: popped(w.live, 0), received: popped(w.received, 0), names: w.names,
	}
}

// run is pass 2: depth first from each output. Source: §2.
func (w *walk) run() {
	for _, i := range w.g.outputs {
		if _, e := w.visit(i); e != nil {
			p := e.problem()
			p.Type = TypeException
			w.replaceProblems(i, p)
		}
	}
	w.checkLoops()
	w.runPresumed()
}

// visit is validate_inputs of node i. Source: §3.
func (w *walk) visit(i int32) (bool, *exception) {
	if s := w.state[i]; s != unseen {
		return s == passed, nil
	}
	if w.base != nil {
		w.lost = true
		return true, nil
	}
	if w.on[i] {
		return w.cycle(i)
	}
	if len(w.path) >= maxRecursion {
		return false, w.raiseAt(i, CauseRecursion, "")
	}
	w.path, w.on[i] = append(w.path, i), true
	ok, e := w.node(i)
	w.path, w.on[i] = w.path[:len(w.path)-1], false
	if e != nil {
		return false, e
	}
	// A cycle may have settled the node on the way.
	if w.state[i] == failed || !ok || w.heads[i] != 0 {
		w.state[i] = failed
		return false, nil
	}
	w.state[i] = passed
	return true, nil
}

// node checks the inputs of node i. ok is false when something upstream
// failed.
func (w *walk) node(i int32) (ok bool, e *exception) {
	n := &w.g.nodes[i]
	switch {
	case n.class == nil:
		return w.opaqueNode(i), nil
	case n.fixed():
		return w.fixedNode(i)
	case n.inputs.Is(jsondoc.Object):
		return w.dynamicNode(i)
	}
	return w.oddInputs(i)
}

// opaqueNode follows the links of a node whose class nobody knows: ComfyUI
// will, if the class declares the inputs.
func (w *walk) opaqueNode(i int32) bool {
	ok, own := true, w.over.of(i)
	for m := range w.g.nodes[i].inputs.Members() {
		v := m.Value
		if o := w.over.last(own, m.KeyValue()); o != nil {
			v = o.Value
		}
		if src := w.g.source(v); src >= 0 && v.Index(1).Is(jsondoc.Number) {
			ok = w.follow(src, m.Key()) && ok
		}
	}
	return ok
}

// fixedNode checks a node whose class alone says which inputs it has.
func (w *walk) fixedNode(i int32) (ok bool, e *exception) {
	class := w.g.nodes[i].class
	for _, m := range w.g.strayOf(i) {
		w.unknown(i, m)
	}
	values, base := w.g.valuesOf(i), len(w.values)
	if over := w.over.of(i); len(over) > 0 {
		values = w.overridden(class, values, over)
	}
	typesAt := len(w.received)
	ok = true
	for k := range class.Inputs {
		in := &class.Inputs[k]
		var fine bool
		if fine, e = w.input(i, in, in.Name, in.Required, values[k]); e != nil {
			break
		}
		ok = ok && fine
	}
	if class.Validator != nil && e == nil {
		at := len(w.live)
		e = w.validator(i, w.lives(i, values), typesAt)
		w.live = popped(w.live, at)
	}
	w.values, w.received = popped(w.values, base), popped(w.received, typesAt)
	return ok, e
}

// overridden are a node's values with overrides put in, on the stack.
func (w *walk) overridden(class *nodes.Class, values []jsondoc.Value, over []uint64) []jsondoc.Value {
	base := len(w.values)
	w.values = append(w.values, values...)
	out := w.values[base:]
	for _, entry := range over {
		o := w.over.at(entry)
		if k := class.Lookup(o.Name.TextBytes()); k >= 0 {
			out[k] = o.Value
		}
	}
	return out
}

// input checks one declared input of node i. ok is false when something
// upstream failed.
func (w *walk) input(i int32, in *nodes.Input, name string, required bool, v jsondoc.Value) (ok bool, e *exception) {
	switch v.Kind() {
	case jsondoc.Missing:
		if required {
			w.missing(i, in, name)
		}
		return true, nil
	case jsondoc.Array:
		return w.link(i, in, name, v)
	}
	return true, w.literal(i, in, name, v)
}

// missing notes a required input that is not there.
func (w *walk) missing(i int32, in *nodes.Input, name string) {
	n := &w.g.nodes[i]
	w.add(i, Problem{Type: TypeRequiredMissing, Input: name, HasInput: true, Culprit: name, Def: in, At: n.inputs, Key: inputsKey(n)})
}

// wrong notes a problem with the value of an input.
func (w *walk) wrong(i int32, t Type, c Cause, in *nodes.Input, name string, at jsondoc.Value, v python.Value) {
	w.add(i, Problem{Type: t, Cause: c, Input: name, HasInput: true, Culprit: name, Def: in, At: at, Value: v})
}

// add notes a problem of node i.
func (w *walk) add(i int32, p Problem) {
	p.Node, p.Index, p.Class = w.g.id(i), i, w.g.nodes[i].about()
	if w.base == nil {
		p.next = w.heads[i]
	}
	w.problems = append(w.problems, p)
	if w.base == nil {
		w.heads[i] = int32(len(w.problems))
	}
}

// replaceProblems makes p the only problem of node i, which has failed.
func (w *walk) replaceProblems(i int32, p Problem) {
	w.heads[i] = 0
	w.state[i] = failed
	w.next(i, p.Culprit)
	w.add(i, p)
}

// next lists what ComfyUI would find of a node if an input did not raise: it
// stops there.
func (w *walk) next(i int32, raised string) {
	n := &w.g.nodes[i]
	if !n.fixed() || w.base != nil {
		return
	}
	at, base, open, hints := len(w.problems), len(w.values), len(w.open), len(w.hints)
	values := w.g.valuesOf(i)
	if over := w.over.of(i); len(over) > 0 {
		values = w.overridden(n.class, values, over)
	}
	for k := range n.class.Inputs {
		if in := &n.class.Inputs[k]; in.Name != raised && !values[k].Is(jsondoc.Array) {
			_, _ = w.input(i, in, in.Name, in.Required, values[k]) // what raises too is not found either
		}
	}
	w.later = append(w.later, w.problems[at:]...)
	w.problems, w.values, w.heads[i] = popped(w.problems, at), popped(w.values, base), 0
	w.open, w.hints = w.open[:open], w.hints[:hints]
}

// each yields the problems of node i, the last found first.
func (w *walk) each(i int32) func(yield func(*Problem) bool) {
	return func(yield func(*Problem) bool) {
		for k := w.heads[i]; k != 0; k = w.problems[k-1].next {
			if !yield(&w.problems[k-1]) {
				return
			}
		}
	}
}
