// Package model reads a document into the request that all rules look at.
package model

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/internal/setup"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Input is what is known of a request before it is read.
type Input struct {
	File           string
	Document, Root jsondoc.Value
	Endpoint       endpoint.Endpoint
	Target         rule.Target
	Catalog        *nodes.Catalog
	// Find returns the definition that an id names; nil when none is known.
	// broken means that it is known but cannot be read. A nil Find knows none.
	Find func(id string) (d *workflow.Definition, broken bool)
}

// Read makes the model of a request.
func Read(s *setup.Settings, in Input) *rule.Request { return ReadInto(&rule.Request{}, s, in) }

// ReadInto is Read into the memory of a request that nobody looks at any more.
func ReadInto(r *rule.Request, s *setup.Settings, in Input) *rule.Request {
	*r = rule.Request{
		File: in.File, Document: in.Document, Root: in.Root, Endpoint: in.Endpoint, Target: in.Target, Catalog: in.Catalog,
		Items: r.Items[:0], Secrets: r.Secrets[:0], Marks: r.Marks[:0],
	}
	if !r.Document.Exists() {
		r.Document = r.Root
	}
	b := builder{Request: r, settings: s}
	b.id()
	b.graph()
	b.walk()
	if r.Endpoint.NodeInfo && in.Find != nil {
		r.Definition, r.BrokenDefinition = in.Find(r.ID)
	}
	r.NodeInfo = nodeInfo(r.Root, &r.Endpoint)
	b.against()
	b.items()
	return r
}

// NewTarget takes the address of a request apart.
func NewTarget(t *endpoint.Table, method, url string) rule.Target {
	out := rule.Target{Method: method, URL: url}
	if url != "" {
		out.Scheme, out.Host, out.Path, out.Query = endpoint.SplitURL(url)
		_, out.PathID, out.Known = t.Match(out.Path)
	}
	return out
}

// builder fills a request in.
type builder struct {
	*rule.Request
	settings *setup.Settings
}

func (b *builder) placeholder(v jsondoc.Value) bool { return b.settings.Placeholder(v) }

// id finds the id of the request's resource in the body, else in the path.
func (b *builder) id() {
	if b.Endpoint.IDField != "" {
		b.IDValue = b.Root.Get(b.Endpoint.IDField)
	}
	switch v := b.IDValue; {
	case !v.Is(jsondoc.String) && !v.Is(jsondoc.Number):
		b.ID = b.Target.PathID
	case !b.placeholder(v):
		b.ID = strings.TrimSpace(v.Text())
	}
}

// graph finds the API-format graph that the request brings along: in the
// `workflow` string of a run, or as the prompt itself.
func (b *builder) graph() {
	switch {
	case b.Endpoint.Kind == endpoint.Prompt:
		b.Graph = b.Root
		if inner := b.Root.Get("prompt"); inner.Is(jsondoc.Object) && !inner.Get("class_type").Exists() {
			b.Graph = inner
		}
	case b.Endpoint.NodeInfo:
		v := b.Root.Get("workflow")
		if !v.Exists() {
			return
		}
		b.OwnGraph = b.Endpoint.Resource == endpoint.Workflow && !v.Is(jsondoc.Null) && !v.EqualText("")
		b.Graph, b.GraphError = b.carried(v)
	}
}

// carried is the graph that a `workflow` field holds; missing when it holds
// none.
func (b *builder) carried(v jsondoc.Value) (jsondoc.Value, *jsondoc.SyntaxError) {
	if v.Is(jsondoc.String) {
		if b.placeholder(v) || len(bytes.TrimSpace(v.TextBytes())) == 0 {
			return jsondoc.Value{}, nil // filled in later; nothing given
		}
		doc, err := v.Embedded()
		if err != nil {
			broken, _ := errors.AsType[*jsondoc.SyntaxError](err)
			return jsondoc.Value{}, broken
		}
		v = doc.Root()
	}
	if !endpoint.Default().IsGraph(v) {
		return jsondoc.Value{}, nil
	}
	return v, nil
}

// nodeInfo is the nodeInfoList of a body: the body itself for a bare list;
// missing when there is none. A misspelt key is not found.
func nodeInfo(root jsondoc.Value, e *endpoint.Endpoint) jsondoc.Value {
	switch {
	case root.Is(jsondoc.Array):
		return root
	case e.NodeInfo:
		return root.Get("nodeInfoList")
	}
	return jsondoc.Value{}
}

// against chooses the definition that the items are looked up in. A graph that
// cannot be read is reported by the rules of the request.
func (b *builder) against() {
	if !b.OwnGraph {
		b.Against = b.Definition
		return
	}
	if b.Graph.Exists() && b.NodeInfo.Len() > 0 {
		if d, err := workflow.FromValue(b.settings.Lang.Get("nodeinfo.own-graph"), b.Graph); err == nil {
			b.Against = d
		}
	}
}

// items reads the elements of the nodeInfoList.
func (b *builder) items() {
	if b.NodeInfo.Len() == 0 || !b.NodeInfo.Is(jsondoc.Array) {
		return
	}
	b.Items = slices.Grow(b.Items, b.NodeInfo.Len())
	for _, v := range b.NodeInfo.Elements() {
		b.Items = append(b.Items, rule.Item{Value: v, Earlier: -1})
		b.item(&b.Items[len(b.Items)-1])
	}
	b.earlier()
}

func (b *builder) item(it *rule.Item) {
	for m := range it.Value.Members() {
		switch key := m.KeyValue().TextBytes(); string(key) {
		case "nodeId":
			it.NodeID = m
		case "fieldName":
			it.FieldName = m
		case "fieldValue":
			it.FieldValue = m
		}
	}
	it.OpenID, it.OpenName, it.OpenValue = b.placeholder(it.NodeID.Value), b.placeholder(it.FieldName.Value), b.placeholder(it.FieldValue.Value)
	if v := it.NodeID.Value; (v.Is(jsondoc.String) || v.Is(jsondoc.Number)) && !it.OpenID {
		it.ID = v.Text()
	}
	if v := it.FieldName.Value; v.Is(jsondoc.String) && !it.OpenName {
		it.Name = v.Text()
	}
	if it.ID != "" {
		b.lookUp(it)
	}
}

// lookUp finds what an item overrides.
func (b *builder) lookUp(it *rule.Item) {
	if b.Against == nil {
		if it.Name != "" {
			it.Field = workflow.OwnField(it.Value)
		}
		return
	}
	if it.Node, _ = b.Against.Node(it.ID); it.Node != nil && it.Name != "" {
		it.Field, _ = it.Node.Field(it.Name)
	}
}

// few is up to where comparing all pairs beats a map.
const few = 16

// earlier finds the items that override what another one did.
func (b *builder) earlier() {
	if len(b.Items) <= few {
		for k := range b.Items {
			b.Items[k].Earlier = first(b.Items[:k], &b.Items[k])
		}
		return
	}
	type target struct{ id, name string }
	seen := make(map[target]int, len(b.Items))
	for k := range b.Items {
		it := &b.Items[k]
		if it.ID == "" || it.Name == "" {
			continue
		}
		key := target{it.ID, it.Name}
		if j, ok := seen[key]; ok {
			it.Earlier = j
			continue
		}
		seen[key] = k
	}
}

func first(items []rule.Item, it *rule.Item) int {
	if it.ID == "" || it.Name == "" {
		return -1
	}
	for j := range items {
		if items[j].ID == it.ID && items[j].Name == it.Name {
			return j
		}
	}
	return -1
}
