package workflow

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// maxWrapping bounds how many times JSON may be packed into a string: the
// platform packs the graph once, and its schema page shows it packed twice.
const maxWrapping = 3

// Read reads a definition in any form it is saved in: an API-format graph, the
// same under `prompt` (as object or as string), a getJsonApiFormat answer or
// its `data`, an apiCallDemo or webapp detail answer or its `data`, an
// apiCallDemo's bare nodeInfoList or its sample call alone, a list of apps with
// such calls, or a graph in `apiJson` beside its id. The name is for messages.
//
// The error is a *fault.Error; it wraps a *jsondoc.SyntaxError where the bytes
// (or the JSON in a string) are not JSON. What is broken inside a field (its
// fieldData) leaves that field open and is no error.
func Read(name string, data []byte) (*Definition, error) {
	doc, err := jsondoc.Parser{Python: true}.Parse(name, data)
	if err != nil {
		return nil, &fault.Error{Problem: fault.DefinitionUnreadable, Path: name, Err: err}
	}
	return FromValue(name, doc.Root())
}

// FromValue is Read for a value of a document that is already parsed, such as
// the graph that a request carries in its `workflow` field.
func FromValue(name string, v jsondoc.Value) (*Definition, error) {
	r := reader{name: name, d: &Definition{Name: name}}
	if err := r.read(v, false, 0); err != nil {
		return nil, err
	}
	return r.d, nil
}

type reader struct {
	name  string
	d     *Definition
	words map[string]string
}

func (r *reader) wrong(p fault.Problem) error { return &fault.Error{Problem: p, Path: r.name} }

// read tells the forms apart. answer is set below an envelope with code 0,
// where a nodeInfoList cannot be that of a request.
func (r *reader) read(v jsondoc.Value, answer bool, wraps int) error {
	switch v.Kind() {
	case jsondoc.String:
		if wraps == maxWrapping || !looksPacked(v.Text()) {
			return r.wrong(fault.DefinitionOther)
		}
		doc, err := v.Embedded()
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		return r.read(doc.Root(), answer, wraps+1)
	case jsondoc.Array:
		return r.app(v, answer)
	case jsondoc.Object:
		return r.object(v, answer, wraps)
	}
	return r.wrong(fault.DefinitionOther)
}

func (r *reader) object(v jsondoc.Value, answer bool, wraps int) error {
	if isGraph(v) {
		return r.graph(v)
	}
	if code, ok := answerCode(v); ok {
		return r.answer(v, code, wraps)
	}
	if isUI(v) {
		return r.wrong(fault.DefinitionUIFormat)
	}
	if prompt := v.Get("prompt"); packed(prompt) && !prompt.Is(jsondoc.Array) {
		r.identify(v, "workflowId")
		return r.read(prompt, answer, wraps)
	}
	// What the front end hands out beside its own format: {output, workflow}.
	if output := v.Get("output"); isGraph(output) {
		return r.graph(output)
	}
	if list := v.Get("nodeInfoList"); list.Is(jsondoc.Array) && !v.Get("apiKey").Exists() {
		r.identify(v, "webappId")
		r.d.Title = text(v.Get("webappName"))
		return r.app(list, answer)
	}
	if ok, err := r.wrapped(v, wraps); ok {
		return err
	}
	if list := v.Get("inputNodes"); list.Is(jsondoc.Array) {
		r.identify(v, "id")
		r.d.Title = text(v.Get("name"))
		return r.app(list, true)
	}
	return r.notDefinition(v)
}

// packed reports whether a value holds, or is text that holds, a definition.
func packed(v jsondoc.Value) bool {
	return v.Is(jsondoc.Object) || v.Is(jsondoc.Array) || v.Is(jsondoc.String) && looksPacked(v.Text())
}

// answer reads what the platform answered.
func (r *reader) answer(v jsondoc.Value, code int, wraps int) error {
	if code != 0 && code != 200 {
		msg := v.Get("msg")
		for _, key := range []string{"message", "errorMessage"} {
			if !msg.Exists() {
				msg = v.Get(key)
			}
		}
		return &fault.Error{Problem: fault.DefinitionAnswer, Path: r.name, Args: map[string]string{"code": strconv.Itoa(code), "msg": text(msg)}}
	}
	if data := v.Get("data"); packed(data) {
		return r.read(data, true, wraps)
	}
	return r.wrong(fault.DefinitionEmptyAnswer)
}

// identify takes over the id that is next to the definition. "null" is what
// the platform itself writes for a missing one.
func (r *reader) identify(v jsondoc.Value, key string) {
	if id := text(v.Get(key)); isID(id) {
		r.d.ID = id
	}
}

func isID(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// notDefinition finds out what else the object is.
func (r *reader) notDefinition(v jsondoc.Value) error {
	if v.Get("apiKey").Exists() || v.Get("nodeInfoList").Exists() {
		return r.wrong(fault.DefinitionRequest)
	}
	for _, key := range []string{"workflow_id", "workflowId", "webapp_id", "webappId"} {
		if id := v.Get(key); id.Is(jsondoc.String) || id.Is(jsondoc.Number) {
			kind := "workflow"
			if strings.HasPrefix(key, "webapp") {
				kind = "app"
			}
			return &fault.Error{Problem: fault.DefinitionPointer, Path: r.name, Args: map[string]string{"id": id.Text(), "kind": kind}}
		}
	}
	return r.wrong(fault.DefinitionOther)
}

// answerCode reads the code of an answer's envelope, which v2 sends as a
// string called errorCode.
func answerCode(v jsondoc.Value) (int, bool) {
	code := v.Get("code")
	if !code.Exists() || !v.Get("data").Exists() && !v.Get("msg").Exists() {
		code = v.Get("errorCode")
	}
	if !code.Is(jsondoc.Number) && !code.Is(jsondoc.String) {
		return 0, false
	}
	n, err := strconv.Atoi(code.Text())
	return n, err == nil
}

func looksPacked(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n")
	return s != "" && strings.IndexByte(`{["`, s[0]) >= 0
}

// isUI recognises the format of ComfyUI's own Save: a list of nodes, which have
// positions and numeric ids.
func isUI(v jsondoc.Value) bool {
	nodes := v.Get("nodes")
	if !nodes.Is(jsondoc.Array) {
		return false
	}
	for _, key := range []string{"links", "last_node_id", "last_link_id", "groups"} {
		if v.Get(key).Exists() {
			return true
		}
	}
	first := nodes.Index(0)
	return first.Get("type").Exists() && first.Get("id").Exists()
}

// isGraph reports whether v maps ids to nodes. One node with a class is enough:
// people keep comments beside the nodes, and templates with parts missing.
func isGraph(v jsondoc.Value) bool {
	for m := range v.Members() {
		if m.Value.Get("class_type").Is(jsondoc.String) {
			return true
		}
	}
	return false
}

func text(v jsondoc.Value) string {
	if v.Is(jsondoc.String) || v.Is(jsondoc.Number) {
		return v.Text()
	}
	return ""
}

// graph reads an API-format graph. Of repeated ids and inputs the last counts,
// as for every reader of the platform.
func (r *reader) graph(v jsondoc.Value) error {
	d := r.d
	d.Graph = v
	d.Nodes = make([]Node, 0, v.Len())
	d.byID = make(map[string]int, v.Len())
	for m := range v.Members() {
		var class, inputs, meta jsondoc.Value
		for part := range m.Value.Members() {
			switch {
			case part.KeyIs("class_type"):
				class = part.Value
			case part.KeyIs("inputs"):
				inputs = part.Value
			case part.KeyIs("_meta"):
				meta = part.Value
			}
		}
		if !class.Exists() && !inputs.Is(jsondoc.Object) {
			continue
		}
		n := Node{ID: m.Key(), Title: text(meta.Get("title")), Value: m.Value, Place: m.KeyValue()}
		if class.Is(jsondoc.String) {
			n.Class = r.word(class)
		}
		n.Fields = make([]Field, 0, inputs.Len())
		for in := range inputs.Members() {
			f := Field{Name: r.word(in.KeyValue()), Value: in.Value, Place: in.KeyValue(), Link: isLink(in.Value)}
			if in.Value.Is(jsondoc.Object) && in.Value.Len() == 1 {
				if inner := in.Value.Get("__value__"); inner.Exists() {
					f.Value = inner
				}
			}
			f.Kind, f.Guessed = ofValue(f.Value), true
			n.add(f)
		}
		d.add(n)
	}
	return nil
}

// word is a string's text. Classes and inputs are the same few words over and
// over: each is kept once.
func (r *reader) word(v jsondoc.Value) string {
	if s, ok := r.words[string(v.Raw())]; ok {
		return s
	}
	s := v.Text()
	if r.words == nil {
		r.words = map[string]string{}
	}
	r.words[string(v.Raw())] = s
	return s
}

// isLink reports whether an input's value is a connection: a pair of a node's id
// and the number of its output.
func isLink(v jsondoc.Value) bool {
	return v.Is(jsondoc.Array) && v.Len() == 2 && v.Index(0).Is(jsondoc.String) && v.Index(1).Is(jsondoc.Number)
}

func (d *Definition) add(n Node) {
	if i, ok := d.byID[n.ID]; ok {
		d.Nodes[i] = n
		return
	}
	d.byID[n.ID] = len(d.Nodes)
	d.Nodes = append(d.Nodes, n)
}

func (n *Node) add(f Field) {
	if old, ok := n.Field(f.Name); ok {
		*old = f
		return
	}
	n.Fields = append(n.Fields, f)
	if n.byName != nil {
		n.byName[f.Name] = len(n.Fields) - 1
	} else if len(n.Fields) > fewFields {
		n.byName = make(map[string]int, 2*fewFields)
		for i := range n.Fields {
			n.byName[n.Fields[i].Name] = i
		}
	}
}

// app reads the fields that an AI app exposes. Outside of an answer the list
// must have what only an answer tells (nodeName, fieldType, fieldData): a bare
// list of overrides is a request.
func (r *reader) app(list jsondoc.Value, answer bool) error {
	described, overrides := false, false
	for _, item := range list.Elements() {
		if !item.Get("nodeId").Exists() {
			continue
		}
		overrides = true
		for _, key := range []string{"nodeName", "fieldType", "fieldData"} {
			described = described || item.Get(key).Is(jsondoc.String)
		}
	}
	switch {
	case described, answer && overrides, answer && list.Len() == 0:
	case overrides:
		return r.wrong(fault.DefinitionRequest)
	default:
		return r.wrong(fault.DefinitionOther)
	}
	d := r.d
	d.App = true
	d.byID = make(map[string]int)
	for _, item := range list.Elements() {
		id := item.Get("nodeId")
		name := item.Get("fieldName")
		if text(id) == "" || !name.Is(jsondoc.String) {
			continue
		}
		i, ok := d.byID[id.Text()]
		if !ok {
			i = len(d.Nodes)
			d.byID[id.Text()] = i
			d.Nodes = append(d.Nodes, Node{ID: id.Text(), Class: text(item.Get("nodeName")), Place: id})
		}
		d.Nodes[i].add(appField(item))
	}
	return nil
}

// appField is the field that an element of an app's list describes.
func appField(item jsondoc.Value) Field {
	name := item.Get("fieldName")
	f := Field{
		Name: name.Text(), Value: item.Get("fieldValue"), Place: name,
		Type: strings.ToUpper(strings.TrimSpace(text(item.Get("fieldType")))), Description: text(item.Get("description")),
	}
	kind, open := declared(f.Type)
	f.readData(item.Get("fieldData"), open)
	if f.Kind = kind; len(f.Options) > 0 {
		f.Kind = Choice
	}
	f.prepare()
	return f
}

// OwnField is what an item of a request that was copied from an app's page says
// of its own field: the options or bounds in its fieldData. Its Value is
// missing, since the item's is the caller's own. It is nil where the item says
// nothing of the sort.
func OwnField(item jsondoc.Value) *Field {
	data := item.Get("fieldData")
	if !data.Is(jsondoc.String) && !data.Is(jsondoc.Array) {
		return nil
	}
	f := appField(item)
	if len(f.Options) == 0 && f.Min == nil && f.Max == nil {
		return nil
	}
	f.Value, f.Place = jsondoc.Value{}, data
	return &f
}
