package prompt

import (
	"slices"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// live is one input of a node as ComfyUI sees it after expansion, with its
// value, which may be missing.
type live struct {
	in       *nodes.Input
	name     string
	required bool
	value    jsondoc.Value
	// declared is false for an unknown key that holds a link: nothing checks
	// it, but a validator may get it.
	declared bool
}

// lives lists the values from base on as live inputs of the node on top of
// the path; they are appended to w.dyn.
func (w *walker) lives(base int) []live {
	g := &w.nodes[w.path[len(w.path)-1]]
	at := len(w.dyn)
	for k := range g.class.Inputs {
		in := &g.class.Inputs[k]
		w.dyn = append(w.dyn, live{in, in.Name, in.Required, w.vals[base+k], true})
	}
	w.addLinks(g)
	return w.dyn[at:]
}

// addLinks appends the unknown keys that hold links.
func (w *walker) addLinks(g *gnode) {
	if g.class.Validator == nil || !g.class.Validator.Kwargs {
		return
	}
	for m := range g.inputs.Members() {
		if isLink(m.Value) && g.class.Lookup(m.KeyValue().TextBytes()) < 0 {
			w.dyn = append(w.dyn, live{name: m.Key(), value: m.Value})
		}
	}
}

// isLink is ComfyUI's is_link: [text, number], where true is a number.
func isLink(v jsondoc.Value) bool {
	return v.Is(jsondoc.Array) && v.Len() == 2 && v.Index(0).Is(jsondoc.String) && (v.Index(1).Is(jsondoc.Number) || v.Index(1).Is(jsondoc.Bool))
}

// dynamicNode checks a V3 node whose inputs depend on the live ones, or a
// replaced node. Source: validate-prompt.md §5.
func (w *walker) dynamicNode(i int32) (bool, *raised) {
	g := &w.nodes[i]
	clear(w.names)
	if g.repl != nil {
		for _, in := range g.repl.Inputs {
			if in.From == "" {
				w.names[in.Name] = in.Value
			} else {
				w.names[in.Name] = g.inputs.Get(in.From)
			}
		}
	} else {
		for m := range g.inputs.Members() {
			w.names[m.Key()] = m.Value
		}
	}
	for _, o := range w.overrides(i) {
		w.names[o.name] = o.value
	}
	e := expander{w: w, values: w.names}
	at := len(w.dyn)
	e.inputs(g.class.Inputs, "")
	if e.broken {
		w.dyn = w.dyn[:at]
		return false, w.raiseNode(i, CauseTemplate, "")
	}
	// A name may be made twice; the required declaration counts, else the
	// last one.
	w.dyn = w.dyn[:at+len(unique(w.dyn[at:]))]
	n := len(w.dyn) - at
	known := map[string]bool{}
	for k := at; k < at+n; k++ {
		known[w.dyn[k].name] = true
	}
	if g.repl == nil {
		for m := range g.inputs.Members() {
			if name := m.Key(); !known[name] {
				if !e.skipped(g.class.Inputs, name) {
					w.unknown(i, m)
				}
				if g.class.Validator != nil && g.class.Validator.Kwargs && isLink(m.Value) {
					w.dyn = append(w.dyn, live{name: name, value: m.Value})
				}
			}
		}
	}
	ok := true
	typesAt := len(w.received)
	for k := at; k < at+n; k++ {
		l := w.dyn[k]
		fine, r := w.input(i, l.in, l.name, l.required, l.value)
		if r != nil {
			w.dyn, w.received = w.dyn[:at], w.received[:typesAt]
			return false, r
		}
		ok = ok && fine
	}
	var r *raised
	if g.class.Validator != nil {
		r = w.validator(i, w.dyn[at:], typesAt)
	}
	w.dyn, w.received = w.dyn[:at], w.received[:typesAt]
	return ok, r
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
	w      *walker
	values map[string]jsondoc.Value
	broken bool
}

func (e *expander) inputs(list []nodes.Input, prefix string) {
	for k := range list {
		e.input(&list[k], prefix+list[k].Name)
	}
}

func (e *expander) plain(in *nodes.Input, name string, required bool) {
	e.w.dyn = append(e.w.dyn, live{in, name, required, e.values[name], true})
}

func (e *expander) input(in *nodes.Input, name string) {
	switch in.Kind {
	case nodes.KindDynamicCombo:
		o := e.selected(in, name)
		if o == nil {
			return
		}
		e.inputs(o.Inputs, name+".")
		e.plain(in, name, in.Required)
	case nodes.KindDynamicSlot:
		if e.values[name].Exists() {
			e.inputs(in.Nested, name+".")
			e.plain(in, name, in.Required)
		}
	case nodes.KindAutogrow:
		e.grow(in.Grow, name)
	default:
		e.plain(in, name, in.Required)
	}
}

// selected is the option whose key the live value equals.
func (e *expander) selected(in *nodes.Input, name string) *nodes.Option {
	v := e.values[name]
	if !v.Exists() || v.Is(jsondoc.Array) {
		return nil
	}
	key := python.Of(v)
	for k := range in.Options {
		if python.Equal(in.Options[k].Key, key) {
			return &in.Options[k]
		}
	}
	return nil
}

func (e *expander) grow(g *nodes.Grow, name string) {
	if g.Broken {
		e.broken = true
		return
	}
	for k, n := range g.Names {
		full := name + "." + n
		e.plain(&g.Template, full, k < g.Min && g.Template.Required)
		// A template that is dynamic itself grows where there is a value.
		if e.values[full].Exists() {
			switch g.Template.Kind {
			case nodes.KindDynamicCombo, nodes.KindDynamicSlot, nodes.KindAutogrow:
				e.input(&g.Template, full)
			}
		}
	}
}

// skipped tells whether a name that is no input belongs to a dynamic one all
// the same: an option not selected, a name beyond the last, the dynamic input
// itself.
func (e *expander) skipped(list []nodes.Input, name string) bool {
	return slices.ContainsFunc(list, func(in nodes.Input) bool {
		switch in.Kind {
		case nodes.KindDynamicCombo, nodes.KindAutogrow, nodes.KindDynamicSlot:
			return name == in.Name || len(name) > len(in.Name) && name[:len(in.Name)] == in.Name && name[len(in.Name)] == '.'
		}
		return false
	})
}
