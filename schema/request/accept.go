package request

import (
	"bytes"
	"slices"
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
	if depth > maxNesting {
		return &node{opaque: true}
	}
	if ref := v.Get("$ref"); ref.Exists() {
		return compileNode(d, d.At(strings.TrimPrefix(ref.Text(), "#")), depth+1)
	}
	n := &node{any: true}
	for m := range v.Members() {
		if compile, ok := keywords[m.Key()]; ok {
			compile(n, m.Value, func(v jsondoc.Value) *node { return compileNode(d, v, depth+1) })
		} else {
			n.opaque = true
		}
	}
	// The names of the properties are known now.
	for _, r := range v.Get("required").Elements() {
		i := slices.IndexFunc(n.names, r.EqualText)
		if i < 0 || i >= 64 {
			n.opaque = true
			continue
		}
		n.required |= 1 << i
	}
	return n
}

// keyword takes over the value of a schema's keyword; sub compiles a schema
// within it.
type keyword func(n *node, v jsondoc.Value, sub func(jsondoc.Value) *node)

func ignored(*node, jsondoc.Value, func(jsondoc.Value) *node) {}

// keywords are those that the walk understands.
var keywords = map[string]keyword{
	"$schema": ignored, "title": ignored, "description": ignored, "default": ignored, "definitions": ignored,
	"required": ignored, // compileNode reads it last
	"type": func(n *node, v jsondoc.Value, _ func(jsondoc.Value) *node) {
		n.any = false
		for _, t := range texts(v) {
			n.types |= kindBit(t)
		}
	},
	"properties": func(n *node, v jsondoc.Value, sub func(jsondoc.Value) *node) {
		for p := range v.Members() {
			n.names = append(n.names, p.Key())
			n.props = append(n.props, sub(p.Value))
		}
	},
	"additionalProperties": func(n *node, v jsondoc.Value, sub func(jsondoc.Value) *node) {
		if v.Is(jsondoc.Object) {
			n.rest = sub(v)
			return
		}
		n.closed = !v.True()
	},
	"items":         func(n *node, v jsondoc.Value, sub func(jsondoc.Value) *node) { n.items = sub(v) },
	"minItems":      func(n *node, v jsondoc.Value, _ func(jsondoc.Value) *node) { n.minItems, _ = strconv.Atoi(v.Text()) },
	"minProperties": func(n *node, v jsondoc.Value, _ func(jsondoc.Value) *node) { n.minProps, _ = strconv.Atoi(v.Text()) },
	"pattern": func(n *node, v jsondoc.Value, _ func(jsondoc.Value) *node) {
		n.nonBlank = true
		n.opaque = n.opaque || !v.EqualText(`\S`)
	},
	"enum": func(n *node, v jsondoc.Value, _ func(jsondoc.Value) *node) {
		for _, e := range v.Elements() {
			n.enum = append(n.enum, e)
		}
	},
	"minimum": func(n *node, v jsondoc.Value, _ func(jsondoc.Value) *node) { n.min = n.bound(v) },
	"maximum": func(n *node, v jsondoc.Value, _ func(jsondoc.Value) *node) { n.max = n.bound(v) },
}

// bound reads a number's limit.
func (n *node) bound(v jsondoc.Value) *float64 {
	f, err := strconv.ParseFloat(v.Text(), 64)
	n.opaque = n.opaque || err != nil
	return &f
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
	if n.opaque || !n.hasType(v) || len(n.enum) > 0 && !n.inEnum(v) {
		return false
	}
	switch v.Kind() {
	case jsondoc.String:
		return !n.nonBlank || notBlank(v)
	case jsondoc.Number:
		return n.inRange(v)
	case jsondoc.Array:
		return n.acceptsArray(v)
	case jsondoc.Object:
		return n.acceptsObject(v)
	}
	return true
}

func (n *node) hasType(v jsondoc.Value) bool {
	kind := v.Kind()
	return n.any || n.types&(1<<kind) != 0 || kind == jsondoc.Number && n.types&integerType != 0 && plainInteger(v.Raw())
}

func (n *node) acceptsArray(v jsondoc.Value) bool {
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
