package explain

import (
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Shape is the form in which an answer came.
type Shape string

// The shapes. Source: runninghub-api.md §1, §2; validate-prompt.md §0.
const (
	ShapeUnknown Shape = ""
	// ShapeV1 is {"code":…,"msg":…,"data":…}; v2's uploads write message.
	ShapeV1 Shape = "v1"
	// ShapeV2 is {"taskId":…,"status":…,"errorCode":"…",…}.
	ShapeV2 Shape = "v2"
	// ShapeWebhook is {"event":…,"taskId":…,"eventData":"<an answer>"}.
	ShapeWebhook Shape = "webhook"
	// ShapeComfy is what ComfyUI's own POST /prompt answers.
	ShapeComfy Shape = "comfyui"
	// ShapeTips and ShapeNodeErrors are parts of an answer, pasted alone.
	ShapeTips       Shape = "promptTips"
	ShapeNodeErrors Shape = "node_errors"
	ShapeFailed     Shape = "failedReason"
	ShapeOutputs    Shape = "outputs"
	// ShapeMessage is a message without JSON around it.
	ShapeMessage Shape = "message"
	// shapeRequest and shapeDefinition are no answers.
	shapeRequest    Shape = "request"
	shapeDefinition Shape = "definition"
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
	return code.Parse(v.Text())
}

// shapeOf tells what a document is by the members it has.
func shapeOf(v jsondoc.Value) Shape {
	switch v.Kind() {
	case jsondoc.Array:
		return shapeOfList(v)
	case jsondoc.Object:
	default:
		return ShapeUnknown
	}
	_, isV1 := codeOf(v.Get("code"))
	switch {
	case isV1:
		return ShapeV1
	case has(v, "errorCode"), has(v, "taskId", "status"):
		return ShapeV2
	case has(v, "event", "eventData"), has(v, "eventData", "webhookUrl"):
		return ShapeWebhook
	case has(v, "webappName", "nodeInfoList"), has(v, "curl", "nodeInfoList"):
		return shapeDefinition
	case has(v, "nodeInfoList"), has(v, "workflowId"), has(v, "webappId"), has(v, "apiKey"), has(v, "apikey"):
		return shapeRequest
	case v.Get("error").Is(jsondoc.Object) && has(v, "node_errors"), has(v, "prompt_id", "node_errors"):
		return ShapeComfy
	case has(v, "node_errors"), has(v, "outputs_to_execute"):
		return ShapeTips
	case has(v, "promptTips"), has(v, "failedReason"):
		return ShapeV1 // the data of an answer, its envelope left out
	case has(v, "exception_message"), has(v, "exception_type"):
		return ShapeFailed
	case has(v, "fileUrl"):
		return ShapeOutputs
	case v.Get("prompt").Exists() && (v.Len() == 1 || has(v, "client_id")):
		return shapeDefinition
	}
	return shapeOfNodes(v)
}

func shapeOfList(v jsondoc.Value) Shape {
	first := v.Index(0)
	switch {
	case has(first, "nodeId", "fieldName"):
		return shapeRequest
	case has(first, "fileUrl"):
		return ShapeOutputs
	case first.Is(jsondoc.Object):
		// Some tools wrap each answer in a list.
		if s := shapeOf(first); s == ShapeV1 || s == ShapeV2 || s == ShapeWebhook {
			return s
		}
	}
	return ShapeUnknown
}

// shapeOfNodes looks at an object whose keys are node ids.
func shapeOfNodes(v jsondoc.Value) Shape {
	for m := range v.Members() {
		switch {
		case has(m.Value, "class_type", "inputs"):
			return shapeDefinition
		case has(m.Value, "errors"):
			return ShapeNodeErrors
		}
		break
	}
	return ShapeUnknown
}

// wrappers are the members under which clients and tools hand an answer on.
var wrappers = []string{"response", "data", "body", "result", "error", "detail", "answer", "json"}

// unwrap looks for an answer inside what tools put around one.
func unwrap(v jsondoc.Value, depth int) (jsondoc.Value, Shape) {
	if s := shapeOf(v); s != ShapeUnknown {
		if v.Is(jsondoc.Array) && s != ShapeOutputs && s != shapeRequest {
			v = v.Index(0)
		}
		return v, s
	}
	if depth == 0 {
		return v, ShapeUnknown
	}
	for _, k := range wrappers {
		inner := v.Get(k)
		if inner.Is(jsondoc.String) {
			inner = embedded(inner)
		}
		if inner.Is(jsondoc.Object) || inner.Is(jsondoc.Array) {
			if w, s := unwrap(inner, depth-1); s != ShapeUnknown {
				return w, s
			}
		}
	}
	return v, ShapeUnknown
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
