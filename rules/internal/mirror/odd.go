package mirror

import (
	"bytes"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// oddInputs is what happens when `inputs` is not an object: names are looked
// for in a list or, as a part, in a text; anything else raises. Source: §3.2.
func (w *walk) oddInputs(i int32) (bool, *exception) {
	n := &w.g.nodes[i]
	class := n.class
	switch n.inputs.Kind() {
	case jsondoc.Missing:
		return false, w.raiseAt(i, CauseNoInputs, "")
	case jsondoc.String, jsondoc.Array:
	default:
		if len(class.Inputs) > 0 || class.Validator != nil {
			return false, w.raiseAt(i, CauseInputsKind, "")
		}
		return true, nil
	}
	if e := w.indexed(i); e != nil {
		return false, e
	}
	for k := range class.Inputs {
		w.oddMissing(i, &class.Inputs[k])
	}
	empty := n.inputs.Len() == 0
	if n.inputs.Is(jsondoc.String) {
		empty = n.inputs.Text() == ""
	}
	if v := class.Validator; v != nil && (len(v.Required) > 0 || !empty) {
		return false, w.raiseAt(i, CauseInputsKind, "")
	}
	return true, nil
}

// indexed is the exception of using a name that was found as an index.
func (w *walk) indexed(i int32) *exception {
	n := &w.g.nodes[i]
	for k := range n.class.Inputs {
		in := &n.class.Inputs[k]
		if in.Kind == nodes.KindDynamicGroup {
			continue // it is not an input itself
		}
		if in.Kind != nodes.KindAutogrow {
			if mentions(n.inputs, in.Name) {
				return w.raiseAt(i, CauseInputsKind, in.Name)
			}
			continue
		}
		if in.Grow.Broken {
			return w.raiseAt(i, CauseTemplate, "")
		}
		for _, name := range in.Grow.Names { // its own name is not an input
			if full := in.Name + "." + name; mentions(n.inputs, full) {
				return w.raiseAt(i, CauseInputsKind, full)
			}
		}
	}
	return nil
}

// mentions is Python's `name in v` for a list or a text.
func mentions(v jsondoc.Value, name string) bool {
	if v.Is(jsondoc.String) {
		return bytes.Contains(v.TextBytes(), []byte(name))
	}
	for _, e := range v.Elements() {
		if e.EqualText(name) {
			return true
		}
	}
	return false
}

// oddMissing notes what a declared input lacks when nothing is there.
func (w *walk) oddMissing(i int32, in *nodes.Input) {
	switch in.Kind {
	case nodes.KindAutogrow:
		for k, name := range in.Grow.Names {
			if k < in.Grow.Min && in.Grow.Template.Required {
				w.missing(i, &in.Grow.Template, in.Name+"."+name)
			}
		}
	case nodes.KindDynamicCombo, nodes.KindDynamicSlot, nodes.KindDynamicGroup:
	default:
		if in.Required {
			w.missing(i, in, in.Name)
		}
	}
}
