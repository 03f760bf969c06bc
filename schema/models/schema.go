package models

import (
	"bytes"
	"encoding/json"
)

// media is what a file's address looks like.
const media = `^(https?|asset)://`

// Schema is the JSON Schema (draft-07) of a model's body, indented for people.
// Unknown keys are allowed, as the service is not known to refuse them.
func (m *Model) Schema() []byte {
	properties := make([]member, 0, len(m.Params))
	required := []string{}
	for i := range m.Params {
		p := &m.Params[i]
		properties = append(properties, member{p.Key, p.schema()})
		if p.Required {
			required = append(required, p.Key)
		}
	}
	top := object{
		{"$schema", "http://json-schema.org/draft-07/schema#"},
		{"title", "POST /openapi/v2/" + m.Path},
		{"description", m.Name},
		{"type", "object"},
		{"required", required},
		{"properties", object(properties)},
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(top) // it holds nothing that JSON cannot
	return out.Bytes()
}

// schema is that of one parameter.
func (p *Param) schema() object {
	one := p.scalar()
	switch {
	case p.List:
		one = object{{"type", "array"}, {"items", one}}
	case p.Multiple:
		many := object{{"type", "array"}, {"items", one}}
		if p.MaxInputs > 0 {
			many = append(many, member{"maxItems", p.MaxInputs})
		}
		one = object{{"anyOf", []object{one, many}}}
	}
	if p.Default != nil && !p.List {
		one = append(one, member{"default", p.Default})
	}
	return one
}

// scalar is the schema of one value. LIST choices are compared as text, so
// that their numbers and booleans are allowed as well.
func (p *Param) scalar() object {
	switch p.Type {
	case typeList:
		return object{{"enum", p.choices()}}
	case typeInt, typeFloat:
		o := object{{"type", map[string]string{typeInt: "integer", typeFloat: "number"}[p.Type]}}
		if p.Min != nil {
			o = append(o, member{"minimum", *p.Min})
		}
		if p.Max != nil {
			o = append(o, member{"maximum", *p.Max})
		}
		return o
	case typeBoolean:
		return object{{"type", "boolean"}}
	case typeImage, typeVideo, typeAudio:
		pattern := media
		if !p.Required {
			pattern = "^$|" + media
		}
		return object{{"type", "string"}, {"pattern", pattern}}
	}
	o := object{{"type", "string"}}
	if p.MaxLength > 0 {
		o = append(o, member{"maxLength", p.MaxLength})
	}
	return o
}

// choices are the options, each as the text it is and as what the text reads as.
func (p *Param) choices() []any {
	out := make([]any, 0, len(p.Options))
	for _, s := range p.Options {
		out = append(out, s)
	}
	for _, s := range p.Options {
		var v any
		if json.Unmarshal([]byte(s), &v) != nil {
			continue
		}
		switch v.(type) {
		case float64, bool:
			out = append(out, json.RawMessage(s))
		}
	}
	return out
}

// member is a key of an object with its value.
type member struct {
	key   string
	value any
}

// object is a JSON object that keeps the order of its keys.
type object []member

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false)
		if err := e.Encode(m.key); err != nil {
			return nil, err
		}
		out.WriteByte(':')
		if err := e.Encode(m.value); err != nil {
			return nil, err
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}
