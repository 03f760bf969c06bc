package prompt

import (
	"errors"
	"hash/maphash"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// Options say how to validate. The zero value mirrors validate_prompt of the
// newest ComfyUI.
type Options struct {
	// Version is the ComfyUI release to mirror.
	Version Version
	// Server mirrors POST /prompt: what goes through every node before
	// validation raises for `inputs` that is no object.
	Server bool
	// Targets are the ids of partial_execution_targets; Partial tells that
	// there is such a list.
	Targets []string
	Partial bool
	// Files tells whether a path exists in a folder of the server ("input",
	// "output", "temp"); known is false when that cannot be said. nil knows
	// nothing.
	Files func(folder, path string) (exists, known bool)
	// Lenient takes classes that the catalog lacks for unknown even when it is
	// complete: the graph ran on another server.
	Lenient bool
	// Any tells that a value stands for any other (a placeholder): its type,
	// range and choice are not judged. nil for none.
	Any func(jsondoc.Value) bool
}

// override is a value that takes the place of a node's input.
type override struct {
	node  int32
	name  string
	value jsondoc.Value
}

// gnode is a node of the graph.
type gnode struct {
	id     jsondoc.Value // its key
	value  jsondoc.Value
	inputs jsondoc.Value
	class  *nodes.Class // nil: opaque, nobody knows the class
	repl   *nodes.Replacement
}

// The states of a node's memo.
const (
	unseen = iota
	passed
	failed
)

// walker is one validation. Its buffers are used again.
type walker struct {
	catalog *nodes.Catalog
	opt     Options

	nodes []gnode
	table []int32 // hash table of ids: index+1 of a node
	memo  []uint8
	on    []bool  // on the current path
	heads []int32 // first problem of a node, index+1
	path  []int32
	over  []override // by node

	vals     []jsondoc.Value // values of the inputs of the nodes on the path
	dyn      []live          // expanded inputs of dynamic nodes on the path
	received []receivedType
	problems []Problem
	hints    []Hint
	open     []Open
	names    map[string]jsondoc.Value
	opaque   int

	// local tells that one node is checked against a base's memo; bail that
	// this met a node which the base never saw.
	local, bail bool
}

type receivedType struct {
	input string
	typ   nodes.Type
}

// raised is a Python exception on its way up.
type raised struct {
	cause   Cause
	culprit string
	def     *nodes.Input
	value   python.Value
	at, key jsondoc.Value
	text    string
}

var walkers = sync.Pool{New: func() any { return &walker{names: map[string]jsondoc.Value{}} }}

var seed = maphash.MakeSeed()

// Validate says what ComfyUI says of a prompt: the object {id: node}.
func Validate(prompt jsondoc.Value, catalog *nodes.Catalog, opt Options) *Outcome {
	w := walkers.Get().(*walker)
	defer w.release()
	w.catalog, w.opt = catalog, opt
	out := &Outcome{}
	if !w.load(prompt, out) {
		return out
	}
	w.run(out)
	return out
}

func (w *walker) release() {
	w.catalog, w.opt = nil, Options{}
	w.over, w.problems, w.hints, w.open = nil, nil, nil, nil
	clear(w.nodes)
	clear(w.dyn[:cap(w.dyn)])
	clear(w.vals[:cap(w.vals)])
	clear(w.received)
	if cap(w.nodes) < 1<<14 {
		walkers.Put(w)
	}
}

// id is a node's id as text.
func (w *walker) id(i int32) string { return w.nodes[i].id.Text() }

// find is the index of the node with an id, -1 when there is none.
func (w *walker) find(id []byte) int32 {
	mask := uint64(len(w.table) - 1)
	for h := maphash.Bytes(seed, id) & mask; ; h = (h + 1) & mask {
		n := w.table[h]
		if n == 0 {
			return -1
		}
		if string(w.nodes[n-1].id.TextBytes()) == string(id) {
			return n - 1
		}
	}
}

// load is pass 1: every node in document order. It reports false when the
// outcome is settled.
func (w *walker) load(prompt jsondoc.Value, out *Outcome) bool {
	if !prompt.Is(jsondoc.Object) {
		w.fatal(out, Problem{Type: TypeHTTP500, Cause: CausePromptKind, At: prompt})
		return false
	}
	w.index(prompt)
	if w.opt.Server && !w.opt.Version.before(versionReplacement) && !w.replaceable(out) {
		return false
	}
	uncheckable := w.opt.Lenient || !w.catalog.Complete()
	for i := range w.nodes {
		g := &w.nodes[i]
		if !g.value.Is(jsondoc.Object) {
			cause := CauseNodeKind
			if uiFormat(prompt) {
				cause = CauseUIFormat
			}
			w.fatal(out, Problem{Type: TypeHTTP500, Cause: cause, Node: g.id.Text(), At: g.value})
			return false
		}
		var class, meta jsondoc.Value
		g.inputs = jsondoc.Value{}
		for m := range g.value.Members() {
			switch key := m.KeyValue().TextBytes(); string(key) {
			case "class_type":
				class = m.Value
			case "inputs":
				g.inputs = m.Value
			case "_meta":
				meta = m.Value
			}
		}
		if class.Is(jsondoc.Array) || class.Is(jsondoc.Object) {
			w.fatal(out, Problem{Type: TypeHTTP500, Cause: CauseClassKind, Node: g.id.Text(), At: class})
			return false
		}
		if class.Is(jsondoc.String) {
			if c, ok := w.catalog.Find(class.TextBytes()); ok && c.Err == nil {
				g.class = c
				continue
			} else if ok {
				w.opaque++
				w.open = append(w.open, Open{Kind: OpenDefinition, Node: g.id.Text(), Name: c.Name, At: class, node: int32(i)})
				continue
			}
			if r, ok := w.catalog.Replacement(class.Text()); ok && !w.opt.Version.before(versionReplacement) {
				if !w.replace(int32(i), r, meta, out) {
					return false
				}
				continue
			}
			if uncheckable {
				w.opaque++
				w.open = append(w.open, Open{Kind: OpenClass, Node: g.id.Text(), Name: class.Text(), At: class, node: int32(i)})
				continue
			}
		}
		if meta.Exists() && !meta.Is(jsondoc.Object) {
			w.fatal(out, Problem{Type: TypeHTTP500, Cause: CauseMeta, Node: g.id.Text(), At: meta})
			return false
		}
		p := Problem{Type: TypeMissingNodeType, Cause: CauseUnknownClass, Node: g.id.Text(), At: class, Value: python.Of(class)}
		if !class.Exists() {
			p.Cause, p.At, p.Key = CauseNoClass, g.value, g.id
		}
		if w.opt.Version.before(versionMissingType) {
			p.Type = TypeInvalidPrompt
		}
		w.fatal(out, p)
		return false
	}
	return true
}

// uiFormat recognises the file that the editor saves: lists of nodes and
// links instead of an object of nodes.
func uiFormat(v jsondoc.Value) bool {
	return v.Get("nodes").Is(jsondoc.Array) && (v.Get("links").Is(jsondoc.Array) || v.Get("last_node_id").Exists() || v.Get("version").Exists())
}

func (w *walker) fatal(out *Outcome, p Problem) {
	out.Error = p.Type
	out.Problems = append(out.Problems, p)
	out.Open = nil
}

// index lists the nodes. Of a repeated id the last node counts, in the place
// of the first, as in Python.
func (w *walker) index(prompt jsondoc.Value) {
	n := prompt.Len()
	size := 16
	for size < 2*n {
		size *= 2
	}
	w.table = resize(w.table, size)
	w.nodes = w.nodes[:0]
	mask := uint64(size - 1)
members:
	for m := range prompt.Members() {
		id := m.KeyValue().TextBytes()
		h := maphash.Bytes(seed, id) & mask
		for ; w.table[h] != 0; h = (h + 1) & mask {
			if g := &w.nodes[w.table[h]-1]; string(g.id.TextBytes()) == string(id) {
				g.value = m.Value
				continue members
			}
		}
		w.nodes = append(w.nodes, gnode{id: m.KeyValue(), value: m.Value})
		w.table[h] = int32(len(w.nodes))
	}
	n = len(w.nodes)
	w.memo = resize(w.memo, n)
	w.on = resize(w.on, n)
	w.heads = resize(w.heads, n)
	w.path, w.vals, w.dyn, w.received = w.path[:0], w.vals[:0], w.dyn[:0], w.received[:0]
	w.opaque = 0
}

// resize gives a zeroed slice of n elements, the old one where it is large
// enough.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// replaceable is what POST /prompt does before validation: it goes through
// `inputs` of every node that has a class, reached or not.
func (w *walker) replaceable(out *Outcome) bool {
	for i := range w.nodes {
		g := &w.nodes[i]
		class, inputs := g.value.Get("class_type"), g.value.Get("inputs")
		if !class.Exists() || !inputs.Exists() {
			continue
		}
		p := Problem{Type: TypeHTTP500, Node: g.id.Text()}
		switch {
		case class.Is(jsondoc.Array) || class.Is(jsondoc.Object):
			p.Cause, p.At = CauseClassKind, class
		case !inputs.Is(jsondoc.Object):
			p.Cause, p.At = CauseInputsKind, inputs
		default:
			continue
		}
		w.fatal(out, p)
		return false
	}
	return true
}

// replace puts the class that takes a missing one's place.
func (w *walker) replace(i int32, r *nodes.Replacement, meta jsondoc.Value, out *Outcome) bool {
	g := &w.nodes[i]
	if !g.inputs.Exists() {
		return w.unreplaced(i, out) // only nodes with inputs are scanned
	}
	p := Problem{Type: TypeHTTP500, Node: g.id.Text(), At: g.value, Key: g.id}
	switch {
	case !g.inputs.Is(jsondoc.Object):
		p.Cause, p.At, p.Key = CauseInputsKind, g.inputs, jsondoc.Value{}
	case !meta.Is(jsondoc.Object):
		p.Cause = CauseReplacedMeta
	default:
		for _, in := range r.Inputs {
			if in.From != "" && !g.inputs.Get(in.From).Exists() {
				p.Cause, p.Text = CauseReplacedInput, in.From
			}
		}
	}
	if p.Cause != CauseNone {
		w.fatal(out, p)
		return false
	}
	g.class, _ = w.catalog.Class(r.New)
	g.repl = r
	w.hints = append(w.hints, Hint{Kind: HintReplaced, Node: g.id.Text(), Class: g.class, Value: g.value.Get("class_type"), node: i})
	return true
}

func (w *walker) unreplaced(i int32, out *Outcome) bool {
	g := &w.nodes[i]
	class := g.value.Get("class_type")
	if w.opt.Lenient || !w.catalog.Complete() {
		w.opaque++
		w.open = append(w.open, Open{Kind: OpenClass, Node: g.id.Text(), Name: class.Text(), At: class, node: i})
		return true
	}
	w.fatal(out, Problem{Type: TypeMissingNodeType, Cause: CauseUnknownClass, Node: g.id.Text(), At: class, Value: python.Of(class)})
	return false
}

// run is pass 2 and the verdict.
func (w *walker) run(out *Outcome) {
	found := false
	for i := range w.nodes {
		if w.output(int32(i)) {
			found = true
			w.visitOutput(int32(i))
		}
	}
	w.collect(out, found)
}

func (w *walker) output(i int32) bool {
	g := &w.nodes[i]
	return g.class != nil && g.class.Output && (!w.opt.Partial || slices.Contains(w.opt.Targets, w.id(i)))
}

func (w *walker) visitOutput(i int32) {
	if _, r := w.visit(i); r != nil {
		p := exception(r)
		p.Type = TypeException
		w.replaceProblems(i, p)
	}
}

// collect turns the state of the nodes into the outcome.
func (w *walker) collect(out *Outcome, anyOutput bool) {
	out.Hints, out.Open = w.hints, w.open
	maybe := false // a class that nobody knows may be an output
	for i := range w.nodes {
		g := &w.nodes[i]
		if w.output(int32(i)) {
			if w.memo[i] == passed {
				out.Outputs = append(out.Outputs, g.id.Text())
			} else {
				out.Dropped = append(out.Dropped, g.id.Text())
			}
		}
		maybe = maybe || g.class == nil
		if w.memo[i] == unseen {
			out.Unreached = append(out.Unreached, g.id)
		}
	}
	out.Valid = len(out.Outputs) > 0
	switch {
	case out.Valid:
	case !anyOutput && maybe:
		out.Uncertain = true // any of them may be an output
	case !anyOutput:
		out.Error = TypeNoOutputs
		out.Problems = append(out.Problems, Problem{Type: TypeNoOutputs})
	default:
		out.Error, out.Uncertain = TypeOutputsFailed, maybe && w.mayRun()
		out.Problems = append(out.Problems, Problem{Type: TypeOutputsFailed})
	}
	if maybe || !anyOutput {
		out.Unreached = nil
	}
	for i := range w.heads {
		at := len(out.Problems)
		for k := w.heads[i]; k != 0; k = w.problems[k-1].next {
			out.Problems = append(out.Problems, w.problems[k-1])
		}
		slices.Reverse(out.Problems[at:]) // they are linked the last first
	}
}

// mayRun tells whether a node of an unknown class that feeds no other, and so
// is likely an output, would pass.
func (w *walker) mayRun() bool {
	feeds := make([]bool, len(w.nodes))
	for i := range w.nodes {
		for m := range w.nodes[i].inputs.Members() {
			if src := w.source(m.Value); src >= 0 {
				feeds[src] = true
			}
		}
	}
	// What is found on the way is not ComfyUI's to report.
	heads := slices.Clone(w.heads)
	defer copy(w.heads, heads)
	for i := range w.nodes {
		if w.nodes[i].class == nil && !feeds[i] {
			if ok, r := w.visit(int32(i)); ok && r == nil {
				return true
			}
		}
	}
	return false
}

// source is the node that a value links to, -1 when it is no link to a node.
func (w *walker) source(v jsondoc.Value) int32 {
	if !v.Is(jsondoc.Array) || v.Len() != 2 || !v.Index(0).Is(jsondoc.String) {
		return -1
	}
	return w.find(v.Index(0).TextBytes())
}

// add notes a problem of node i.
func (w *walker) add(i int32, p Problem) {
	if w.local {
		p.Node, p.Class, p.node = w.id(i), w.nodes[i].class, i
		w.problems = append(w.problems, p)
		return
	}
	p.Node, p.Class, p.node, p.next = w.id(i), w.nodes[i].class, i, w.heads[i]
	w.problems = append(w.problems, p)
	w.heads[i] = int32(len(w.problems))
}

// replaceProblems makes p the only problem of node i, which has failed.
func (w *walker) replaceProblems(i int32, p Problem) {
	w.heads[i] = 0
	w.memo[i] = failed
	w.add(i, p)
}

// exception is the problem that a raise leaves on its node.
func exception(r *raised) Problem {
	return Problem{Cause: r.cause, Culprit: r.culprit, Def: r.def, Value: r.value, At: r.at, Key: r.key, Text: r.text}
}

// raise makes an exception of node i at one of its values.
func raise(c Cause, in *nodes.Input, name string, v jsondoc.Value) *raised {
	return &raised{cause: c, def: in, culprit: name, value: python.Of(v), at: v}
}

// raiseNode makes an exception that concerns the node as a whole.
func (w *walker) raiseNode(i int32, c Cause, culprit string) *raised {
	g := &w.nodes[i]
	r := &raised{cause: c, culprit: culprit, at: g.value, key: g.id}
	if g.inputs.Exists() {
		r.at, r.key = g.inputs, keyOf(g.value, "inputs")
	}
	return r
}

func keyOf(object jsondoc.Value, key string) jsondoc.Value { return object.Member(key).KeyValue() }

// visit is validate_inputs of node i.
func (w *walker) visit(i int32) (bool, *raised) {
	if m := w.memo[i]; m != unseen {
		return m == passed, nil
	}
	if w.local {
		w.bail = true
		return true, nil
	}
	if w.on[i] {
		return w.cycle(i)
	}
	if len(w.path) >= maxRecursion {
		return false, w.raiseNode(i, CauseRecursion, "")
	}
	w.path, w.on[i] = append(w.path, i), true
	ok, r := w.node(i)
	w.path, w.on[i] = w.path[:len(w.path)-1], false
	if r != nil {
		return false, r
	}
	// A cycle may have settled the node on the way.
	if w.memo[i] == failed || !ok || w.heads[i] != 0 {
		w.memo[i] = failed
		return false, nil
	}
	w.memo[i] = passed
	return true, nil
}

// cycle marks every node of the path from i on.
func (w *walker) cycle(i int32) (bool, *raised) {
	if w.opt.Version.before(versionCycle) {
		return false, w.raiseNode(i, CauseRecursion, "")
	}
	at := slices.Index(w.path, i)
	text := w.cycleText(w.path[at:])
	for _, n := range w.path[at:] {
		if w.memo[n] == unseen {
			g := &w.nodes[n]
			w.add(n, Problem{Type: TypeCycle, Text: text, At: g.value, Key: g.id})
		}
		w.memo[n] = failed
	}
	return false, nil
}

// cycleText shows a cycle, a long one by its ends.
func (w *walker) cycleText(cycle []int32) string {
	var text strings.Builder
	for k, n := range cycle {
		switch {
		case len(cycle) <= shown || k < shown/2 || k >= len(cycle)-shown/2+1:
			text.WriteString(shorten(w.id(n)) + " → ")
		case k == shown/2:
			text.WriteString("… → ")
		}
	}
	text.WriteString(shorten(w.id(cycle[0])))
	return text.String()
}

// node checks the inputs of node i.
func (w *walker) node(i int32) (bool, *raised) {
	g := &w.nodes[i]
	if g.class == nil {
		return w.opaqueNode(i)
	}
	if !g.inputs.Is(jsondoc.Object) {
		return w.oddInputs(i)
	}
	if g.class.Dynamic || g.repl != nil {
		return w.dynamicNode(i)
	}
	class := g.class
	base := len(w.vals)
	w.vals = slices.Grow(w.vals, len(class.Inputs))[:base+len(class.Inputs)]
	clear(w.vals[base:])
	for m := range g.inputs.Members() {
		if k := class.Lookup(m.KeyValue().TextBytes()); k >= 0 {
			w.vals[base+k] = m.Value
		} else {
			w.unknown(i, m)
		}
	}
	for _, o := range w.overrides(i) {
		if k := class.Lookup([]byte(o.name)); k >= 0 {
			w.vals[base+k] = o.value
		}
	}
	ok := true
	typesAt := len(w.received)
	for k := range class.Inputs {
		in := &class.Inputs[k]
		fine, r := w.input(i, in, in.Name, in.Required, w.vals[base+k])
		if r != nil {
			w.vals, w.received = w.vals[:base], w.received[:typesAt]
			return false, r
		}
		ok = ok && fine
	}
	var r *raised
	if class.Validator != nil {
		lives := w.lives(base)
		r = w.validator(i, lives, typesAt)
		w.dyn = w.dyn[:len(w.dyn)-len(lives)]
	}
	w.vals, w.received = w.vals[:base], w.received[:typesAt]
	return ok, r
}

// overrides are those of node i.
func (w *walker) overrides(i int32) []override {
	if len(w.over) == 0 {
		return nil
	}
	from := sort.Search(len(w.over), func(k int) bool { return w.over[k].node >= i })
	to := from
	for to < len(w.over) && w.over[to].node == i {
		to++
	}
	return w.over[from:to]
}

// opaqueNode follows the links of a node whose class nobody knows: ComfyUI
// will, if the class declares the inputs.
func (w *walker) opaqueNode(i int32) (bool, *raised) {
	g := &w.nodes[i]
	ok := true
	for m := range g.inputs.Members() {
		if src := w.source(m.Value); src >= 0 && m.Value.Index(1).Is(jsondoc.Number) {
			ok = w.follow(src, m.Key()) && ok
		}
	}
	return ok, nil
}

// oddInputs is what happens when `inputs` is no object: names are looked for
// in a list or, as a part, in a text; anything else raises.
func (w *walker) oddInputs(i int32) (bool, *raised) {
	g := &w.nodes[i]
	in := g.inputs
	switch in.Kind() {
	case jsondoc.Missing:
		return false, w.raiseNode(i, CauseNoInputs, "")
	case jsondoc.String, jsondoc.Array:
	default:
		if len(g.class.Inputs) > 0 || g.class.Validator != nil {
			return false, w.raiseNode(i, CauseInputsKind, "")
		}
		return true, nil
	}
	found := func(name string) bool {
		if in.Is(jsondoc.String) {
			return strings.Contains(in.Text(), name)
		}
		for _, e := range in.Elements() {
			if e.EqualText(name) {
				return true
			}
		}
		return false
	}
	for k := range g.class.Inputs {
		def := &g.class.Inputs[k]
		if def.Kind != nodes.KindAutogrow {
			if found(def.Name) {
				return false, w.raiseNode(i, CauseInputsKind, def.Name)
			}
			continue
		}
		if def.Grow.Broken {
			return false, w.raiseNode(i, CauseTemplate, "")
		}
		for _, name := range def.Grow.Names { // its own name is no input
			if found(def.Name + "." + name) {
				return false, w.raiseNode(i, CauseInputsKind, def.Name+"."+name)
			}
		}
	}
	for k := range g.class.Inputs {
		def := &g.class.Inputs[k]
		if def.Kind == nodes.KindAutogrow {
			for n, name := range def.Grow.Names {
				if n < def.Grow.Min && def.Grow.Template.Required {
					w.missing(i, &def.Grow.Template, def.Name+"."+name)
				}
			}
		} else if def.Required && def.Kind != nodes.KindDynamicCombo && def.Kind != nodes.KindDynamicSlot {
			w.missing(i, def, def.Name)
		}
	}
	if v := g.class.Validator; v != nil && (len(v.Required) > 0 || in.Len() > 0 || in.Is(jsondoc.String) && in.Text() != "") {
		return false, w.raiseNode(i, CauseInputsKind, "")
	}
	return true, nil
}

func (w *walker) missing(i int32, in *nodes.Input, name string) {
	g := &w.nodes[i]
	p := Problem{Type: TypeRequiredMissing, Input: name, HasInput: true, Culprit: name, Def: in, At: g.inputs, Key: keyOf(g.value, "inputs")}
	w.add(i, p)
}

// editorWidgets are widgets that the editor itself puts beside declared ones
// (an upload button, a preview, what becomes of a seed after a run) and writes
// into the API format with them: nobody chose their names, so nobody misspelt
// them.
var editorWidgets = map[string]bool{
	"upload": true, "choose file to upload": true, "choose video to upload": true,
	"audioUI": true, "audio_upload": true, "preview": true, "previewMode": true, "videopreview": true, "video-preview": true,
	"control_after_generate": true, "control_before_generate": true, "control_filter_list": true,
}

func (w *walker) unknown(i int32, m jsondoc.Member) {
	class := w.nodes[i].class
	name := m.Key()
	if slices.Contains(class.Hidden, name) || editorWidgets[name] {
		return
	}
	w.hints = append(w.hints, Hint{Kind: HintUnknownInput, Node: w.id(i), Class: class, Input: name, Value: m.KeyValue(), node: i})
}

func (w *walker) hint(i int32, k HintKind, in *nodes.Input, name string, v jsondoc.Value) {
	w.hints = append(w.hints, Hint{Kind: k, Node: w.id(i), Class: w.nodes[i].class, Def: in, Input: name, Value: v, node: i})
}

// input checks one declared input of node i. ok is false when something
// upstream failed.
func (w *walker) input(i int32, in *nodes.Input, name string, required bool, v jsondoc.Value) (ok bool, r *raised) {
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

// link checks an array: any array is taken for a link.
func (w *walker) link(i int32, in *nodes.Input, name string, v jsondoc.Value) (ok bool, r *raised) {
	if v.Len() != 2 {
		w.add(i, Problem{Type: TypeBadLink, Input: name, HasInput: true, Culprit: name, Def: in, At: v, Value: python.Of(v)})
		return true, nil
	}
	id, slot := v.Index(0), v.Index(1)
	if !id.Is(jsondoc.String) {
		return false, raise(CauseBadNodeID, in, name, v)
	}
	src := w.find(id.TextBytes())
	if src < 0 {
		return false, raise(CauseNoSuchNode, in, name, v)
	}
	from, r := w.returned(src, in, name, v, slot)
	if r != nil {
		return false, r
	}
	validator := w.nodes[i].class.Validator
	if validator != nil && validator.InputTypes {
		w.received = append(w.received, receivedType{name, from})
	} else if !in.Type.Accepts(from) {
		w.add(i, Problem{Type: TypeMismatch, Input: name, HasInput: true, Culprit: name, Def: in, At: v, Value: python.Of(v), Text: from.String()})
		return true, nil
	}
	return w.follow(src, name), nil
}

// returned is RETURN_TYPES[slot] of node src.
func (w *walker) returned(src int32, in *nodes.Input, name string, v, slot jsondoc.Value) (nodes.Type, *raised) {
	n := python.Of(slot)
	if n.Kind() != python.Int && n.Kind() != python.Bool {
		return nodes.Type{}, raise(CauseBadSlot, in, name, v)
	}
	class := w.nodes[src].class
	if class == nil {
		return nodes.Type{Name: nodes.TypeAny}, nil
	}
	k, ok := index(n, len(class.Outputs))
	if !ok {
		r := raise(CauseNoSuchSlot, in, name, v)
		r.text = class.Name
		return nodes.Type{}, r
	}
	if repl := w.nodes[src].repl; repl != nil && repl.Slots != nil {
		if to, ok := repl.Slots[k]; ok && to < len(class.Outputs) {
			k = to
		}
	}
	return class.Outputs[k], nil
}

// index is Python's index into a sequence of n: negative counts from the end.
func index(v python.Value, n int) (int, bool) {
	f, ok := v.Float64()
	if !ok {
		return 0, false
	}
	if f < 0 {
		f += float64(n)
	}
	if f < 0 || f >= float64(n) {
		return 0, false
	}
	return int(f), true
}

// follow visits the source of a link and catches what it raises.
func (w *walker) follow(src int32, name string) bool {
	ok, r := w.visit(src)
	if r != nil {
		p := exception(r)
		p.Type, p.Input, p.HasInput = TypeInnerException, name, true
		w.replaceProblems(src, p)
		return false
	}
	return ok
}

// literal checks anything that is no array.
func (w *walker) literal(i int32, in *nodes.Input, name string, v jsondoc.Value) *raised {
	if w.any(v) {
		if in.Kind != nodes.KindString && in.Kind != nodes.KindBoolean && in.Kind != nodes.KindAny {
			w.open = append(w.open, Open{Kind: OpenPlaceholder, Node: w.id(i), Input: name, Name: v.Text(), At: v, node: i})
		}
		return nil
	}
	val, cause := coerce(in, v)
	if cause != CauseNone {
		w.add(i, Problem{Type: TypeInvalidValue, Cause: cause, Input: name, HasInput: true, Culprit: name, Def: in, At: v, Value: val})
		return nil
	}
	w.literalHints(i, in, name, v)
	validator := w.nodes[i].class.Validator
	if validator.Names(name) {
		return nil
	}
	if in.Min.Kind() != python.Missing {
		less, err := python.Less(val, in.Min)
		if err != nil {
			return raise(CauseCompare, in, name, v)
		}
		if less {
			w.add(i, Problem{Type: TypeTooSmall, Input: name, HasInput: true, Culprit: name, Def: in, At: v, Value: val})
			return nil
		}
	}
	if in.Max.Kind() != python.Missing {
		more, err := python.Less(in.Max, val)
		if err != nil {
			return raise(CauseCompare, in, name, v)
		}
		if more {
			w.add(i, Problem{Type: TypeTooBig, Input: name, HasInput: true, Culprit: name, Def: in, At: v, Value: val})
			return nil
		}
	}
	if in.Choices == nil || in.Type.Name == nodes.TypeCombo && w.opt.Version.before(versionComboChecked) {
		return nil
	}
	return w.choice(i, in, name, v, val)
}

func (w *walker) choice(i int32, in *nodes.Input, name string, v jsondoc.Value, val python.Value) *raised {
	bad := python.Value{}
	if in.Multiselect && val.Kind() == python.List {
		for _, e := range val.JSON().Elements() {
			member := python.Of(e)
			if ok, container := in.Choices.Contains(member); !container {
				return raise(CauseOptions, in, name, v)
			} else if !ok {
				bad = member
				break
			}
		}
	} else if ok, container := in.Choices.Contains(val); !container {
		return raise(CauseOptions, in, name, v)
	} else if !ok {
		bad = val
	}
	if bad.Kind() == python.Missing {
		return nil
	}
	if in.Open {
		w.open = append(w.open, Open{Kind: OpenChoice, Node: w.id(i), Input: name, Name: v.Text(), At: v, node: i})
		return nil
	}
	w.add(i, Problem{Type: TypeNotInList, Input: name, HasInput: true, Culprit: name, Def: in, At: v, Value: bad})
	return nil
}

// coerce unwraps {"__value__": …} and converts by the exact type. The cause
// says why it cannot; the value is then the unconverted one.
func coerce(in *nodes.Input, v jsondoc.Value) (python.Value, Cause) {
	val := python.Of(v)
	if val.Kind() == python.Dict {
		if inner := v.Get("__value__"); inner.Exists() {
			val = python.Of(inner)
		}
	}
	var err error
	out := val
	switch in.Kind {
	case nodes.KindInt:
		out, err = python.ToInt(val)
	case nodes.KindFloat:
		out, err = python.ToFloat(val)
	case nodes.KindString:
		if val.Kind() != python.Str && in.Min.Kind() == python.Missing && in.Max.Kind() == python.Missing {
			return val, CauseNone // str() never fails, and nothing looks at the text
		}
		out = python.ToStr(val)
	case nodes.KindBoolean:
		out = python.NewBool(python.Truth(val))
	}
	if err == nil {
		return out, CauseNone
	}
	return val, conversionCause(in, val, err)
}

func conversionCause(in *nodes.Input, val python.Value, err error) Cause {
	switch {
	case errors.Is(err, python.ErrNotFinite):
		return CauseNotFinite
	case errors.Is(err, python.ErrOverflow), errors.Is(err, python.ErrManyDigits):
		return CauseOverflow
	case val.Kind() != python.Str:
		return CauseNull
	case in.Kind == nodes.KindInt:
		return CauseInteger
	}
	return CauseFloat
}

// literalHints notes what ComfyUI accepts without a word.
func (w *walker) literalHints(i int32, in *nodes.Input, name string, v jsondoc.Value) {
	switch in.Kind {
	case nodes.KindInt:
		if v.Is(jsondoc.Number) && !python.Integral(python.Of(v)) {
			w.hint(i, HintTruncated, in, name, v)
		}
	case nodes.KindBoolean:
		if v.Is(jsondoc.String) && meansFalse(v.Text()) {
			w.hint(i, HintBooleanText, in, name, v)
		}
	case nodes.KindAny:
		if in.Type.Parts == nil && !v.Is(jsondoc.Object) && (in.Required || !v.Is(jsondoc.Null)) && nodes.ConnectionType(in.Type.Name) && !w.nodes[i].class.Validator.Names(name) {
			w.hint(i, HintLiteral, in, name, v)
		}
	}
}

// meansFalse tells whether a text that Python takes for true was meant to be
// false.
func meansFalse(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "false", "0", "no", "off", "none", "null", "n", "f", "disable", "disabled":
		return true
	}
	return false
}
