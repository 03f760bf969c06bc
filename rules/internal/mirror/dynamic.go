package mirror

import (
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// live is one input of a node as ComfyUI sees it after expansion, with its
// value, which may be missing.
type live struct {
	in       *nodes.Input // nil for an unknown key that holds a link
	name     string
	required bool
	value    jsondoc.Value
}

// lives lists the inputs of a fixed node with their values, on the stack.
func (w *walk) lives(i int32, values []jsondoc.Value) []live {
	class := w.g.nodes[i].class
	at := len(w.live)
	for k := range class.Inputs {
		in := &class.Inputs[k]
		w.live = append(w.live, live{in, in.Name, in.Required, values[k]})
	}
	if class.Validator.Kwargs {
		for _, m := range w.g.strayOf(i) {
			w.strayLink(m)
		}
	}
	return w.live[at:]
}

// strayLink adds an unknown key that holds a link: nothing checks it, but a
// validator may get it.
func (w *walk) strayLink(m jsondoc.Member) {
	if isLink(m.Value) {
		w.live = append(w.live, live{name: m.Key(), value: m.Value})
	}
}

// isLink is ComfyUI's is_link: [text, number], where true is a number.
func isLink(v jsondoc.Value) bool {
	return v.Is(jsondoc.Array) && v.Len() == 2 && v.Index(0).Is(jsondoc.String) && (v.Index(1).Is(jsondoc.Number) || v.Index(1).Is(jsondoc.Bool))
}

// dynamicNode checks a V3 node whose inputs depend on the live ones, or a
// replaced node. Source: §5.
func (w *walk) dynamicNode(i int32) (ok bool, e *exception) {
	n := &w.g.nodes[i]
	at, typesAt := len(w.live), len(w.received)
	defer func() { w.live, w.received = popped(w.live, at), popped(w.received, typesAt) }()
	w.readNames(i)
	x := expander{w: w, values: w.names}
	x.inputs(n.class.Inputs, "")
	if x.broken {
		return false, w.raiseAt(i, CauseTemplate, "")
	}
	if x.bad != nil {
		w.badRow(i, x.bad)
		return true, nil
	}
	// A name may be made twice; the required declaration counts, else the
	// last one.
	w.live = popped(w.live, at+len(unique(w.live[at:])))
	end := len(w.live)
	if n.repl == nil {
		w.dynamicStray(i, w.live[at:end])
	}
	ok = true
	for k := at; k < end; k++ {
		l := w.live[k]
		fine, e := w.input(i, l.in, l.name, l.required, l.value)
		if e != nil {
			return false, e
		}
		ok = ok && fine
	}
	if n.class.Validator != nil {
		e = w.validator(i, w.live[at:], typesAt)
	}
	return ok, e
}

// readNames puts the values of a node's inputs into w.names.
func (w *walk) readNames(i int32) {
	n := &w.g.nodes[i]
	w.forgetNames()
	if w.names == nil {
		w.names = map[string]jsondoc.Value{}
	}
	if n.repl == nil {
		for m := range n.inputs.Members() {
			w.names[m.Key()] = m.Value
		}
	} else {
		for _, in := range n.repl.Inputs {
			w.names[in.Name] = in.Value
			if in.From != "" {
				w.names[in.Name] = n.inputs.Get(in.From)
			}
		}
	}
	for _, entry := range w.over.of(i) {
		o := w.over.at(entry)
		w.names[o.Name.Text()] = o.Value
	}
}

// forgetNames empties w.names. A large map is not kept: it would have to be
// cleared each time.
func (w *walk) forgetNames() {
	if len(w.names) > 1<<8 {
		w.names = nil
	}
	clear(w.names)
}

// dynamicStray goes through the keys that are not live inputs.
func (w *walk) dynamicStray(i int32, lives []live) {
	n := &w.g.nodes[i]
	known := make(map[string]bool, len(lives))
	for k := range lives {
		known[lives[k].name] = true
	}
	for m := range n.inputs.Members() {
		name := m.Key()
		if known[name] {
			continue
		}
		if !belongs(n.class.Inputs, name) {
			w.unknown(i, m)
		}
		if n.class.Validator != nil && n.class.Validator.Kwargs {
			w.strayLink(m)
		}
	}
}

// belongs reports whether a name that is not a live input belongs to a dynamic
// one all the same: an option not selected, a name beyond the last, the
// dynamic input itself.
func belongs(list []nodes.Input, name string) bool {
	return slices.ContainsFunc(list, func(in nodes.Input) bool {
		switch in.Kind {
		case nodes.KindDynamicCombo, nodes.KindAutogrow, nodes.KindDynamicSlot, nodes.KindDynamicGroup:
			rest, ok := strings.CutPrefix(name, in.Name)
			return ok && (rest == "" || rest[0] == '.')
		}
		return false
	})
}

// unique drops repeated names in place.
func unique(l []live) []live {
	if len(l) < 2 {
		return l
	}
	seen := make(map[string]int, len(l))
	out := l[:0]
	for _, x := range l {
		k, again := seen[x.name]
		if !again {
			seen[x.name] = len(out)
			out = append(out, x)
		} else if x.required || !out[k].required {
			out[k] = x
		}
	}
	return out
}

// expander appends the inputs that a V3 node has, given its live values.
type expander struct {
	w      *walk
	values map[string]jsondoc.Value
	// broken says that a template has no input, which makes ComfyUI raise.
	broken bool
	// bad is the first fault of the rows of a dynamic group, nil for none.
	bad *badRow
}

func (x *expander) inputs(list []nodes.Input, prefix string) {
	for k := range list {
		x.input(&list[k], prefix+list[k].Name)
	}
}

func (x *expander) plain(in *nodes.Input, name string, required bool) {
	x.w.live = append(x.w.live, live{in, name, required, x.values[name]})
}

func (x *expander) input(in *nodes.Input, name string) {
	switch in.Kind {
	case nodes.KindDynamicCombo:
		if brings, ok := x.selected(in, name); ok {
			x.inputs(brings, name+".")
			x.plain(in, name, in.Required)
		}
	case nodes.KindDynamicSlot:
		if x.values[name].Exists() {
			x.inputs(in.Nested, name+".")
			x.plain(in, name, in.Required)
		}
	case nodes.KindAutogrow:
		x.grow(in, name)
	case nodes.KindDynamicGroup:
		x.rows(in, name)
	default:
		x.plain(in, name, in.Required)
	}
}

// selected are the inputs that the option brings whose key the live value equals.
func (x *expander) selected(in *nodes.Input, name string) (brings []nodes.Input, ok bool) {
	v := x.values[name]
	if !v.Exists() || v.Is(jsondoc.Array) {
		return nil, false
	}
	key := python.Of(v)
	for k := range in.Options {
		if in.Options[k].Key.Equal(key) {
			return in.Options[k].Inputs, true
		}
	}
	return nil, false
}

func (x *expander) grow(in *nodes.Input, name string) {
	g := in.Grow
	if g.Broken {
		x.broken = true
		return
	}
	for k, n := range g.Names {
		full := name + "." + n
		x.plain(&g.Template, full, k < g.Min && g.Template.Required)
		// A template that is dynamic itself grows where there is a value.
		if x.values[full].Exists() {
			switch g.Template.Kind {
			case nodes.KindDynamicCombo, nodes.KindDynamicSlot, nodes.KindAutogrow, nodes.KindDynamicGroup:
				x.input(&g.Template, full)
			}
		}
	}
}
