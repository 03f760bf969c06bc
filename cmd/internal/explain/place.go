package explain

import (
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// place is a place in a file the user gave.
type place struct {
	// File is the document's name, "" when it has none.
	File string `json:"file,omitempty"`
	// Pointer is the JSON Pointer in that file.
	Pointer string `json:"pointer"`
	// Line and Column count from 1, the column in UTF-8 bytes.
	Line   int `json:"line"`
	Column int `json:"column"`
}

func placeOf(v jsondoc.Value) (place, bool) {
	doc := v.Document()
	if doc == nil {
		return place{}, false
	}
	pos := doc.Position(v.Span().Start)
	return place{File: doc.File().Name(), Pointer: v.FilePointer(), Line: pos.Line, Column: pos.Column}, true
}

// String is file:line:column and the pointer, as far as they are known.
func (p place) String() string {
	s := strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
	if p.File != "" {
		s = clean(p.File, 200) + ":" + s
	}
	if p.Pointer != "" {
		s += " (" + clean(p.Pointer, 200) + ")"
	}
	return s
}

// item is one override of the request.
type item struct {
	node, field string
	value       jsondoc.Value // the item itself
}

// part is the item's member, or the item where it lacks it.
func (i item) part(key string) jsondoc.Value {
	if v := i.value.Get(key); v.Exists() {
		return v
	}
	return i.value
}

// request is the document that was sent, indexed by node.
type request struct {
	items  []item
	byNode map[string][]int
	// graph is the prompt that the request itself carries.
	graph map[string]jsondoc.Value
	root  jsondoc.Value
}

func readRequest(root jsondoc.Value) request {
	r := request{byNode: map[string][]int{}, root: root}
	for _, e := range r.list().Elements() {
		// A batch of requests has a list in each.
		for _, it := range e.Get("nodeInfoList").Elements() {
			r.add(it)
		}
		r.add(e)
	}
	if graph := r.prompt(); graph.Is(jsondoc.Object) {
		r.graph = map[string]jsondoc.Value{}
		for m := range graph.Members() {
			r.graph[m.Key()] = m.Value
		}
	}
	return r
}

// list is the request's nodeInfoList. Where the request is the body in what a
// tool has recorded, it becomes the root.
func (r *request) list() jsondoc.Value {
	if r.root.Is(jsondoc.Array) {
		return r.root
	}
	if list := r.root.Get("nodeInfoList"); list.Exists() {
		return list
	}
	for _, k := range []string{"body", "data", "payload", "json"} {
		if inner := r.root.Get(k); has(inner, "nodeInfoList") {
			r.root = inner
			return inner.Get("nodeInfoList")
		}
	}
	return jsondoc.Value{}
}

// prompt is the graph that the request carries or is.
func (r *request) prompt() jsondoc.Value {
	graph := r.root.Get("workflow")
	if graph.Is(jsondoc.String) {
		graph = embedded(graph)
	}
	if !graph.Is(jsondoc.Object) {
		graph = r.root.Get("prompt")
	}
	if !graph.Is(jsondoc.Object) && shapeOfNodes(r.root) == shapeDefinition {
		return r.root
	}
	return graph
}

func (r *request) add(e jsondoc.Value) {
	if !has(e, "nodeId") && !has(e, "fieldName") {
		return
	}
	it := item{node: e.Get("nodeId").Text(), field: e.Get("fieldName").Text(), value: e}
	r.byNode[it.node] = append(r.byNode[it.node], len(r.items))
	r.items = append(r.items, it)
}

// find lists the overrides of a node, and of one of its fields when field is
// not empty. Ids that differ by blanks only count where none is equal.
func (r *request) find(node, field string) []item {
	pick := func(indices []int) []item {
		var out []item
		for _, i := range indices {
			if field == "" || r.items[i].field == field {
				out = append(out, r.items[i])
			}
		}
		return out
	}
	if exact, ok := r.byNode[node]; ok {
		return pick(exact)
	}
	if len(r.items) > 2000 {
		return nil // a list this long is searched by its exact ids only
	}
	var loose []int
	for i, it := range r.items {
		if strings.TrimSpace(it.node) == strings.TrimSpace(node) {
			loose = append(loose, i)
		}
	}
	return pick(loose)
}

// known is the definition, indexed by node and by field.
type known struct {
	nodes   map[string]*workflow.Node
	ids     []string
	byField map[string][]string // field name -> ids of the nodes that have it
}

func readDefinition(d *workflow.Definition) known {
	k := known{nodes: map[string]*workflow.Node{}, byField: map[string][]string{}}
	if d == nil {
		return k
	}
	for i := range d.Nodes {
		n := &d.Nodes[i]
		if k.nodes[n.ID] == nil {
			k.ids = append(k.ids, n.ID)
		}
		k.nodes[n.ID] = n
		for _, f := range n.Fields {
			k.byField[f.Name] = append(k.byField[f.Name], n.ID)
		}
	}
	return k
}

func (k *known) given() bool { return len(k.nodes) > 0 }

func fieldNames(n *workflow.Node) []string {
	var out []string
	for _, f := range n.Fields {
		out = append(out, f.Name)
	}
	return out
}
