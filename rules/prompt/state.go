package prompt

import (
	"slices"
	"sort"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// base is a definition that was validated once; requests against it pay only
// for what their overrides touch. It is safe for concurrent use.
type base struct {
	w   *walker // frozen: only read
	out *Outcome
	// consumers are the nodes that take an output of a node.
	consumers [][]int32
	// whole tells that every class is known.
	whole bool

	// outputs are all output nodes, in document order.
	outputs []string

	mu   sync.Mutex
	lost map[int32]*effect // by the node that fails
}

// effect is what becomes of the outputs when a node fails, both in document
// order. It is shared and must not be changed.
type effect struct{ lost, kept []string }

// baseKey names a base in rule.Settings.Cache.
type baseKey struct {
	doc     *jsondoc.Document
	catalog *nodes.Catalog
	version Version
}

// newBase validates a definition's graph.
func newBase(graph jsondoc.Value, catalog *nodes.Catalog, opt Options) *base {
	w := &walker{catalog: catalog, opt: opt, names: map[string]jsondoc.Value{}}
	b := &base{w: w, out: &Outcome{}, lost: map[int32]*effect{}}
	if !w.load(graph, b.out) {
		return b
	}
	w.run(b.out)
	b.whole = w.opaque == 0
	for i := range w.nodes {
		if w.output(int32(i)) {
			b.outputs = append(b.outputs, w.id(int32(i)))
		}
	}
	b.consumers = make([][]int32, len(w.nodes))
	for i := range w.nodes {
		for m := range w.nodes[i].inputs.Members() {
			if src := w.source(m.Value); src >= 0 {
				b.consumers[src] = append(b.consumers[src], int32(i))
			}
		}
	}
	return b
}

// loaded tells whether the graph got past pass 1.
func (b *base) loaded() bool { return b.consumers != nil }

// failing tells what becomes of the outputs when some nodes fail. For one
// node the answer is kept.
func (b *base) failing(failed []int32) *effect {
	if len(failed) != 1 {
		return b.reach(failed)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.lost[failed[0]]
	if !ok {
		e = b.reach(failed)
		b.lost[failed[0]] = e
	}
	return e
}

// reach follows the links downwards.
func (b *base) reach(failed []int32) *effect {
	seen := make([]bool, len(b.w.nodes))
	todo := slices.Clone(failed)
	for _, n := range failed {
		seen[n] = true
	}
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, c := range b.consumers[n] {
			if !seen[c] {
				seen[c] = true
				todo = append(todo, c)
			}
		}
	}
	e := &effect{}
	for i := range b.w.nodes {
		switch {
		case !b.w.output(int32(i)):
		case seen[i]:
			e.lost = append(e.lost, b.w.id(int32(i)))
		default:
			e.kept = append(e.kept, b.w.id(int32(i)))
		}
	}
	return e
}

// patch is what overrides change in a definition that the server is known to
// run.
type patch struct {
	// problems are those that the definition does not have without the
	// overrides, hints and open those of the touched nodes.
	problems []Problem
	hints    []Hint
	open     []Open
	// failed are the nodes that fail now.
	failed []int32
	// idle are the overrides of nodes that no output needs.
	idle []item
}

// apply validates the nodes that overrides touch. Only where an override sets
// a link, or a node asks for one that was never followed, the whole graph is
// walked again. stands tells which values are placeholders.
func (b *base) apply(items []item, graph jsondoc.Value, stands func(jsondoc.Value) bool) patch {
	over := make([]override, 0, len(items))
	relink := false
	for _, it := range items {
		n := b.w.find([]byte(it.node))
		if n < 0 {
			continue
		}
		over = append(over, override{node: n, name: it.field, value: it.value})
		relink = relink || it.value.Is(jsondoc.Array)
	}
	sort.SliceStable(over, func(i, j int) bool { return over[i].node < over[j].node })
	if relink {
		return b.again(over, graph, stands)
	}
	var pt patch
	w := locals.Get().(*walker)
	defer w.releaseLocal()
	w.catalog, w.opt, w.nodes, w.table, w.memo, w.on = b.w.catalog, b.w.opt, b.w.nodes, b.w.table, b.w.memo, b.w.on
	w.over, w.local, w.opt.Any = over, true, stands
	for k := 0; k < len(over); {
		n := over[k].node
		from := k
		for k < len(over) && over[k].node == n {
			k++
		}
		g := &w.nodes[n]
		if g.class == nil {
			for _, o := range over[from:k] {
				pt.open = append(pt.open, Open{Kind: OpenClass, Node: w.id(n), Input: o.name, Name: g.value.Get("class_type").Text(), At: o.value, node: n})
			}
			continue
		}
		if b.w.memo[n] == unseen {
			if b.whole {
				for _, o := range over[from:k] {
					pt.idle = append(pt.idle, item{w.id(n), o.name, o.value})
				}
			} else {
				pt.open = append(pt.open, Open{Kind: OpenClass, Node: w.id(n), Name: g.class.Name, At: over[from].value, node: n})
			}
			continue
		}
		before := len(w.problems)
		w.path = append(w.path[:0], n)
		_, r := w.node(n)
		if w.bail || b.raised(n) {
			return b.again(over, graph, stands)
		}
		if r != nil {
			w.problems = w.problems[:before]
			p := exception(r)
			p.Type = TypeInnerException
			if b.w.output(n) {
				p.Type = TypeException
			} else if in := b.caller(n); in != "" {
				p.Input, p.HasInput = in, true
			}
			w.add(n, p)
		}
		fresh := b.fresh(n, w.problems[before:])
		if len(fresh) > 0 {
			pt.problems = append(pt.problems, fresh...)
			pt.failed = append(pt.failed, n)
		}
	}
	pt.hints = append(pt.hints, w.hints...)
	pt.open = append(pt.open, w.open...)
	return pt
}

// raised tells whether the node raised in the base, so that some of its links
// were never followed.
func (b *base) raised(n int32) bool {
	for k := b.w.heads[n]; k != 0; k = b.w.problems[k-1].next {
		if t := b.w.problems[k-1].Type; t == TypeInnerException || t == TypeException {
			return true
		}
	}
	return false
}

// caller is the input through which a node is reached.
func (b *base) caller(n int32) string {
	for _, c := range b.consumers[n] {
		if b.w.memo[c] == unseen {
			continue
		}
		for m := range b.w.nodes[c].inputs.Members() {
			if b.w.source(m.Value) == n {
				return m.Key()
			}
		}
	}
	return ""
}

// fresh are the problems of a node that it does not have in the base.
func (b *base) fresh(n int32, now []Problem) []Problem {
	var out []Problem
	for _, p := range now {
		had := false
		for k := b.w.heads[n]; k != 0; k = b.w.problems[k-1].next {
			old := &b.w.problems[k-1]
			had = had || old.Type == p.Type && old.Cause == p.Cause && old.Culprit == p.Culprit && old.Input == p.Input && old.At.Same(p.At)
		}
		if !had {
			out = append(out, p)
		}
	}
	return out
}

// again walks the whole patched graph and keeps what is new.
func (b *base) again(over []override, graph jsondoc.Value, stands func(jsondoc.Value) bool) patch {
	w := walkers.Get().(*walker)
	defer w.release()
	w.catalog, w.opt, w.over = b.w.catalog, b.w.opt, over
	w.opt.Any = stands
	out := &Outcome{}
	var pt patch
	if !w.load(graph, out) {
		return pt
	}
	w.run(out)
	touched := func(n int32) bool {
		return slices.ContainsFunc(over, func(o override) bool { return o.node == n })
	}
	for i := range w.nodes {
		var now []Problem
		for k := w.heads[i]; k != 0; k = w.problems[k-1].next {
			now = append(now, w.problems[k-1])
		}
		if fresh := b.fresh(int32(i), now); len(fresh) > 0 {
			slices.Reverse(fresh)
			pt.problems = append(pt.problems, fresh...)
			pt.failed = append(pt.failed, int32(i))
		}
	}
	for _, o := range over {
		if w.memo[o.node] == failed && b.w.memo[o.node] == passed && !slices.Contains(pt.failed, o.node) {
			pt.failed = append(pt.failed, o.node)
		}
	}
	for _, h := range out.Hints {
		if touched(h.node) {
			pt.hints = append(pt.hints, h)
		}
	}
	for _, o := range out.Open {
		if touched(o.node) {
			pt.open = append(pt.open, o)
		}
	}
	return pt
}

// locals are walkers that borrow a base's nodes.
var locals = sync.Pool{New: func() any { return &walker{names: map[string]jsondoc.Value{}} }}

func (w *walker) releaseLocal() {
	w.catalog, w.opt, w.nodes, w.table, w.memo, w.on = nil, Options{}, nil, nil, nil, nil
	w.over, w.problems, w.hints, w.open = nil, nil, nil, nil
	w.local, w.bail = false, false
	w.path, w.vals, w.dyn, w.received = w.path[:0], w.vals[:0], w.dyn[:0], w.received[:0]
	clear(w.dyn[:cap(w.dyn)])
	clear(w.vals[:cap(w.vals)])
	clear(w.received[:cap(w.received)])
	locals.Put(w)
}

// validatePatched validates a graph with overrides put in.
func validatePatched(graph jsondoc.Value, catalog *nodes.Catalog, opt Options, items []item) *Outcome {
	w := walkers.Get().(*walker)
	defer w.release()
	w.catalog, w.opt = catalog, opt
	out := &Outcome{}
	if !w.load(graph, out) {
		return out
	}
	for _, it := range items {
		if n := w.find([]byte(it.node)); n >= 0 {
			w.over = append(w.over, override{node: n, name: it.field, value: it.value})
		}
	}
	sort.SliceStable(w.over, func(i, j int) bool { return w.over[i].node < w.over[j].node })
	w.run(out)
	return out
}
