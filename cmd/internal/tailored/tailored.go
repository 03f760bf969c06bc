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

// longestDefault is the size in bytes up to which the author's value is given
// as what an editor fills in.
const longestDefault = 120

// value is the schema of a field's fieldValue.
func (g *generator) value(n *workflow.Node, f *workflow.Field) object {
	out := g.accepts(n, f)
	value := compact(f.Value)
	scalar := f.Value.Is(jsondoc.String) || f.Value.Is(jsondoc.Number) || f.Value.Is(jsondoc.Bool)
	if !scalar || len(value) > longestDefault {
		return out
	}
	return object{{"default", value}, {"allOf", []any{out}}}
}

func (g *generator) accepts(n *workflow.Node, f *workflow.Field) object {
	if f.Kind == workflow.Choice {
		return g.options(n, f)
	}
	if f.Value.Is(jsondoc.Array) {
		return g.ref("notNull", object{{"not", object{{"type", "null"}}}})
	}
	in := ownInput(f)
	known := false
	if g.o.Input != nil {
		if got, ok := g.o.Input(n.Class, f.Name); ok && got.Kind != Any {
			in, known = got, true
		}
	}
	switch in.Kind {
	case Choice:
		return g.choices(n, f, in)
	case Int, Float:
		return g.number(f, in, known)
	case Name:
		if f.Value.Is(jsondoc.String) {
			return object{{"type", "string"}}
		}
	case Boolean:
		if !known {
			return g.boolean()
		}
	case Text:
		if !known {
			return g.text()
		}
	}
	// ComfyUI makes text of whatever a STRING gets, and true or false of what
	// a BOOLEAN gets (validate-prompt.md §3.4).
	return g.anything()
}

// ownInput is what a field's definition says of it.
func ownInput(f *workflow.Field) Input {
	in := Input{Kind: ownKind(f)}
	if f.Min != nil {
		in.Min = number(*f.Min)
	}
	if f.Max != nil {
		in.Max = number(*f.Max)
	}
	return in
}

// ownKind is what a field takes as its definition shows. It is the judgement of
// the nodeinfo-type rule.
func ownKind(f *workflow.Field) Kind {
	if f.Guessed && isPlaceholder(f.Value) {
		return Any
	}
	switch f.Kind {
	case workflow.Number:
		return Float
	case workflow.Boolean:
		return Boolean
	case workflow.Text:
		return Text
	}
	return Any
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// The patterns. Placeholders are those of package placeholder; numbers are
// what Python's float and int read, as ComfyUI coerces them
// (validate-prompt.md §3.4).
const (
	floatPattern = `^\s*[+-]?(([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9][0-9_]*)([eE][+-]?[0-9]+)?|[iI][nN][fF]([iI][nN][iI][tT][yY])?|[nN][aA][nN])\s*$`
	intPattern   = `^\s*[+-]?[0-9]+(_[0-9]+)*\s*$`
	boolPattern  = `^\s*([tT][rR][uU][eE]|[fF][aA][lL][sS][eE])\s*$`
)

var (
	floatText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(floatPattern) })
	intText   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(intPattern) })
)

var placeholderPatterns = []string{
	`^\s*\$\{[^{}]+\}\s*$`,
	`^\s*\{\{[^{}]*\}\}\s*$`,
	`^\s*<[^<>]+>\s*$`,
	`^%[A-Za-z_][A-Za-z0-9_.\-]*%$`,
	`^\$[A-Za-z_][A-Za-z0-9_]*$`,
}

var placeholders = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(strings.Join(placeholderPatterns, "|"))
})

func isPlaceholder(v jsondoc.Value) bool {
	return v.Is(jsondoc.String) && placeholders().MatchString(v.Text())
}

// portable reports whether an expression means the same to Go and to JavaScript.
func portable(expr string) bool {
	for _, odd := range []string{"(?", `\A`, `\z`, `\Q`, `\C`, `\p`, `\P`, "[[:", `\a`, `\x{`} {
		if strings.Contains(expr, odd) {
			return false
		}
	}
	_, err := regexp.Compile(expr)
	return err == nil
}

// placeholder accepts a mark for any value.
func (g *generator) placeholder() object {
	all := placeholderPatterns
	for _, p := range g.o.Placeholders {
		if portable(p) {
			all = append(all[:len(all):len(all)], "^(?:"+p+")$")
		}
	}
	return g.ref("placeholder", object{{"type", "string"}, {"pattern", strings.Join(all, "|")}})
}

// wrapped accepts {"__value__": …}, the way to give a list as a value.
func (g *generator) wrapped() object {
	return g.ref("wrapped", object{{"type", "object"}, {"required", []any{"__value__"}}, {"properties", object{{"__value__", object{}}}}})
}

func (g *generator) anyOf(name string, branches ...object) object {
	list := []any{}
	for _, b := range append(branches, g.placeholder(), g.wrapped()) {
		list = append(list, b)
	}
	return g.ref(name, object{{"anyOf", list}})
}

func (g *generator) number(f *workflow.Field, in Input, known bool) object {
	num := object{{"type", "number"}}
	if in.Min != "" {
		num = num.with(bound(in, "minimum", "exclusiveMinimum"))
	}
	if in.Max != "" {
		num = num.with(bound(in, "maximum", "exclusiveMaximum"))
	}
	pattern, name, re := floatPattern, "number", floatText()
	if known && in.Kind == Int {
		pattern, name, re = intPattern, "integer", intText()
	}
	branches := []object{num, {{"type", "string"}, {"pattern", pattern}}}
	// What the author saved ran on the platform, whatever is written here.
	if oddNumber(f, in, known, re) {
		branches = append(branches, object{{"enum", []any{own(f)}}})
	}
	if list := in.truths(); known && len(list) > 0 {
		branches = append(branches, object{{"enum", list}})
	}
	return g.anyOf(name, branches...)
}

// oddNumber reports whether the author's own value is not one that the schema
// of the field would accept.
func oddNumber(f *workflow.Field, in Input, known bool, text *regexp.Regexp) bool {
	switch f.Value.Kind() {
	case jsondoc.String:
		return !text.MatchString(f.Value.Text())
	case jsondoc.Object:
		return true
	case jsondoc.Number:
		n, err := strconv.ParseFloat(f.Value.Text(), 64)
		return err != nil || !in.holds(n)
	case jsondoc.Bool:
		return !known || !in.holds(map[bool]float64{true: 1}[f.Value.True()])
	}
	return false
}

// truths are the booleans within the bounds: true is 1 to ComfyUI, and is
// compared like it.
func (in *Input) truths() []any {
	list := []any{}
	for i, b := range []bool{false, true} {
		if in.holds(float64(i)) {
			list = append(list, b)
		}
	}
	return list
}

// own is the author's value.
func own(f *workflow.Field) raw {
	if f.Value.Is(jsondoc.String) {
		return raw(quote(f.Value.Text()))
	}
	return compact(f.Value)
}

// holds reports whether a number is within the bounds.
func (in *Input) holds(n float64) bool {
	low, err := strconv.ParseFloat(in.Min, 64)
	if err == nil && n < low {
		return false
	}
	high, err := strconv.ParseFloat(in.Max, 64)
	return err != nil || n <= high
}

// bound gives the keyword and value of a bound. ComfyUI cuts a number for an
// INT down towards zero before it compares: with a minimum of 0 even -0.5
// passes.
func bound(in Input, inclusive, exclusive string) (string, any) {
	text := in.Min
	step := int64(-1)
	if inclusive == "maximum" {
		text, step = in.Max, 1
	}
	n, err := strconv.ParseInt(text, 10, 64)
	const exact = 1 << 53
	if in.Kind == Int && err == nil && n*step >= 0 && n < exact && n > -exact {
		return exclusive, raw(strconv.FormatInt(n+step, 10))
	}
	return inclusive, raw(text)
}

func (g *generator) boolean() object {
	return g.anyOf("boolean", object{{"type", "boolean"}}, object{{"type", "string"}, {"pattern", boolPattern}}, object{{"type", "number"}})
}

func (g *generator) text() object {
	return g.anyOf("text", object{{"type", "string"}}, object{{"type", "number"}}, object{{"type", "boolean"}})
}

// anything is what a field of unknown type takes: no null, which the service
// calls JsonNull, and not a list, which ComfyUI treats as a link.
func (g *generator) anything() object {
	return g.ref("scalar", object{{"anyOf", []any{
		object{{"type", "string"}}, object{{"type", "number"}}, object{{"type", "boolean"}}, object{{"type", "object"}},
	}}})
}

// options are the choices of an app's LIST field; a number may be sent for one
// that reads like a number, and the other way round.
func (g *generator) options(n *workflow.Node, f *workflow.Field) object {
	var list []any
	var branches []any
	numeric := []any{}
	seen := map[string]bool{}
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			list = append(list, s)
		}
	}
	for _, o := range f.Options {
		add(o.Index)
		if o.Name != "" && o.Name != o.Index || o.Description != "" {
			branches = append(branches, object{{"const", o.Index}, {"title", o.Name}, {"description", strings.TrimSpace(o.Description)}})
		}
		if v, err := strconv.ParseFloat(o.Index, 64); err == nil {
			numeric = append(numeric, raw(number(v)))
			add(number(v))
			if !strings.Contains(number(v), ".") {
				add(number(v) + ".0")
			}
		}
		if o.Index == "true" || o.Index == "false" {
			numeric = append(numeric, raw(o.Index))
		}
	}
	name := n.Class + "_" + f.Name
	out := []object{}
	if len(branches) == len(f.Options) && len(branches) == len(list) {
		// Editors show the description of each.
		out = append(out, object{{"oneOf", branches}})
	} else {
		out = append(out, object{{"enum", list}})
	}
	if len(numeric) > 0 {
		out = append(out, object{{"enum", unique(numeric)}})
	}
	return g.anyOf(name, append(out, saved(f, seen)...)...)
}

// saved accepts what the author saved, which ran on the platform, whatever the
// list of options says.
func saved(f *workflow.Field, listed map[string]bool) []object {
	if !f.Value.Exists() || f.Value.Is(jsondoc.Null) || f.Value.Is(jsondoc.String) && listed[f.Value.Text()] {
		return nil
	}
	return []object{{{"enum", []any{own(f)}}}}
}

func unique(list []any) []any {
	seen := map[any]bool{}
	out := []any{}
	for _, v := range list {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// choices are those of a combo in the node definitions. What the author saved
// ran on the platform, whatever this catalog lists.
func (g *generator) choices(n *workflow.Node, f *workflow.Field, in Input) object {
	list := []any{}
	for _, c := range in.Choices {
		list = append(list, raw(c))
	}
	if f.Value.Exists() && !f.Value.Is(jsondoc.Null) {
		list = append(list, own(f))
	}
	return g.anyOf(n.Class+"_"+f.Name, object{{"enum", unique(list)}})
}
