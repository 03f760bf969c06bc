// Package skeleton writes requests: from a definition, with every node and field
// that a request may set and the definition's own values, and from what is known
// of an endpoint or a standard model. It describes definitions as well.
package skeleton

import (
	"bytes"
	"encoding/json"

	"github.com/payloadlint/payloadlint/cmd/internal/tailored"
	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

type item struct {
	NodeID     string          `json:"nodeId"`
	FieldName  string          `json:"fieldName"`
	FieldValue json.RawMessage `json:"fieldValue"`
}

// items are the fields of a definition that a request may set, with the
// definition's own values.
func items(def *workflow.Definition) []item {
	out := []item{}
	for i := range def.Nodes {
		n := &def.Nodes[i]
		for k := range n.Fields {
			if value, ok := settable(&n.Fields[k]); ok {
				out = append(out, item{n.ID, n.Fields[k].Name, value})
			}
		}
	}
	return out
}

// settable is the definition's value of a field that a request may set: not a
// connection, not a list, and not a key.
func settable(f *workflow.Field) (value json.RawMessage, ok bool) {
	switch f.Value.Kind() {
	case jsondoc.String, jsondoc.Number, jsondoc.Bool:
	default:
		return nil, false
	}
	raw := f.Value.Raw()
	line := append([]byte(`{"`+f.Name+`":`), raw...)
	if f.Link || !json.Valid(raw) || !bytes.Equal(secret.Text(line).Mask(), line) {
		return nil, false
	}
	return raw, true
}

// Node describes a node that a request may change.
type Node struct {
	ID     string  `json:"nodeId"`
	Class  string  `json:"class,omitempty"`
	Title  string  `json:"title,omitempty"`
	Fields []Field `json:"fields"`
}

// Field describes a field: what it takes, as far as node definitions say, and
// the definition's own value.
type Field struct {
	Name    string            `json:"fieldName"`
	Type    string            `json:"type,omitempty"`
	Value   json.RawMessage   `json:"value,omitempty"`
	Min     string            `json:"min,omitempty"`
	Max     string            `json:"max,omitempty"`
	Choices []json.RawMessage `json:"choices,omitempty"`
	// Open says that the server may have further choices.
	Open bool `json:"open,omitempty"`
}

// mostChoices is how many choices are listed.
const mostChoices = 100

// Describe lists what requests for a definition may change; input looks up node
// definitions, nil without any.
func Describe(def *workflow.Definition, input func(class, field string) (tailored.Input, bool)) []Node {
	out := []Node{}
	for i := range def.Nodes {
		n := &def.Nodes[i]
		node := Node{ID: n.ID, Class: n.Class, Title: n.Title, Fields: []Field{}}
		for k := range n.Fields {
			f := &n.Fields[k]
			if f.Link {
				continue
			}
			shown := Field{Name: f.Name, Type: kindOf(f.Value)}
			shown.Value, _ = settable(f)
			if input != nil {
				if in, ok := input(n.Class, f.Name); ok {
					shown.take(&in)
				}
			}
			node.Fields = append(node.Fields, shown)
		}
		if len(node.Fields) > 0 {
			out = append(out, node)
		}
	}
	return out
}

func kindOf(v jsondoc.Value) string {
	if !v.Exists() {
		return ""
	}
	return v.Kind().String()
}

// take adds what node definitions say.
func (f *Field) take(in *tailored.Input) {
	f.Min, f.Max = in.Min, in.Max
	switch in.Kind {
	case tailored.Int:
		f.Type = "integer"
	case tailored.Float:
		f.Type = "number"
	case tailored.Text:
		f.Type = "string"
	case tailored.Boolean:
		f.Type = "boolean"
	case tailored.Choice:
		f.Type = "choice"
	case tailored.Open, tailored.Name:
		f.Open = true
	case tailored.Any:
	}
	for i, c := range in.Choices {
		if i == mostChoices {
			f.Open = true
			break
		}
		f.Choices = append(f.Choices, json.RawMessage(c))
	}
}

func indented(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(v) // texts and valid JSON do not fail
	return b.Bytes()
}
