package request

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// node is the part of a schema that the fast walk understands, made from the
// schema file itself so that the two cannot drift.
type node struct {
	types    uint16 // bits by jsondoc.Kind, and integerType
	any      bool   // no type was given
	names    []string
	props    []*node
	required uint64 // bits by index in names
	closed   bool
	rest     *node // additionalProperties as a schema
	items    *node
	minItems int
	minProps int
	nonBlank bool
	enum     []jsondoc.Value
	min, max *float64
	// opaque marks a keyword this walk does not know: it accepts nothing.
	opaque bool
}

const integerType = 1 << 15

func kindBit(name string) uint16 {
	switch name {
	case "null":
		return 1 << jsondoc.Null
	case "boolean":
		return 1 << jsondoc.Bool
	case "number":
		return 1 << jsondoc.Number
	case "string":
		return 1 << jsondoc.String
	case "array":
		return 1 << jsondoc.Array
	case "object":
		return 1 << jsondoc.Object
	case "integer":
		return integerType
	}
	return 0
}

// maxNesting is deeper than any schema here; a cycle of references is opaque.
const maxNesting = 16

func compileNode(d *jsondoc.Document, v jsondoc.Value, depth int) *node {
	n := &node{any: true}
	if depth > maxNesting {
		return &node{opaque: true}
	}
	for m := range v.Members() {
		switch key := m.Key(); key {
		case "$schema", "title", "description", "default", "definitions":
		case "$ref":
			return compileNode(d, d.At(strings.TrimPrefix(m.Value.Text(), "#")), depth+1)
		case "type":
			n.any = false
			for _, t := range texts(m.Value) {
				n.types |= kindBit(t)
			}
		case "properties":
			for p := range m.Value.Members() {
				n.names = append(n.names, p.Key())
				n.props = append(n.props, compileNode(d, p.Value, depth+1))
			}
		case "required":
			// The names of the properties must be known first.
		case "additionalProperties":
			if m.Value.Is(jsondoc.Object) {
				n.rest = compileNode(d, m.Value, depth+1)
			} else {
				n.closed = !m.Value.True()
			}
		case "items":
			n.items = compileNode(d, m.Value, depth+1)
		case "minItems":
			n.minItems, _ = strconv.Atoi(m.Value.Text())
		case "minProperties":
			n.minProps, _ = strconv.Atoi(m.Value.Text())
		case "pattern":
			n.nonBlank = true
			n.opaque = n.opaque || !m.Value.EqualText(`\S`)
		case "enum":
			for _, e := range m.Value.Elements() {
				n.enum = append(n.enum, e)
			}
		case "minimum", "maximum":
			f, err := strconv.ParseFloat(m.Value.Text(), 64)
			n.opaque = n.opaque || err != nil
			if key == "minimum" {
				n.min = &f
			} else {
				n.max = &f
			}
		default:
			n.opaque = true
		}
	}
	for _, r := range v.Get("required").Elements() {
		found := false
		for i, name := range n.names {
			if r.EqualText(name) && i < 64 {
				n.required |= 1 << i
				found = true
			}
		}
		n.opaque = n.opaque || !found
	}
	return n
}

// quickly reports whether the schema of kind k accepts v, at the cost of a walk
// over the bytes. false means only that the schema must be asked.
func quickly(k endpoint.Kind, v jsondoc.Value) bool {
	e, ok := entries()[k]
	if !ok || !v.Exists() {
		return false
	}
	if k == endpoint.Prompt {
		return acceptsPrompt(v)
	}
	return e.fast().accepts(v)
}

// acceptsPrompt is the fast walk of prompt.schema.json, which needs a
// condition: an object with a prompt that is not a node itself is ComfyUI's
// request, anything else the graph.
func acceptsPrompt(v jsondoc.Value) bool {
	if p := v.Get("prompt"); p.Is(jsondoc.Object) && !p.Get("class_type").Exists() {
		for _, name := range []string{"client_id", "prompt_id", "extra_data"} {
			want := jsondoc.String
			if name == "extra_data" {
				want = jsondoc.Object
			}
			if x := v.Get(name); x.Exists() && !x.Is(want) {
				return false
			}
		}
		v = p
	}
	if !v.Is(jsondoc.Object) || v.Len() == 0 {
		return false
	}
	for m := range v.Members() {
		meta := m.Value.Get("_meta")
		if !m.Value.Get("class_type").Is(jsondoc.String) || !m.Value.Get("inputs").Is(jsondoc.Object) || meta.Exists() && !meta.Is(jsondoc.Object) {
			return false
		}
	}
	return true
}

func (n *node) accepts(v jsondoc.Value) bool {
	if n.opaque {
		return false
	}
	kind := v.Kind()
	if !n.any && n.types&(1<<kind) == 0 && !(kind == jsondoc.Number && n.types&integerType != 0 && plainInteger(v.Raw())) {
		return false
	}
	if len(n.enum) > 0 && !n.inEnum(v) {
		return false
	}
	switch kind {
	case jsondoc.String:
		return !n.nonBlank || notBlank(v)
	case jsondoc.Number:
		return n.inRange(v)
	case jsondoc.Array:
		if v.Len() < n.minItems {
			return false
		}
		if n.items == nil {
			return true
		}
		for _, e := range v.Elements() {
			if !n.items.accepts(e) {
				return false
			}
		}
	case jsondoc.Object:
		return n.acceptsObject(v)
	}
	return true
}

func (n *node) acceptsObject(v jsondoc.Value) bool {
	if v.Len() < n.minProps {
		return false
	}
	seen := uint64(0)
members:
	for m := range v.Members() {
		for i, name := range n.names {
			if m.KeyIs(name) {
				if !n.props[i].accepts(m.Value) {
					return false
				}
				seen |= 1 << (i & 63)
				continue members
			}
		}
		if n.closed || n.rest != nil && !n.rest.accepts(m.Value) {
			return false
		}
	}
	return seen&n.required == n.required
}

func (n *node) inEnum(v jsondoc.Value) bool {
	for _, e := range n.enum {
		if e.Kind() == v.Kind() && e.Kind() != jsondoc.Number && e.Text() == v.Text() {
			return true
		}
	}
	return false
}

func (n *node) inRange(v jsondoc.Value) bool {
	if n.min == nil && n.max == nil {
		return true
	}
	f, err := strconv.ParseFloat(v.Text(), 64)
	return err == nil && (n.min == nil || f >= *n.min) && (n.max == nil || f <= *n.max)
}

// plainInteger reports whether a number literal is digits alone; 1e3 and 1.0 are
// integers for JSON Schema too, but not worth the care here.
func plainInteger(raw []byte) bool { return !bytes.ContainsAny(raw, ".eE") }

// notBlank is the pattern \S: RE2's \s is ASCII whitespace.
func notBlank(v jsondoc.Value) bool {
	return strings.IndexFunc(v.Text(), func(r rune) bool { return r >= utf8.RuneSelf || !unicode.IsSpace(r) }) >= 0
}
