package mirror

import (
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// read is pass 1: every node in document order. The first node that ComfyUI
// cannot take settles the outcome and is left in g.fatal. Source: §0.4, §1.
func (g *graph) read(prompt jsondoc.Value, catalog *nodes.Catalog, opt *Options) {
	if !prompt.Is(jsondoc.Object) {
		g.fatal = &Problem{Type: TypeHTTP500, Cause: CausePromptKind, At: prompt}
		return
	}
	g.index(prompt)
	r := reader{g: g, catalog: catalog, opt: opt}
	r.targets()
	if g.fatal = r.nodes(); g.fatal == nil {
		r.values()
		r.presume()
	} else if g.fatal.Cause == CauseNodeKind && uiFormat(prompt) {
		g.fatal.Cause = CauseUIFormat
	}
}

// reader reads the nodes of a graph.
type reader struct {
	g       *graph
	catalog *nodes.Catalog
	opt     *Options
}

// targets marks the nodes that a partial execution asks for.
func (r *reader) targets() {
	for _, t := range r.opt.Targets {
		if i := r.g.find([]byte(t)); i >= 0 {
			r.g.nodes[i].targeted = true
		}
	}
}

// nodes reads all nodes; it returns what ends validation.
func (r *reader) nodes() *Problem {
	if r.opt.Server && !r.opt.Version.before(versionReplacement) {
		if fatal := r.scan(); fatal != nil {
			return fatal
		}
	}
	for i := range r.g.nodes {
		if fatal := r.node(int32(i)); fatal != nil {
			return fatal
		}
	}
	return nil
}

// scan is what POST /prompt does before validation: it goes through `inputs`
// of every node that has a class, reached or not.
func (r *reader) scan() *Problem {
	for i := range r.g.nodes {
		n := &r.g.nodes[i]
		class, inputs := n.value.Get("class_type"), n.value.Get("inputs")
		switch {
		case !class.Exists() || !inputs.Exists():
		case container(class):
			return &Problem{Type: TypeHTTP500, Cause: CauseClassKind, Node: n.id.Text(), At: class}
		case !inputs.Is(jsondoc.Object):
			return &Problem{Type: TypeHTTP500, Cause: CauseInputsKind, Node: n.id.Text(), At: inputs}
		}
	}
	return nil
}

func container(v jsondoc.Value) bool { return v.Is(jsondoc.Array) || v.Is(jsondoc.Object) }

// node reads one node; it returns what ends validation there.
func (r *reader) node(i int32) *Problem {
	n := &r.g.nodes[i]
	if !n.value.Is(jsondoc.Object) {
		return &Problem{Type: TypeHTTP500, Cause: CauseNodeKind, Node: n.id.Text(), At: n.value}
	}
	var class, meta jsondoc.Value
	for m := range n.value.Members() {
		switch key := m.KeyValue().TextBytes(); string(key) {
		case "class_type":
			class = m.Value
		case "inputs":
			n.inputs = m.Value
		case "_meta":
			meta = m.Value
		}
	}
	if container(class) {
		return &Problem{Type: TypeHTTP500, Cause: CauseClassKind, Node: n.id.Text(), At: class}
	}
	if class.Is(jsondoc.String) {
		done, fatal := r.class(i, class, meta)
		if done || fatal != nil {
			return fatal
		}
	}
	return r.unknown(n, class, meta)
}

// class looks the class up. done says that the node can be checked, or is
// known to be uncheckable.
func (r *reader) class(i int32, class, meta jsondoc.Value) (done bool, fatal *Problem) {
	n := &r.g.nodes[i]
	c, found := r.catalog.Find(class.TextBytes())
	switch {
	case found && c.Err == nil:
		r.known(i, c)
		return true, nil
	case found:
		r.opaque(i, OpenDefinition, c.Name, class)
		return true, nil
	case !r.opt.Version.before(versionReplacement):
		if repl, ok := r.catalog.Replacement(class.Text()); ok && n.inputs.Exists() { // only nodes with inputs are scanned
			return true, r.replace(i, repl, class, meta)
		}
	}
	if r.opt.Lenient || !r.catalog.Lacks(class.TextBytes()) {
		r.opaque(i, OpenClass, class.Text(), class) // it may exist
		return true, nil
	}
	return false, nil
}

// known notes the class of a node.
func (r *reader) known(i int32, c *nodes.Class) {
	n := &r.g.nodes[i]
	n.class = c
	if c.Output && (!r.opt.Partial || n.targeted) {
		n.output = true
		r.g.outputs = append(r.g.outputs, i)
	}
}

// opaque notes a node whose class nobody knows.
func (r *reader) opaque(i int32, kind OpenKind, name string, class jsondoc.Value) {
	r.g.opaque++
	if fact, ok := nodes.Packs().Find(class.TextBytes()); ok && fact.Err == nil {
		r.g.nodes[i].fact = fact
	}
	if kind == OpenClass {
		kind = r.g.nodes[i].openKind()
	}
	r.g.open = append(r.g.open, Open{Kind: kind, Node: r.g.id(i), Name: name, At: class, index: i})
}

// unknown is the error of a class that does not exist.
func (r *reader) unknown(n *node, class, meta jsondoc.Value) *Problem {
	if meta.Exists() && !meta.Is(jsondoc.Object) {
		return &Problem{Type: TypeHTTP500, Cause: CauseMeta, Node: n.id.Text(), At: meta}
	}
	p := &Problem{Type: TypeMissingNodeType, Cause: CauseUnknownClass, Node: n.id.Text(), At: class, Value: python.Of(class)}
	if !class.Exists() {
		p.Cause, p.At, p.Key = CauseNoClass, n.value, n.id
	}
	if r.opt.Version.before(versionMissingType) {
		p.Type = TypeInvalidPrompt
	}
	return p
}

// replace puts the class that takes a missing one's place. Source: §0.4.
func (r *reader) replace(i int32, repl *nodes.Replacement, class, meta jsondoc.Value) *Problem {
	n := &r.g.nodes[i]
	p := Problem{Type: TypeHTTP500, Node: n.id.Text(), At: n.value, Key: n.id}
	switch {
	case !n.inputs.Is(jsondoc.Object):
		p.Cause, p.At, p.Key = CauseInputsKind, n.inputs, jsondoc.Value{}
	case !meta.Is(jsondoc.Object) && (meta.Exists() || r.opt.Version.before(versionNoMeta)):
		p.Cause = CauseReplacedMeta
	default:
		for _, in := range repl.Inputs {
			if in.From != "" && !n.inputs.Get(in.From).Exists() {
				p.Cause, p.Text = CauseReplacedInput, in.From
			}
		}
	}
	if p.Cause != CauseNone {
		return &p
	}
	c, _ := r.catalog.Class(repl.New)
	n.repl = repl
	r.known(i, c)
	r.g.hints = append(r.g.hints, Hint{Kind: HintReplaced, Node: n.id.Text(), Class: c, Value: class, index: i})
	return nil
}

// values reads the inputs of the nodes whose class alone says which they have.
func (r *reader) values() {
	g := r.g
	total := 0
	for i := range g.nodes {
		if g.nodes[i].fixed() {
			total += len(g.nodes[i].class.Inputs)
		}
	}
	g.values = resize(g.values, total)
	at := 0
	for i := range g.nodes {
		n := &g.nodes[i]
		n.values, n.stray = int32(at), int32(len(g.stray))
		if !n.fixed() {
			continue
		}
		own := g.values[at : at+len(n.class.Inputs)]
		at += len(own)
		next := 0
		for m := range n.inputs.Members() {
			if k := position(n.class, m.KeyValue().TextBytes(), next); k >= 0 {
				own[k], next = m.Value, k+1
			} else {
				g.stray = append(g.stray, m)
			}
		}
	}
}

// position is where a class declares an input, -1 when it does not. Files list
// inputs about as their class does: the places from next on are tried first.
func position(class *nodes.Class, name []byte, next int) int {
	for k := next; k < len(class.Inputs) && k < next+2; k++ {
		if class.Inputs[k].Name == string(name) {
			return k
		}
	}
	return class.Lookup(name)
}

// uiFormat recognises the file that the editor saves: lists of nodes and
// links instead of an object of nodes.
func uiFormat(v jsondoc.Value) bool {
	return v.Get("nodes").Is(jsondoc.Array) && (v.Get("links").Is(jsondoc.Array) || v.Get("last_node_id").Exists() || v.Get("version").Exists())
}
