// Package workflow reads the definition that a request is checked against: an
// API-format graph, a saved getJsonApiFormat answer, or a saved apiCallDemo
// answer. Sources: runninghub-api.md §2.4 and §2.5, live-answers.md
// "Definitions".
package workflow

import (
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Definition is one workflow or AI app. It is immutable and safe for
// concurrent use.
type Definition struct {
	// Name is the file it was read from, for messages.
	Name string
	// ID is the workflowId or webappId where the source says, else "".
	ID string
	// App says that it comes from apiCallDemo: it lists the fields an AI app
	// exposes, not the whole graph.
	App bool
	// Title is the app's name where the source says, else "".
	Title string
	// Nodes in document order.
	Nodes []Node
	// Graph is the API-format object ({nodeId: {class_type, inputs}}); missing
	// for an App whose workflow is not known.
	Graph jsondoc.Value

	byID map[string]int
	// others are those of the same file; see Of.
	others []*Definition
}

// Node is one node of a definition.
type Node struct {
	ID    string
	Class string // class_type, or an app's nodeName
	Title string // _meta.title
	// Fields are the keys of `inputs`, or an app's exposed fields, in order.
	Fields []Field
	// Value is the node's object in the definition; missing for an App.
	Value jsondoc.Value
	// Place is where the definition names the node: its key in a graph, the
	// first nodeId in an App.
	Place jsondoc.Value

	byName map[string]int
}

// Field is one input of a node.
type Field struct {
	Name string
	// Value is the author's value, taken out of its {"__value__": …} wrapper;
	// missing when an app does not show it.
	Value jsondoc.Value
	// Place is where the definition names the field: its key in a graph, the
	// value of fieldName in an App.
	Place jsondoc.Value
	// Link says that the value is a connection such as ["4", 0].
	Link bool
	// Kind is what the field takes. Guessed says that nothing declares it and it
	// is the kind of the author's value: where that is a placeholder, which only
	// the caller can know, it says nothing.
	Kind    Kind
	Guessed bool
	// Type is the fieldType of an app's field (IMAGE, LIST, …), else "".
	Type string
	// Options are the values a LIST field accepts, of which Index is what is
	// sent; nil when open.
	Options []struct{ Index, Name, Description string }
	// Min and Max bound a number when the source says so.
	Min, Max *float64
	// Description is an app's words for the field.
	Description string

	accepted map[string]bool // the options, canonical, where they are many
}

// Node returns the node with an id, case and whitespace must match.
func (d *Definition) Node(id string) (*Node, bool) {
	i, ok := d.byID[id]
	if !ok {
		return nil, false
	}
	return &d.Nodes[i], true
}

// fewFields is up to where walking a node's fields beats a map.
const fewFields = 12

// Field returns the field with a name, case must match.
func (n *Node) Field(name string) (*Field, bool) {
	if n.byName != nil {
		i, ok := n.byName[name]
		if !ok {
			return nil, false
		}
		return &n.Fields[i], true
	}
	for i := range n.Fields {
		if n.Fields[i].Name == name {
			return &n.Fields[i], true
		}
	}
	return nil, false
}

// Position is the place of a value of the definition in its file: for values
// inside data.prompt, which is JSON in a string, the place in the answer's
// file. It is the zero Position for a missing value.
func (d *Definition) Position(v jsondoc.Value) jsondoc.Position {
	if !v.Exists() {
		return jsondoc.Position{}
	}
	return v.Document().Position(v.Span().Start)
}
