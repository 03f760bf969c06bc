package explain

import (
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// shape is the form in which an answer came.
type shape string

// The shapes. Source: runninghub-api.md §1, §2; validate-prompt.md §0.
const (
	shapeUnknown shape = ""
	// shapeV1 is {"code":…,"msg":…,"data":…}; v2's uploads write message.
	shapeV1 shape = "v1"
	// shapeV2 is {"taskId":…,"status":…,"errorCode":"…",…}.
	shapeV2 shape = "v2"
	// shapeWebhook is {"event":…,"taskId":…,"eventData":"<an answer>"}.
	shapeWebhook shape = "webhook"
	// shapeComfy is what ComfyUI's own POST /prompt answers.
	shapeComfy shape = "comfyui"
	// shapeTips and shapeNodeErrors are parts of an answer, pasted alone.
	shapeTips       shape = "promptTips"
	shapeNodeErrors shape = "node_errors"
	shapeFailed     shape = "failedReason"
	shapeOutputs    shape = "outputs"
	// shapeMessage is a message without JSON around it.
	shapeMessage shape = "message"
	// shapeRequest and shapeDefinition are no answers.
	shapeRequest    shape = "request"
	shapeDefinition shape = "definition"
)

func has(v jsondoc.Value, keys ...string) bool {
	for _, k := range keys {
		if !v.Get(k).Exists() {
			return false
		}
	}
	return true
}

// codeOf reads a code that is a number or a string.
func codeOf(v jsondoc.Value) (code.Code, bool) {
	if !v.Is(jsondoc.Number) && !v.Is(jsondoc.String) {
		return 0, false
	}
	return parseCode(v.Text())
}

// parseCode reads a code from a text that is nothing else.
func parseCode(s string) (c code.Code, ok bool) {
	err := c.UnmarshalText([]byte(s))
	return c, err == nil
}

// shapes are the forms of objects, by the members that identify them, the more
// specific ones first. Where object is set, that member must be an object.
var shapes = [...]struct {
	shape   shape
	members []string
	object  string
}{
	{shape: shapeV2, members: []string{"errorCode"}},
	{shape: shapeV2, members: []string{"taskId", "status"}},
	{shape: shapeWebhook, members: []string{"event", "eventData"}},
	{shape: shapeWebhook, members: []string{"eventData", "webhookUrl"}},
	{shape: shapeDefinition, members: []string{"webappName", "nodeInfoList"}},
	{shape: shapeDefinition, members: []string{"curl", "nodeInfoList"}},
	{shape: shapeRequest, members: []string{"nodeInfoList"}},
	{shape: shapeRequest, members: []string{"workflowId"}},
	{shape: shapeRequest, members: []string{"webappId"}},
	{shape: shapeRequest, members: []string{"apiKey"}},
	{shape: shapeRequest, members: []string{"apikey"}},
	{shape: shapeComfy, members: []string{"node_errors"}, object: "error"},
	{shape: shapeComfy, members: []string{"prompt_id", "node_errors"}},
	{shape: shapeTips, members: []string{"node_errors"}},
	{shape: shapeTips, members: []string{"outputs_to_execute"}},
	{shape: shapeV1, members: []string{"promptTips"}}, // the data of an answer, its envelope left out
	{shape: shapeV1, members: []string{"failedReason"}},
	{shape: shapeFailed, members: []string{"exception_message"}},
	{shape: shapeFailed, members: []string{"exception_type"}},
	{shape: shapeOutputs, members: []string{"fileUrl"}},
	{shape: shapeDefinition, members: []string{"prompt", "client_id"}},
}

// shapeOf is the form of a document, by the members it has.
func shapeOf(v jsondoc.Value) shape {
	if v.Is(jsondoc.Array) {
		return shapeOfList(v)
	}
	if !v.Is(jsondoc.Object) {
		return shapeUnknown
	}
	if _, ok := codeOf(v.Get("code")); ok {
		return shapeV1
	}
	for i := range shapes {
		s := &shapes[i]
		if has(v, s.members...) && (s.object == "" || v.Get(s.object).Is(jsondoc.Object)) {
			return s.shape
		}
	}
	if v.Len() == 1 && has(v, "prompt") {
		return shapeDefinition
	}
	return shapeOfNodes(v)
}

func shapeOfList(v jsondoc.Value) shape {
	first := v.Index(0)
	switch {
	case has(first, "nodeId", "fieldName"):
		return shapeRequest
	case has(first, "fileUrl"):
		return shapeOutputs
	case first.Is(jsondoc.Object):
		// Some tools wrap each answer in a list.
		if s := shapeOf(first); s == shapeV1 || s == shapeV2 || s == shapeWebhook {
			return s
		}
	}
	return shapeUnknown
}

// shapeOfNodes looks at an object whose keys are node ids.
func shapeOfNodes(v jsondoc.Value) shape {
	for m := range v.Members() {
		switch {
		case has(m.Value, "class_type", "inputs"):
			return shapeDefinition
		case has(m.Value, "errors"):
			return shapeNodeErrors
		}
		break
	}
	return shapeUnknown
}

// wrappers are the members under which clients and tools hand an answer on.
var wrappers = []string{"response", "data", "body", "result", "error", "detail", "answer", "json"}

// unwrap looks for an answer inside what tools put around one.
func unwrap(v jsondoc.Value, depth int) (jsondoc.Value, shape) {
	if s := shapeOf(v); s != shapeUnknown {
		if v.Is(jsondoc.Array) && s != shapeOutputs && s != shapeRequest {
			v = v.Index(0)
		}
		return v, s
	}
	if depth == 0 {
		return v, shapeUnknown
	}
	for _, k := range wrappers {
		if w, s := unwrap(embedded(v.Get(k)), depth-1); s != shapeUnknown {
			return w, s
		}
	}
	return v, shapeUnknown
}

// embedded is the JSON object or list that a string holds; missing when it
// holds none.
func embedded(v jsondoc.Value) jsondoc.Value {
	if !v.Is(jsondoc.String) {
		return v
	}
	doc, err := v.Embedded()
	if err != nil {
		return jsondoc.Value{}
	}
	if root := doc.Root(); root.Is(jsondoc.Object) || root.Is(jsondoc.Array) {
		return root
	}
	return jsondoc.Value{}
}
