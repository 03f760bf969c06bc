// Package drift says how the platform's definition of a workflow or app
// differs from the one that was kept, and which requests that breaks.
package drift

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Kind is what happened; each is a key of the message catalogs
// (drift.<kind>).
type Kind string

// The kinds.
const (
	NodeGone      Kind = "node-gone"
	NodeNew       Kind = "node-new"
	NodeMoved     Kind = "node-moved" // the same class and title under another id
	ClassChanged  Kind = "class-changed"
	TitleChanged  Kind = "title-changed"
	FieldGone     Kind = "field-gone"
	FieldNew      Kind = "field-new"
	FieldRenamed  Kind = "field-renamed"
	TypeChanged   Kind = "type-changed"
	LinkChanged   Kind = "link-changed"
	ChoiceRemoved Kind = "choice-removed"
	ChoiceAdded   Kind = "choice-added"
	RangeChanged  Kind = "range-changed"
	ValueChanged  Kind = "value-changed"
)

// Change is one difference.
type Change struct {
	Kind Kind
	// Node is the node's id and Title its title or class; Field is the field,
	// "" for what concerns the node.
	Node, Title, Field string
	// Old and New are what it was and is: an id, a name, a class, a type, a
	// value or a choice.
	Old, New string
}

// Compare lists the differences in the order of the old definition; what is
// new follows in the order of the new one.
func Compare(before, after *workflow.Definition) []Change {
	c := comparison{before: before, after: after}
	moved := c.moved()
	for i := range before.Nodes {
		n := &before.Nodes[i]
		m, ok := after.Node(n.ID)
		if to := moved[n.ID]; to != "" {
			c.add(Change{Kind: NodeMoved, Node: n.ID, Title: title(n), Old: n.ID, New: to})
			m, ok = after.Node(to)
		} else if !ok {
			c.add(Change{Kind: NodeGone, Node: n.ID, Title: title(n), Old: n.Class})
		}
		if ok {
			c.node(n, m)
		}
	}
	taken := map[string]bool{}
	for _, id := range moved {
		taken[id] = true
	}
	for i := range after.Nodes {
		n := &after.Nodes[i]
		if _, ok := before.Node(n.ID); !ok && !taken[n.ID] {
			c.add(Change{Kind: NodeNew, Node: n.ID, Title: title(n), New: n.Class})
		}
	}
	return c.changes
}

type comparison struct {
	before, after *workflow.Definition
	changes       []Change
}

func (c *comparison) add(ch Change) { c.changes = append(c.changes, ch) }

func title(n *workflow.Node) string {
	if n.Title != "" {
		return n.Title
	}
	return n.Class
}

// moved finds nodes whose id alone changed: exactly one went and exactly one
// came with the same class, title and field names.
func (c *comparison) moved() map[string]string {
	face := func(n *workflow.Node) string {
		var b strings.Builder
		b.WriteString(n.Class + "\x00" + n.Title)
		for i := range n.Fields {
			b.WriteString("\x00" + n.Fields[i].Name)
		}
		return b.String()
	}
	lonely := func(d, other *workflow.Definition) map[string]string {
		ids := map[string]string{}
		for i := range d.Nodes {
			n := &d.Nodes[i]
			if _, ok := other.Node(n.ID); ok {
				continue
			}
			f := face(n)
			if _, twice := ids[f]; twice {
				ids[f] = ""
				continue
			}
			ids[f] = n.ID
		}
		return ids
	}
	came := lonely(c.after, c.before)
	out := map[string]string{}
	for f, id := range lonely(c.before, c.after) {
		if id != "" && came[f] != "" {
			out[id] = came[f]
		}
	}
	return out
}

func (c *comparison) node(n, m *workflow.Node) {
	at := Change{Node: n.ID, Title: title(n)}
	if n.Class != m.Class {
		at.Kind, at.Old, at.New = ClassChanged, n.Class, m.Class
		c.add(at)
	} else if n.Title != m.Title {
		at.Kind, at.Old, at.New = TitleChanged, n.Title, m.Title
		c.add(at)
	}
	var gone, came []*workflow.Field
	for i := range n.Fields {
		f := &n.Fields[i]
		if g, ok := m.Field(f.Name); ok {
			c.field(n, f, g)
		} else {
			gone = append(gone, f)
		}
	}
	for i := range m.Fields {
		if _, ok := n.Field(m.Fields[i].Name); !ok {
			came = append(came, &m.Fields[i])
		}
	}
	renamed := map[*workflow.Field]bool{}
	for _, f := range gone {
		ch := Change{Kind: FieldGone, Node: n.ID, Title: title(n), Field: f.Name, Old: f.Name}
		if g := heir(f, gone, came); g != nil {
			renamed[g] = true
			ch.Kind, ch.New = FieldRenamed, g.Name
			c.add(ch)
			c.field(n, f, g)
			continue
		}
		c.add(ch)
	}
	for _, g := range came {
		if !renamed[g] {
			c.add(Change{Kind: FieldNew, Node: n.ID, Title: title(n), Field: g.Name, New: g.Name})
		}
	}
}

// heir finds the field that a field was renamed to: the only new one of its
// type, when the field is the only one of that type that went.
func heir(f *workflow.Field, gone, came []*workflow.Field) *workflow.Field {
	alike := func(list []*workflow.Field) (out []*workflow.Field) {
		for _, g := range list {
			if g.TypeName() == f.TypeName() {
				out = append(out, g)
			}
		}
		return out
	}
	if came = alike(came); len(came) == 1 && len(alike(gone)) == 1 {
		return came[0]
	}
	return nil
}

func (c *comparison) field(n *workflow.Node, f, g *workflow.Field) {
	at := Change{Node: n.ID, Title: title(n), Field: f.Name}
	add := func(k Kind, before, after string) {
		at.Kind, at.Old, at.New = k, before, after
		c.add(at)
	}
	if f.Link || g.Link {
		if !f.Link || !g.Link || !same(f.Value, g.Value) {
			add(LinkChanged, clip(f.Value), clip(g.Value))
		}
		return
	}
	if a, b := f.TypeName(), g.TypeName(); a != b {
		add(TypeChanged, a, b)
	}
	if f.Kind == workflow.Choice && g.Kind == workflow.Choice {
		old, now := indexes(f), indexes(g)
		for _, o := range f.Options {
			if !now[o.Index] {
				add(ChoiceRemoved, o.Index, "")
			}
		}
		for _, o := range g.Options {
			if !old[o.Index] {
				add(ChoiceAdded, "", o.Index)
			}
		}
	}
	if f.Range() != g.Range() {
		add(RangeChanged, f.Range(), g.Range())
	}
	if !same(f.Value, g.Value) {
		add(ValueChanged, clip(f.Value), clip(g.Value))
	}
}

func indexes(f *workflow.Field) map[string]bool {
	m := map[string]bool{}
	for _, o := range f.Options {
		m[o.Index] = true
	}
	return m
}

// same compares two values as JSON: the order of keys and whitespace do not
// count, digits of numbers do.
func same(a, b jsondoc.Value) bool {
	if a.Kind() != b.Kind() || a.Len() != b.Len() {
		return false
	}
	switch a.Kind() {
	case jsondoc.Object:
		others := map[string]jsondoc.Value{}
		for m := range b.Members() {
			others[m.Key()] = m.Value
		}
		for m := range a.Members() {
			if w, ok := others[m.Key()]; !ok || !same(m.Value, w) {
				return false
			}
		}
		return true
	case jsondoc.Array:
		var others []jsondoc.Value
		for _, e := range b.Elements() {
			others = append(others, e)
		}
		for i, e := range a.Elements() {
			if !same(e, others[i]) {
				return false
			}
		}
		return true
	}
	return a.Text() == b.Text()
}

// longest is how much of a value a change shows, in characters.
const longest = 60

func clip(v jsondoc.Value) string {
	text := strings.Join(strings.Fields(v.Text()), " ")
	if r := []rune(text); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return text
}
