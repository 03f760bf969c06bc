// Package tailored makes a JSON Schema for the requests of exactly one
// workflow or AI app: which nodeIds there are, for each its fieldNames, and
// for each of these the type, range and choices that the definition and the
// node definitions give. Editors complete and check requests by it.
//
// The schema says what the rules say: it refuses what a rule finds wrong, as
// far as JSON Schema can express it, and passes what the rules pass, such as
// numbers written as strings and placeholders. It keeps to what validators in
// their strictest settings accept (no unknown keywords, no union types).
package tailored

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Draft is a version of JSON Schema.
type Draft string

// The drafts. Draft-07 is what every editor knows.
const (
	Draft07   Draft = "draft-07"
	Draft2020 Draft = "2020-12"
)

// Drafts lists the drafts, the default first.
func Drafts() []Draft { return []Draft{Draft07, Draft2020} }

// ErrEndpoint says that requests to the endpoint have no nodeInfoList.
var ErrEndpoint = errors.New("requests to this endpoint change no nodes")

// Kind is what an input takes, as node definitions say.
type Kind uint8

// The kinds of inputs.
const (
	Any Kind = iota // nothing is known, or nothing is checked
	Int
	Float
	Text
	Boolean
	Choice
	// Open is an input that is known and whose values are not.
	Open
	// Name is one name of a list that may have more than are known.
	Name
)

// Input is what node definitions say about one input.
type Input struct {
	Kind Kind
	// Min and Max are JSON numbers, "" without a bound.
	Min, Max string
	// Choices are the values of a Choice, as JSON.
	Choices []string
}

// Options say what to make.
type Options struct {
	// Kind is the endpoint; endpoint.Create if empty, or endpoint.AIAppRun for
	// an app.
	Kind endpoint.Kind
	// Draft is Draft07 if empty.
	Draft Draft
	// Base is the endpoint's own schema (draft-07): its other fields are taken
	// over. Without it requests may have any other field.
	Base []byte
	// ID is the workflow's or app's id where the definition does not tell.
	ID string
	// Input looks up node definitions; nil without any.
	Input func(class, field string) (Input, bool)
	// Placeholders are further expressions for values that are filled in
	// later.
	Placeholders []string
	// Text gives the user-facing texts: "node", "field", "connected", "own",
	// "list", "item". nil leaves them out.
	Text func(name string, args map[string]string) string
}

// New makes the schema of def, as indented JSON.
func New(def *workflow.Definition, o Options) ([]byte, error) {
	if o.Kind == endpoint.Unknown {
		o.Kind = endpoint.Create
		if def.App {
			o.Kind = endpoint.AIAppRun
		}
	}
	e, ok := endpoint.Default().Lookup(o.Kind)
	if !ok || !e.NodeInfo {
		return nil, ErrEndpoint
	}
	if o.ID == "" {
		o.ID = def.ID
	}
	g := &generator{o: o, def: def, defs: "definitions", byBody: map[string]string{}, used: map[string]bool{}}
	schemaURI := "http://json-schema.org/draft-07/schema#"
	if o.Draft == Draft2020 {
		g.defs, schemaURI = "$defs", "https://json-schema.org/draft/2020-12/schema"
	}
	head := object{{"$schema", schemaURI}, {"title", strings.TrimSpace(string(o.Kind) + " " + o.ID + " " + def.Title)}}
	list := g.described(object{{"type", "array"}, {"items", g.item()}}, "list", nil)
	var body object
	if o.Kind == endpoint.NodeInfoList {
		body = list
	} else {
		body = g.request(e, list)
	}
	return render(append(head, append(body, member{g.defs, g.shared})...)), nil
}

type generator struct {
	o    Options
	def  *workflow.Definition
	defs string
	// shared are the definitions in the order of their first use.
	shared object
	byBody map[string]string
	used   map[string]bool
}

var unsafeName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^A-Za-z0-9_]+`) })

// ref puts a schema into the shared definitions, once for equal schemas, and
// gives the reference.
func (g *generator) ref(name string, schema object) object {
	line, _ := oneLine(schema, 1<<30)
	at, ok := g.byBody[line]
	if !ok {
		at = strings.Trim(unsafeName().ReplaceAllString(name, "_"), "_")
		if at == "" {
			at = "value"
		}
		for i := 2; g.used[at]; i++ {
			at = strings.TrimRight(at, "0123456789") + strconv.Itoa(i)
		}
		g.used[at], g.byBody[line] = true, at
		g.shared = g.shared.with(at, schema)
	}
	return object{{"$ref", "#/" + g.defs + "/" + at}}
}

// described adds a description to a schema.
func (g *generator) described(s object, name string, args map[string]string) object {
	if g.o.Text == nil {
		return s
	}
	return append(object{{"description", g.o.Text(name, args)}}, s...)
}

// request is the schema of the whole request.
func (g *generator) request(e endpoint.Endpoint, list object) object {
	props := object{}
	out := object{{"type", "object"}}
	seen := map[string]bool{}
	add := func(name string, s any) {
		switch {
		case name == "nodeInfoList":
			s = list
		case name == e.IDField && g.o.ID != "":
			s = g.id()
		}
		seen[name] = true
		props = props.with(name, s)
	}
	closed := false
	var required []any
	if doc, err := jsondoc.Parse("", g.o.Base); err == nil {
		for m := range doc.Root().Get("properties").Members() {
			add(m.Key(), g.base(doc, m.Value, 0))
		}
		for _, r := range doc.Root().Get("required").Elements() {
			required = append(required, r.Text())
		}
		closed = doc.Root().Get("additionalProperties").Is(jsondoc.Bool) && !doc.Root().Get("additionalProperties").True()
	} else if !e.V2 {
		required = append(required, "apiKey", e.IDField)
		add("apiKey", object{{"type", "string"}})
	}
	if !e.V2 && !seen[e.IDField] {
		add(e.IDField, object{})
	}
	if !seen["nodeInfoList"] {
		add("nodeInfoList", nil)
	}
	if required != nil {
		out = out.with("required", required)
	}
	out = out.with("properties", props)
	if closed {
		out = out.with("additionalProperties", false)
	}
	return out
}

// id accepts the id of this workflow, as string or number.
func (g *generator) id() object {
	any := []any{object{{"const", g.o.ID}}}
	if isNumber(g.o.ID) {
		any = append(any, object{{"const", raw(g.o.ID)}})
	}
	return object{{"anyOf", append(any, g.placeholder())}}
}

func isNumber(s string) bool {
	if s == "" || len(s) > 1 && s[0] == '0' || len(s) > 19 {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}

// base copies a schema of the endpoint's own: references are resolved and
// union types split, which strict validators refuse.
func (g *generator) base(doc *jsondoc.Document, v jsondoc.Value, depth int) any {
	const deepest = 16 // deeper than any schema of ours; ends a cycle
	if depth > deepest {
		return object{}
	}
	if r := v.Get("$ref"); r.Is(jsondoc.String) {
		return g.base(doc, doc.At(strings.TrimPrefix(r.Text(), "#")), depth+1)
	}
	if v.Is(jsondoc.Array) {
		list := []any{}
		for _, e := range v.Elements() {
			list = append(list, g.base(doc, e, depth+1))
		}
		return list
	}
	if !v.Is(jsondoc.Object) {
		return compact(v)
	}
	if v.Get("type").Is(jsondoc.Array) {
		return splitUnion(v)
	}
	out := object{}
	for m := range v.Members() {
		out = out.with(m.Key(), g.base(doc, m.Value, depth+1))
	}
	return out
}

// keywordsOf are the keywords that say something about a type only.
var keywordsOf = map[string]string{
	"pattern": "string", "minLength": "string", "maxLength": "string", "format": "string",
	"minimum": "number", "maximum": "number", "exclusiveMinimum": "number", "exclusiveMaximum": "number", "multipleOf": "number",
}

func splitUnion(v jsondoc.Value) object {
	out := object{}
	var branches []any
	for _, t := range v.Get("type").Elements() {
		b := object{{"type", t.Text()}}
		for m := range v.Members() {
			switch key := m.Key(); {
			case key == "enum":
				var list []any
				for _, e := range m.Value.Elements() {
					if e.Kind().String() == t.Text() || e.Is(jsondoc.Number) && t.EqualText("integer") {
						list = append(list, compact(e))
					}
				}
				b = b.with("enum", list)
			case keywordsOf[key] == t.Text() || keywordsOf[key] == "number" && t.EqualText("integer"):
				b = b.with(key, compact(m.Value))
			}
		}
		branches = append(branches, b)
	}
	for m := range v.Members() {
		switch m.Key() {
		case "title", "description", "default":
			out = out.with(m.Key(), compact(m.Value))
		}
	}
	return out.with("anyOf", branches)
}

// item is the schema of one element of nodeInfoList.
func (g *generator) item() object {
	var ids, numbers, cases []any
	for i := range g.def.Nodes {
		n := &g.def.Nodes[i]
		id := object{{"const", n.ID}}
		title := n.Title
		if title == "" {
			title = n.Class
		}
		if title != "" {
			id = id.with("title", title)
		}
		ids = append(ids, append(id, g.described(nil, "node", map[string]string{"class": n.Class, "fields": fieldNames(n)})...))
		is := object{{"const", n.ID}}
		if isNumber(n.ID) {
			numbers = append(numbers, raw(n.ID))
			is = object{{"enum", []any{n.ID, raw(n.ID)}}}
		}
		cases = append(cases, object{
			{"if", object{{"properties", object{{"nodeId", is}}}, {"required", []any{"nodeId"}}}},
			{"then", g.node(n)},
		})
	}
	nodeID := []any{g.placeholder()}
	if len(numbers) > 0 {
		nodeID = append([]any{object{{"enum", numbers}}}, nodeID...)
	}
	if len(ids) > 0 {
		nodeID = append([]any{object{{"oneOf", ids}}}, nodeID...)
	}
	item := object{
		{"type", "object"},
		{"required", []any{"nodeId", "fieldName", "fieldValue"}},
		{"properties", object{
			{"nodeId", object{{"anyOf", nodeID}}},
			{"fieldName", object{{"type", "string"}}},
			{"fieldValue", g.ref("notNull", object{{"not", object{{"type", "null"}}}})},
		}},
	}
	if len(cases) > 0 {
		item = item.with("allOf", cases)
	}
	return g.described(item, "item", nil)
}

func fieldNames(n *workflow.Node) string {
	var names []string
	for i := range n.Fields {
		if !n.Fields[i].Link {
			names = append(names, n.Fields[i].Name)
		}
	}
	return strings.Join(names, ", ")
}

// node says what an item that names the node may say further.
func (g *generator) node(n *workflow.Node) object {
	var names, links, cases []any
	for i := range n.Fields {
		f := &n.Fields[i]
		if f.Link {
			links = append(links, f.Name)
			continue
		}
		value := g.value(n, f)
		name := object{{"const", f.Name}}
		if f.Description != "" {
			name = name.with("description", f.Description)
		}
		names = append(names, name)
		cases = append(cases, object{
			{"if", object{{"properties", object{{"fieldName", object{{"const", f.Name}}}}}, {"required", []any{"fieldName"}}}},
			{"then", object{{"properties", object{{"fieldValue", value}}}}},
		})
	}
	var name []any
	if len(names) > 0 {
		name = append(name, object{{"oneOf", names}})
	}
	if len(links) > 0 {
		// The rules warn of these: the input is cut off from its source.
		name = append(name, g.described(object{{"enum", links}}, "connected", nil))
	}
	out := object{{"properties", object{{"fieldName", object{{"anyOf", append(name, g.placeholder())}}}}}}
	if len(cases) > 0 {
		out = out.with("allOf", cases)
	}
	return out
}
