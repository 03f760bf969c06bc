// Package tables is tied to a workflow by the configuration.
package tables

type item struct {
	NodeID     string `json:"nodeId"`
	FieldName  string `json:"fieldName"`
	FieldValue any    `json:"fieldValue"`
}

type builder struct{ list []item }

func (b *builder) set(id, field string, value any) *builder {
	b.list = append(b.list, item{NodeID: id, FieldName: field, FieldValue: value})
	return b
}

// Build goes by a method that is told the node.
func Build(text string) []item {
	b := &builder{}
	b.set("6", "text", text).
		set("90", "text", text). // want `has no node "90"`
		set("3", "sed", text)    // want `has no field "sed"`
	for id, v := range map[string]any{"3": 1, "91": 2} { // want `has no node "91"`
		b.set(id, "seed", v)
	}
	return b.list
}

// Open is told its node from outside of the package; the field alone says nothing.
func Open(id string) item { return item{NodeID: id, FieldName: "x"} }

// Half knows its node, and its callers the field.
func Half(field string) item {
	return item{NodeID: "92", FieldName: field} // want `has no node "92"`
}
