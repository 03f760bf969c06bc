// Package endpoint lists what RunningHub answers on: names, paths, methods and
// where the key goes. Source: runninghub-api.md §2.
package endpoint

import "strings"

// Kind names an endpoint on the command line, in configuration and in output.
type Kind string

// The kinds. Prompt is ComfyUI's own POST /prompt or a bare API-format
// workflow; NodeInfoList is a bare override list that some other program will
// put into a request, so that which endpoint gets it is not known.
const (
	Unknown          Kind = ""
	Create           Kind = "create"
	AIAppRun         Kind = "ai-app-run"
	QuickAIAppRun    Kind = "quick-ai-app-run"
	Status           Kind = "status"
	Outputs          Kind = "outputs"
	Cancel           Kind = "cancel"
	Upload           Kind = "upload"
	GetJSONAPIFormat Kind = "getJsonApiFormat"
	APICallDemo      Kind = "apiCallDemo"
	AccountStatus    Kind = "accountStatus"
	GetWebhookDetail Kind = "getWebhookDetail"
	RetryWebhook     Kind = "retryWebhook"
	GetLoraUploadURL Kind = "getLoraUploadUrl"
	V2RunWorkflow    Kind = "v2-run-workflow"
	V2RunAIApp       Kind = "v2-run-ai-app"
	V2Query          Kind = "v2-query"
	V2Upload         Kind = "v2-upload"
	Prompt           Kind = "prompt"
	NodeInfoList     Kind = "nodeInfoList"
)

// KeyPlace is where an endpoint reads the API key.
type KeyPlace uint8

// The places of the key. Body uses the key "apiKey", BodyLower "apikey".
const (
	KeyNone KeyPlace = iota
	KeyBody
	KeyBodyLower
	KeyQuery
	KeyBearer
)

// Endpoint describes one endpoint.
type Endpoint struct {
	Kind   Kind
	Method string // "GET" or "POST"
	// Path is absolute; a parameter is written {workflowId}.
	Path string
	Key  KeyPlace
	// V2 tells that answers carry errorCode strings instead of code numbers.
	V2 bool
	// IDField is the body field (or path parameter) that names the workflow,
	// app or task; "" when there is none.
	IDField string
	// NodeInfo tells that the endpoint takes a nodeInfoList.
	NodeInfo bool
	// Multipart tells that the body is a form, not JSON.
	Multipart bool
	// Internal kinds exist for this program only and have no RunningHub path.
	Internal bool
}

var all = []Endpoint{
	{Kind: Create, Method: "POST", Path: "/task/openapi/create", Key: KeyBody, IDField: "workflowId", NodeInfo: true},
	{Kind: AIAppRun, Method: "POST", Path: "/task/openapi/ai-app/run", Key: KeyBody, IDField: "webappId", NodeInfo: true},
	{Kind: QuickAIAppRun, Method: "POST", Path: "/task/openapi/quick-ai-app/run", Key: KeyBody, IDField: "webappId", NodeInfo: true},
	{Kind: Status, Method: "POST", Path: "/task/openapi/status", Key: KeyBody, IDField: "taskId"},
	{Kind: Outputs, Method: "POST", Path: "/task/openapi/outputs", Key: KeyBody, IDField: "taskId"},
	{Kind: Cancel, Method: "POST", Path: "/task/openapi/cancel", Key: KeyBody, IDField: "taskId"},
	{Kind: Upload, Method: "POST", Path: "/task/openapi/upload", Key: KeyBody, Multipart: true},
	{Kind: GetJSONAPIFormat, Method: "POST", Path: "/api/openapi/getJsonApiFormat", Key: KeyBody, IDField: "workflowId"},
	{Kind: APICallDemo, Method: "GET", Path: "/api/webapp/apiCallDemo", Key: KeyQuery, IDField: "webappId"},
	{Kind: AccountStatus, Method: "POST", Path: "/uc/openapi/accountStatus", Key: KeyBodyLower},
	{Kind: GetWebhookDetail, Method: "POST", Path: "/task/openapi/getWebhookDetail", Key: KeyBody, IDField: "taskId"},
	{Kind: RetryWebhook, Method: "POST", Path: "/task/openapi/retryWebhook", Key: KeyBody, IDField: "webhookId"},
	{Kind: GetLoraUploadURL, Method: "POST", Path: "/api/openapi/getLoraUploadUrl", Key: KeyBody},
	{Kind: V2RunWorkflow, Method: "POST", Path: "/openapi/v2/run/workflow/{workflowId}", Key: KeyBearer, V2: true, IDField: "workflowId", NodeInfo: true},
	{Kind: V2RunAIApp, Method: "POST", Path: "/openapi/v2/run/ai-app/{webappId}", Key: KeyBearer, V2: true, IDField: "webappId", NodeInfo: true},
	{Kind: V2Query, Method: "POST", Path: "/openapi/v2/query", Key: KeyBearer, V2: true, IDField: "taskId"},
	{Kind: V2Upload, Method: "POST", Path: "/openapi/v2/media/upload/binary", Key: KeyBearer, V2: true, Multipart: true},
	{Kind: Prompt, Method: "POST", Path: "/prompt", Internal: true},
	{Kind: NodeInfoList, Internal: true, NodeInfo: true},
}

// All lists every endpoint, in the order of the fact page.
func All() []Endpoint { return append([]Endpoint(nil), all...) }

// Lookup returns the endpoint of a kind.
func Lookup(k Kind) (Endpoint, bool) {
	for _, e := range all {
		if e.Kind == k {
			return e, true
		}
	}
	return Endpoint{}, false
}

// Match finds the endpoint of a URL path, query and trailing slash ignored. A
// path parameter matches one non-empty segment and is returned as id.
func Match(path string) (e Endpoint, id string, ok bool) {
	path, _, _ = strings.Cut(path, "?")
	path = strings.TrimSuffix(path, "/")
	for _, e := range all {
		if e.Path == "" {
			continue
		}
		if prefix, _, param := strings.Cut(e.Path, "{"); param {
			rest, found := strings.CutPrefix(path, prefix)
			if found && rest != "" && !strings.Contains(rest, "/") {
				return e, rest, true
			}
		} else if path == e.Path {
			return e, "", true
		}
	}
	return Endpoint{}, "", false
}
