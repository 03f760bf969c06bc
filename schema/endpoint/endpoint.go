// Package endpoint lists what RunningHub answers on: names, paths, methods and
// where the key goes. Source: runninghub-api.md §2.
package endpoint

import (
	"slices"
	"strings"
	"sync"
)

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
	V2ResourceList   Kind = "v2-resource-list"
	V2AIAppList      Kind = "v2-aiapp-list"
	V2KeyList        Kind = "v2-api-key-list"
	V2QueueStatus    Kind = "v2-queue-status"
	V2PriceAIApp     Kind = "v2-price-preview-ai-app"
	Prompt           Kind = "prompt"
	NodeInfoList     Kind = "nodeInfoList"
)

// Role is what an endpoint does. The code table says by role which codes an
// endpoint answers.
type Role uint8

// The roles.
const (
	// RoleOther belongs to no group: a prompt, a bare list.
	RoleOther Role = iota
	// RoleRun starts a task, which costs money.
	RoleRun
	// RoleTask asks about a task or ends it.
	RoleTask
	// RoleDefinition answers the definition of a workflow or an AI app.
	RoleDefinition
	// RoleUpload takes a file or hands out an address to send one to.
	RoleUpload
	// RoleAccount asks about the account.
	RoleAccount
	// RoleWebhook asks about a webhook's pushes or repeats one.
	RoleWebhook
)

// Resource is what the id of a request names.
type Resource string

// The resources. Workflow and App are also the words by which the command line
// and the store know them.
const (
	NoResource Resource = ""
	Workflow   Resource = "workflow"
	App        Resource = "app"
	Task       Resource = "task"
	Webhook    Resource = "webhook"
)

// Endpoint describes one endpoint: everything that the program knows about it
// except its JSON Schema, which is the file KIND.schema.json of package
// schema/request.
type Endpoint struct {
	Kind   Kind
	Method string // "GET" or "POST"
	// Path is absolute; a parameter is written {workflowId}.
	Path string
	// KeyField is the field that carries the API key: of the body, or of the
	// query where Method is "GET". It is "" where V2 wants the key in the header
	// "Authorization: Bearer", and where no key is wanted.
	KeyField string
	Role     Role
	// V2 marks answers that carry errorCode strings instead of code numbers, to
	// requests that carry the key in a header.
	V2 bool
	// Resource is what the request is about, and IDField the body field or
	// path parameter that names it; "" when there is none.
	Resource Resource
	IDField  string
	// NodeInfo marks endpoints that take a nodeInfoList.
	NodeInfo bool
	// EmptyRuns says that with an empty list the workflow runs with the author's
	// own values; EmptyShown that the site itself shows such a request, too;
	// EmptyRefused that it is refused. Without any of them no fact says. Source:
	// live-answers.md, "No error at all" and 1101.
	EmptyRuns, EmptyShown, EmptyRefused bool
	// Options marks endpoints that take instanceType, usePersonalQueue and the
	// other options of a run.
	Options bool
	// Multipart marks a body that is a form, not JSON.
	Multipart bool
	// Internal kinds exist for this program only and have no RunningHub path.
	Internal bool
	// NoSchema marks endpoints whose body has no JSON Schema.
	NoSchema bool
	// Invented are the first parts of v2 paths that clients make up for the
	// endpoint and that nobody answers. Source: runninghub-api.md §7.4.
	Invented []string
	// Hints are what people call a file with such a request, in lower case and
	// without '-', '_' and spaces. Where the hint of another endpoint contains
	// one, the longer wins.
	Hints []string
}

// post is http.MethodPost: net/http is large in a program for the browser.
const post = "POST"

// Undocumented reports whether an endpoint takes a JSON body of which nothing is
// known.
func (e Endpoint) Undocumented() bool {
	_, model := e.Kind.Model()
	return e.NoSchema && e.Method == post && !e.Multipart && !model
}

// table is every endpoint, in the order of the fact page. It is a function's
// result so that nobody can change it.
func table() []Endpoint {
	return []Endpoint{
		{
			Kind: Create, Method: "POST", Path: "/task/openapi/create", KeyField: "apiKey", Role: RoleRun, Resource: Workflow, IDField: "workflowId",
			NodeInfo: true, EmptyRuns: true, Options: true, Hints: []string{"create"},
		},
		{
			Kind: AIAppRun, Method: "POST", Path: "/task/openapi/ai-app/run", KeyField: "apiKey", Role: RoleRun, Resource: App, IDField: "webappId",
			NodeInfo: true, EmptyRefused: true, Options: true, Hints: []string{"aiapp"},
		},
		{
			Kind: QuickAIAppRun, Method: "POST", Path: "/task/openapi/quick-ai-app/run", KeyField: "apiKey", Role: RoleRun, Resource: App, IDField: "webappId",
			NodeInfo: true, Hints: []string{"quickaiapp"},
		},
		{Kind: Status, Method: "POST", Path: "/task/openapi/status", KeyField: "apiKey", Role: RoleTask, Resource: Task, IDField: "taskId", Hints: []string{"status"}},
		{Kind: Outputs, Method: "POST", Path: "/task/openapi/outputs", KeyField: "apiKey", Role: RoleTask, Resource: Task, IDField: "taskId", Hints: []string{"outputs", "output"}},
		{Kind: Cancel, Method: "POST", Path: "/task/openapi/cancel", KeyField: "apiKey", Role: RoleTask, Resource: Task, IDField: "taskId", Hints: []string{"cancel"}},
		{Kind: Upload, Method: "POST", Path: "/task/openapi/upload", KeyField: "apiKey", Role: RoleUpload, Multipart: true, Hints: []string{"upload"}},
		{
			Kind: GetJSONAPIFormat, Method: "POST", Path: "/api/openapi/getJsonApiFormat", KeyField: "apiKey", Role: RoleDefinition, Resource: Workflow, IDField: "workflowId",
			Hints: []string{"getjsonapiformat", "jsonapiformat"},
		},
		{
			Kind: APICallDemo, Method: "GET", Path: "/api/webapp/apiCallDemo", KeyField: "apiKey", Role: RoleDefinition, Resource: App, IDField: "webappId",
			Hints: []string{"apicalldemo"},
		},
		{Kind: AccountStatus, Method: "POST", Path: "/uc/openapi/accountStatus", KeyField: "apikey", Role: RoleAccount, Hints: []string{"accountstatus"}},
		{
			Kind: GetWebhookDetail, Method: "POST", Path: "/task/openapi/getWebhookDetail", KeyField: "apiKey", Role: RoleWebhook, Resource: Task, IDField: "taskId",
			Hints: []string{"webhookdetail"},
		},
		{
			Kind: RetryWebhook, Method: "POST", Path: "/task/openapi/retryWebhook", KeyField: "apiKey", Role: RoleWebhook, Resource: Webhook, IDField: "webhookId",
			Hints: []string{"retrywebhook"},
		},
		{Kind: GetLoraUploadURL, Method: "POST", Path: "/api/openapi/getLoraUploadUrl", KeyField: "apiKey", Role: RoleUpload, Hints: []string{"loraupload"}},
		{
			Kind: V2RunWorkflow, Method: "POST", Path: "/openapi/v2/run/workflow/{workflowId}", Role: RoleRun, V2: true, Resource: Workflow, IDField: "workflowId",
			NodeInfo: true, EmptyRuns: true, EmptyShown: true, Options: true, Hints: []string{"v2runworkflow", "v2workflow", "runworkflow"},
			Invented: []string{"workflow", "task/create", "task/run", "task/submit"},
		},
		{
			Kind: V2RunAIApp, Method: "POST", Path: "/openapi/v2/run/ai-app/{webappId}", Role: RoleRun, V2: true, Resource: App, IDField: "webappId",
			NodeInfo: true, EmptyRefused: true, Options: true, Hints: []string{"v2runaiapp", "v2aiapp", "v2webapp", "runaiapp"},
			Invented: []string{"app"},
		},
		{Kind: V2Query, Method: "POST", Path: "/openapi/v2/query", Role: RoleTask, V2: true, Resource: Task, IDField: "taskId", Hints: []string{"v2query"}, Invented: []string{"task"}},
		{Kind: V2Upload, Method: "POST", Path: "/openapi/v2/media/upload/binary", Role: RoleUpload, V2: true, Multipart: true, NoSchema: true},
		// Source of the rest: runninghub-api.md §7.4 and §7.8.
		{
			Kind: V2PriceAIApp, Method: "POST", Path: pricePath + "run/ai-app/{webappId}", V2: true, Resource: App, IDField: "webappId",
			NodeInfo: true, Options: true, Hints: []string{"pricepreviewaiapp"},
		},
		{Kind: V2ResourceList, Method: "POST", Path: v2Path + "resource/list", V2: true},
		{Kind: V2AIAppList, Method: "POST", Path: v2Path + "aiapp/list", V2: true},
		{Kind: V2KeyList, Method: "GET", Path: v2Path + "api-key/list", Role: RoleAccount, V2: true, NoSchema: true},
		{Kind: V2QueueStatus, Method: "GET", Path: v2Path + "queue/status", Role: RoleAccount, V2: true, NoSchema: true},
		// Their parameters are not documented.
		{Kind: "v2-assets-create", Method: "POST", Path: v2Path + "assets/create", V2: true, NoSchema: true},
		{Kind: "v2-assets-list", Method: "POST", Path: v2Path + "assets/list", V2: true, NoSchema: true},
		{Kind: "v2-assets-query", Method: "POST", Path: v2Path + "assets/query", V2: true, NoSchema: true},
		{Kind: "v2-assets-update", Method: "POST", Path: v2Path + "assets/update", V2: true, NoSchema: true},
		{Kind: "v2-assets-delete", Method: "POST", Path: v2Path + "assets/delete", V2: true, NoSchema: true},
		{Kind: "v2-assets-groups-create", Method: "POST", Path: v2Path + "assets/groups/create", V2: true, NoSchema: true},
		{Kind: "v2-assets-groups-list", Method: "POST", Path: v2Path + "assets/groups/list", V2: true, NoSchema: true},
		{Kind: "v2-assets-groups-query", Method: "POST", Path: v2Path + "assets/groups/query", V2: true, NoSchema: true},
		{Kind: "v2-assets-groups-update", Method: "POST", Path: v2Path + "assets/groups/update", V2: true, NoSchema: true},
		{Kind: "v2-assets-groups-delete", Method: "POST", Path: v2Path + "assets/groups/delete", V2: true, NoSchema: true},
		{Kind: Prompt, Method: "POST", Path: "/prompt", Internal: true},
		{Kind: NodeInfoList, Internal: true, NodeInfo: true},
	}
}

// Table is a set of endpoints and finds them by kind, path and file name. It
// is immutable and safe for concurrent use.
type Table struct {
	rows   []Endpoint
	byKind map[Kind]int
	hints  []hint // the longer before those they may contain
	// idFields are the distinct fields that name a resource.
	idFields []string
}

// hint is a word of file names.
type hint struct {
	word string
	row  int
}

// With is a table of t's rows and further ones, whose kinds differ from all of
// these.
func (t *Table) With(rows ...Endpoint) *Table { return newTable(slices.Concat(t.rows, rows)) }

// newTable makes a table of rows; their kinds differ.
func newTable(rows []Endpoint) *Table {
	t := &Table{rows: slices.Clone(rows), byKind: make(map[Kind]int, len(rows))}
	for i, e := range t.rows {
		t.byKind[e.Kind] = i
		if e.IDField != "" && !slices.Contains(t.idFields, e.IDField) {
			t.idFields = append(t.idFields, e.IDField)
		}
		for _, word := range e.Hints {
			t.hints = append(t.hints, hint{word, i})
		}
	}
	slices.SortStableFunc(t.hints, func(a, b hint) int { return len(b.word) - len(a.word) })
	return t
}

var builtin = sync.OnceValue(func() *Table { return newTable(table()) })

// Default is the table of the endpoints that RunningHub documents and of the
// kinds that only this program has.
func Default() *Table { return builtin() }

// All lists the table's endpoints in their order.
func (t *Table) All() []Endpoint { return slices.Clone(t.rows) }

// Lookup returns the endpoint of a kind.
func (t *Table) Lookup(k Kind) (Endpoint, bool) {
	i, ok := t.byKind[k]
	if !ok {
		return model(k)
	}
	return t.rows[i], true
}

// Match finds the endpoint of a URL path, query and trailing slash ignored. A
// path parameter matches one non-empty segment and is returned as id.
func (t *Table) Match(path string) (e Endpoint, id string, ok bool) {
	path, _, _ = strings.Cut(path, "?")
	path = strings.TrimSuffix(path, "/")
	for i := range t.rows {
		e := &t.rows[i]
		if e.Path == "" {
			continue
		}
		if prefix, _, param := strings.Cut(e.Path, "{"); param {
			rest, found := strings.CutPrefix(path, prefix)
			if found && rest != "" && !strings.Contains(rest, "/") {
				return *e, rest, true
			}
		} else if path == e.Path {
			return *e, "", true
		}
	}
	e, ok = t.matchModel(path)
	return e, "", ok
}

// ResourceOf is the resource that a field such as workflowId names; NoResource
// for any other field.
func (t *Table) ResourceOf(field string) Resource {
	for _, e := range t.rows {
		if e.IDField == field && field != "" {
			return e.Resource
		}
	}
	return NoResource
}

// IDFields lists the fields that name a resource, in the order of the table.
// The slice is shared and must not be changed.
func (t *Table) IDFields() []string { return t.idFields }
