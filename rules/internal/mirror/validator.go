package mirror

import (
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// validation is one call of a class's own validator.
type validation struct {
	w     *walk
	node  int32
	class *nodes.Class
	lives []live
	types []receivedType
}

// validator runs the class's own check of node i, which ComfyUI does even
// when errors were found already. Source: §3.6.
func (w *walk) validator(i int32, lives []live, typesAt int) *exception {
	class := w.g.nodes[i].class
	v := class.Validator
	if len(v.Args) == 0 && !v.Kwargs && !v.InputTypes {
		return nil
	}
	c := validation{w: w, node: i, class: class, lives: lives, types: w.received[typesAt:]}
	if e := c.lacking(); e != nil {
		return e
	}
	result := c.body()
	switch result.verdict {
	case bodyOpen:
		c.leaveOpen(result.input)
	case bodyRaises:
		if result.input == nil {
			return w.raiseAt(i, result.cause, result.name)
		}
		return raise(result.cause, result.input.in, result.input.name, result.input.value)
	case bodyFails:
		c.fail(result)
	}
	return nil
}

// find is the live input with a name and a value, nil when there is none.
func (c *validation) find(name string) *live {
	for k := range c.lives {
		if c.lives[k].name == name && c.lives[k].value.Exists() {
			return &c.lives[k]
		}
	}
	return nil
}

// hidden reports whether the server fills an argument in.
func (c *validation) hidden(name string) bool {
	return !c.class.V3 && slices.Contains(c.class.Hidden, name)
}

// lacking is the exception of calling the validator without an argument that
// has no default.
func (c *validation) lacking() *exception {
	v := c.class.Validator
	for _, name := range v.Required {
		if name == "input_types" && v.InputTypes || c.hidden(name) || c.find(name) != nil {
			continue
		}
		e := c.w.raiseAt(c.node, CauseArgument, name)
		e.def, _ = c.class.Input(name)
		return e
	}
	return nil
}

// leaveOpen notes that the verdict is not known; it rests on an input, or on
// the validator as a whole.
func (c *validation) leaveOpen(input *live) {
	o := Open{Kind: OpenValidator, Node: c.w.g.id(c.node), Name: c.class.Name, At: c.w.g.nodes[c.node].value, index: c.node}
	if input != nil {
		o.Kind, o.Input, o.Name, o.At = OpenFile, input.name, input.value.Text(), input.value
	}
	c.w.open = append(c.w.open, o)
}

// passes reports whether a validator gets a live input. Newer releases pass what
// a dynamic input brings to one that names the input. Source: "Changes since
// v0.26.0" (e).
func (c *validation) passes(name string) bool {
	v := c.class.Validator
	if v.Kwargs || slices.Contains(v.Args, name) {
		return true
	}
	parent, _, dynamic := strings.Cut(name, ".")
	return dynamic && !c.w.opt.Version.before(versionArguments) && slices.Contains(v.Args, parent)
}

// fail notes one error per argument that was passed. Newer releases leave one
// where there was none. Source: §3.6; "Changes since v0.26.0" (e).
func (c *validation) fail(r bodyResult) {
	v, before := c.class.Validator, len(c.w.problems)
	for k := range c.lives {
		l := &c.lives[k]
		if l.value.Exists() && c.passes(l.name) {
			c.failArgument(r, l.name, l.value)
		}
	}
	if v.InputTypes {
		var at jsondoc.Value
		if r.input != nil {
			at = r.input.value
		}
		c.failArgument(r, "input_types", at)
	}
	for _, name := range c.class.Hidden {
		if c.hidden(name) && v.Names(name) && c.find(name) == nil {
			c.failArgument(r, name, jsondoc.Value{})
		}
	}
	if len(c.w.problems) == before && !c.w.opt.Version.before(versionArguments) {
		n := &c.w.g.nodes[c.node]
		c.w.add(c.node, Problem{Type: TypeCustom, Cause: r.cause, At: n.value, Key: n.id})
	}
}

func (c *validation) failArgument(r bodyResult, name string, at jsondoc.Value) {
	p := Problem{Type: TypeCustom, Cause: r.cause, Input: name, HasInput: true, At: at}
	if r.input != nil {
		p.Culprit, p.Def, p.Value = r.input.name, r.input.in, python.Of(r.input.value)
	}
	if !at.Exists() {
		p.At, p.Key = c.w.g.nodes[c.node].value, c.w.g.nodes[c.node].id
	}
	c.w.add(c.node, p)
}

// argument is what a validator gets for a live input: a link arrives as None,
// a literal as the check of inputs left it.
func argument(l *live) python.Value {
	if isLink(l.value) {
		return python.Value{}
	}
	if l.value.Is(jsondoc.Array) || l.in == nil {
		return python.Of(l.value)
	}
	v, cause := coerce(l.in, l.value)
	if cause == CauseNone && l.in.Kind == nodes.KindString {
		return v.ToStr()
	}
	return v
}
