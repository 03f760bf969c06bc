package nodes

import (
	_ "embed"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Replacement says what a server makes of a class that it does not have any
// more. Source: validate-prompt.md §0.4.
type Replacement struct {
	Old, New string
	// NoMapping says that the replacement has no input mapping: the new node
	// starts without any inputs.
	NoMapping bool
	// Inputs are the new node's inputs: the old input From, or Value when From is
	// "".
	Inputs []struct {
		Name, From string
		Value      jsondoc.Value
	}
	// Slots maps old output slots to new ones; nil leaves them alone.
	Slots map[int]int
}

// factData holds what belongs to no class: the replacement table and the types
// that are only ever connected.
//
//go:embed facts.json
var factData string

type facts struct {
	replacements map[string]*Replacement
	connections  map[string]bool
}

var coreFacts = sync.OnceValue(func() facts {
	out := map[string]*Replacement{}
	connections := map[string]bool{}
	doc, err := jsondoc.Parse("facts", []byte(factData))
	if err != nil {
		return facts{} // only a broken build; a test reads the embedded bytes
	}
	for _, t := range doc.Root().Get("connections").Elements() {
		connections[t.Text()] = true
	}
	for m := range doc.Root().Get("replacements").Members() {
		v := m.Value.Index(0) // the server takes the first
		r := &Replacement{Old: m.Key(), New: v.Get("new_node_id").Text()}
		inputs := v.Get("input_mapping")
		r.NoMapping = !inputs.Is(jsondoc.Array)
		for _, e := range inputs.Elements() {
			r.Inputs = append(r.Inputs, struct {
				Name, From string
				Value      jsondoc.Value
			}{e.Get("new_id").Text(), e.Get("old_id").Text(), e.Get("set_value")})
		}
		if slots := v.Get("output_mapping"); slots.Is(jsondoc.Array) {
			r.Slots = map[int]int{}
			for _, e := range slots.Elements() {
				r.Slots[integer(e.Get("old_idx"))] = integer(e.Get("new_idx"))
			}
		}
		out[r.Old] = r
	}
	return facts{out, connections}
})

// OnlyConnected reports whether inputs of the type can only be connected: an
// output of some built-in class has the type and no editor widget makes one.
func (t Type) OnlyConnected() bool { return coreFacts().connections[t.Name] }

// Replacement returns what takes the place of a class that the catalog does
// not have, if the catalog has the replacement.
func (c *Catalog) Replacement(class string) (*Replacement, bool) {
	r, ok := coreFacts().replacements[class]
	if !ok {
		return nil, false
	}
	if _, has := c.Class(r.New); !has {
		return nil, false
	}
	return r, true
}
