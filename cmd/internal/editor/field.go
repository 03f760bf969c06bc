package editor

import (
	"encoding/json"
	"strings"

	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// field is what is known of an input of a node: from the definition, from the
// node definitions, or from both.
type field struct {
	node  *workflow.Node
	own   *workflow.Field
	input *nodes.Input
}

func (p *Project) input(class, name string) *nodes.Input {
	if p.Catalog == nil {
		return nil
	}
	c, ok := p.Catalog.Class(class)
	if !ok || c.Err != nil {
		return nil
	}
	in, _ := c.Input(name)
	return in
}

// typeName is what the field takes.
func (f *field) typeName() string {
	switch {
	case f.own != nil && f.own.Type != "":
		return f.own.Type
	case f.input != nil && (f.input.Type.Name != "" || f.input.Type.IsList()):
		return f.input.Type.String()
	case f.own != nil:
		return f.own.TypeName()
	}
	return ""
}

// span is the range of a number, "" where it has none.
func (f *field) span() string {
	if f.own != nil && f.own.Range() != "" {
		return f.own.Range()
	}
	if f.input == nil {
		return ""
	}
	low, high := "", ""
	if js := f.input.Min.JSON(); js.Exists() {
		low = string(js.Raw())
	}
	if js := f.input.Max.JSON(); js.Exists() {
		high = string(js.Raw())
	}
	if low == "" && high == "" {
		return ""
	}
	return low + ".." + high
}

// choice is a value that the field takes, as text and as JSON.
type choice struct{ text, json, about string }

// choices are the values that the field takes; nil where others may be taken
// that nobody lists.
func (f *field) choices() []choice {
	if f.own != nil && len(f.own.Options) > 0 {
		return f.options()
	}
	if f.input != nil && f.input.Choices != nil && !f.input.Open {
		return f.listed()
	}
	if f.own != nil && f.own.Kind == workflow.Boolean && !f.own.Guessed || f.input != nil && f.input.Kind == nodes.KindBoolean {
		return []choice{{"true", "true", ""}, {"false", "false", ""}}
	}
	return nil
}

// options are the choices that an app lists.
func (f *field) options() (out []choice) {
	for _, o := range f.own.Options {
		about := o.Name
		if about == o.Index {
			about = o.Description
		}
		out = append(out, choice{o.Index, quoted(o.Index), about})
	}
	return out
}

// listed are the choices that the node definitions list.
func (f *field) listed() (out []choice) {
	all := f.input.Choices
	for _, t := range all.Texts(all.Len()) {
		js := quoted(t)
		if !all.HasText([]byte(t)) {
			if v, ok := all.EqualText(t); ok && v.JSON().Exists() {
				js = string(v.JSON().Raw())
			}
		}
		out = append(out, choice{t, js, ""})
	}
	return out
}

// current is the value in the definition as JSON, "" where none is known.
func (f *field) current() string {
	if f.own == nil || !f.own.Value.Exists() || f.own.Link {
		return ""
	}
	return string(f.own.Value.Raw())
}

// line is the field in a few words.
func (f *field) line() string {
	parts := []string{}
	for _, s := range []string{f.typeName(), f.span()} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

func quoted(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string does not fail
	return strings.TrimSuffix(b.String(), "\n")
}

// fieldOf is the field that an item of a list sets.
func (r *Region) fieldOf(p *Project, item *tree) *field {
	def := r.definition(p, item)
	if def == nil {
		return &field{}
	}
	node, ok := def.Node(r.value(item, "nodeId"))
	if !ok {
		return &field{}
	}
	f := &field{node: node}
	name := r.value(item, "fieldName")
	if own, ok := node.Field(name); ok {
		f.own = own
		f.input = p.input(node.Class, name)
	}
	return f
}

func (r *Region) value(n *tree, key string) string { return n.get(r.src, key).text(r.src) }

// inputOf is the field that an input of a prompt's node is.
func (r *Region) inputOf(p *Project, node *tree, name string) *field {
	return &field{input: p.input(r.value(node, "class_type"), name)}
}
