package endpoint

import "github.com/payloadlint/payloadlint/schema/jsondoc"

// Class is what a JSON document is, as far as RunningHub and ComfyUI are
// concerned: a walk over a folder checks requests and passes over the rest.
type Class string

// The classes.
const (
	ClassOther         Class = ""                 // none of these: package.json, a config
	ClassRequest       Class = "request"          // DetectFile knows the endpoint
	ClassBatch         Class = "batch"            // an array of requests
	ClassGraph         Class = "graph"            // an API-format workflow, or ComfyUI's {"prompt": …}
	ClassUIGraph       Class = "ui-graph"         // a workflow as the editor saves it: {"nodes": [], "links": []}
	ClassJSONAPIFormat Class = "getJsonApiFormat" // a saved answer of getJsonApiFormat, or its data
	ClassCallDemo      Class = "apiCallDemo"      // a saved answer of apiCallDemo, or its data
	ClassAnswer        Class = "answer"           // any other answer, or a webhook's push
	ClassObjectInfo    Class = "object_info"      // ComfyUI's GET /object_info
)

// Classify says what a document is. A graph is both a definition and what
// POST /prompt takes; DetectFile gives Prompt for it.
func (t *Table) Classify(root jsondoc.Value) Class {
	if root.Is(jsondoc.Object) {
		if c := definitionOrAnswer(root); c != ClassOther {
			return c
		}
	}
	if _, _, _, _, ok := t.Unwrap(root); ok {
		return ClassRequest
	}
	if shape(root).Kind != Unknown {
		return ClassRequest
	}
	if t.IsBatch(root) {
		return ClassBatch
	}
	return ClassOther
}

// definitionOrAnswer knows the objects that are not requests, and graphs.
func definitionOrAnswer(root jsondoc.Value) Class {
	switch {
	case isUIGraph(root):
		return ClassUIGraph
	case isAnswer(root):
		return ClassAnswer
	case isEnvelope(root):
		if c := answerData(root.Get("data")); c != ClassOther {
			return c
		}
		return ClassAnswer
	case root.Get("prompt").Exists() && !root.Get("prompt").Get("class_type").Exists():
		if c := promptHolder(root); c != ClassOther {
			return c
		}
	case root.Get("webappName").Exists() && root.Get("nodeInfoList").Is(jsondoc.Array):
		return ClassCallDemo
	}
	return nodesByID(root)
}

// isAnswer recognises a webhook's push and the answers of v2.
func isAnswer(root jsondoc.Value) bool {
	switch {
	case root.Get("event").Exists() && root.Get("eventData").Exists(), root.Get("errorCode").Exists():
		return true
	}
	return root.Get("status").Exists() && root.Get("taskId").Exists() && !root.Get("apiKey").Exists()
}

// isEnvelope recognises the answers of v1.
func isEnvelope(root jsondoc.Value) bool {
	return root.Get("code").Is(jsondoc.Number) && (root.Get("data").Exists() || root.Get("msg").Exists() || root.Get("message").Exists())
}

func answerData(data jsondoc.Value) Class {
	switch {
	case data.Get("prompt").Is(jsondoc.String):
		return ClassJSONAPIFormat
	case data.Get("nodeInfoList").Is(jsondoc.Array):
		return ClassCallDemo
	}
	return ClassOther
}

// promptHolder is an object with a key prompt: ComfyUI's request when it holds
// a graph, the data of getJsonApiFormat when it holds one as text.
func promptHolder(root jsondoc.Value) Class {
	p := root.Get("prompt")
	switch p.Kind() {
	case jsondoc.Object:
		if p.Len() == 0 || nodesByID(p) == ClassGraph || isUIGraph(p) || root.Get("client_id").Exists() {
			return ClassGraph
		}
	case jsondoc.String:
		if root.Len() > 3 {
			return ClassOther
		}
		if inner, err := p.Embedded(); err == nil && nodesByID(inner.Root()) == ClassGraph {
			return ClassJSONAPIFormat
		}
	}
	return ClassOther
}

// isUIGraph recognises a workflow as ComfyUI's editor saves it: a list of nodes
// beside a list of links.
func isUIGraph(v jsondoc.Value) bool {
	nodes := v.Get("nodes")
	if !nodes.Is(jsondoc.Array) {
		return false
	}
	if v.Get("links").Is(jsondoc.Array) || v.Get("last_node_id").Exists() {
		return true
	}
	for _, n := range nodes.Elements() {
		return n.Get("type").Is(jsondoc.String) && n.Get("id").Exists() && n.Get("pos").Exists()
	}
	return false
}

// IsGraph reports whether v is an API-format workflow, which may have faults.
func (*Table) IsGraph(v jsondoc.Value) bool {
	return v.Is(jsondoc.Object) && nodesByID(v) == ClassGraph
}

// nodesByID looks at an object's members: nodes of a graph, definitions of
// node classes, or neither. A graph may have faults; one node that looks like
// one is enough.
func nodesByID(root jsondoc.Value) Class {
	classes, inputs := 0, 0
	for m := range root.Members() {
		if !m.Value.Is(jsondoc.Object) {
			continue
		}
		v := m.Value
		if v.Get("class_type").Exists() {
			return ClassGraph
		}
		if v.Get("input").Is(jsondoc.Object) && v.Get("output").Is(jsondoc.Array) {
			classes++
		}
		if v.Get("inputs").Is(jsondoc.Object) && digits(m.Key()) {
			inputs++
		}
	}
	switch {
	case classes > 0:
		return ClassObjectInfo
	case inputs > 0:
		return ClassGraph
	}
	return ClassOther
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
