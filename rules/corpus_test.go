package rules_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/golden"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// wild checks one collected request as the command would, with the definition
// that the collectors name for it.
func wild(t testing.TB, s source) rules.Result {
	t.Helper()
	dir := filepath.Join(sharedtest.Dir(t), "corpus", "wild")
	o := rules.Options{Endpoint: kindOf(s), Catalog: nodes.Core()}
	if strings.HasPrefix(s.definition, "definitions/") {
		d, err := workflow.Read(filepath.Base(s.definition), read(t, filepath.Join(dir, s.definition)))
		switch {
		case err == nil:
			o.Definition = d
		case !errors.Is(err, fault.DefinitionUIFormat):
			t.Errorf("%s: %v", s.definition, err)
		}
	}
	name := filepath.Base(s.file)
	return one(t, checker(t, o), name, string(read(t, filepath.Join(dir, s.file))))
}

// deciding is the finding that made the verdict.
func deciding(r *rules.Result) *rule.Finding {
	var first *rule.Finding
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Severity == rule.Error && f.Code == r.Verdict.Code && f.Code != 0 && (first == nil || f.Rule.Stage < first.Rule.Stage) {
			first = f
		}
	}
	return first
}

// TestWildOutcomes holds what becomes of each collected request. Each line of
// the list has been read against what is known of the service.
func TestWildOutcomes(t *testing.T) {
	var got strings.Builder
	got.WriteString("# file, endpoint, outcome, code, deciding finding with its place, msg of the answer\n")
	n := 0
	for _, s := range sources(t) {
		if !strings.HasPrefix(s.file, "requests/") {
			continue
		}
		n++
		r := wild(t, s)
		kind := string(r.Endpoint)
		if kind == "" {
			kind = "-"
		}
		fmt.Fprintf(&got, "%s | %s | %s", filepath.Base(s.file), kind, r.Verdict.Outcome)
		if f := deciding(&r); f != nil {
			fmt.Fprintf(&got, " | %d | %s %d:%d", r.Verdict.Code, f.Rule.ID, f.Start.Line, f.Start.Column)
			if r.Verdict.Msg != "" {
				got.WriteString(" | " + r.Verdict.Msg)
			}
		} else if r.Verdict.Outcome == rules.Rejected {
			t.Errorf("%s is rejected and no finding says why", s.file)
		}
		got.WriteString("\n")
	}
	if n != 185 {
		t.Errorf("%d requests, want 185", n)
	}
	golden.Equal(t, "testdata/wild-outcomes.txt", []byte(got.String()))
}

// TestDocumentedRequests: every request of the documents is known for what it
// is, and none is called wrong.
func TestDocumentedRequests(t *testing.T) {
	want := map[string]endpoint.Kind{
		"accountStatus_req.json": endpoint.AccountStatus, "aiapp_req.json": endpoint.AIAppRun, "create_req_advanced.json": endpoint.Create,
		"create_req_full_schema.json": endpoint.Create, "create_req_simple.json": endpoint.Create,
		"create_req_usePersonalQueue_string.json": endpoint.Create, "getJsonApiFormat_req.json": endpoint.GetJSONAPIFormat,
		"lora_upload_req.json": endpoint.GetLoraUploadURL, "nodeinfolist_template.json": endpoint.NodeInfoList,
		"quickaiapp_req.json": endpoint.QuickAIAppRun, "retryWebhook_req.json": endpoint.RetryWebhook, "status_req.json": endpoint.Status,
		"v2_query_req.json": endpoint.V2Query,
	}
	dir := filepath.Join(sharedtest.Dir(t), "corpus")
	files, err := filepath.Glob(filepath.Join(dir, "requests", "*.json"))
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d files, want %d: %v", len(files), len(want), err)
	}
	graph := documentedGraph(t)
	for _, f := range files {
		name := filepath.Base(f)
		o := rules.Options{Catalog: nodes.Core()}
		if want[name] == endpoint.Create {
			o.Definition = graph
		}
		r := one(t, checker(t, o), name, string(read(t, f)))
		if r.Endpoint != want[name] {
			t.Errorf("%s is taken for %q, want %q", name, r.Endpoint, want[name])
		}
		if r.Verdict.Outcome == rules.Rejected {
			t.Errorf("%s: %s %v", name, verdict(r.Verdict), errorsOf(&r))
		}
	}
}

func documentedGraph(t testing.TB) *workflow.Definition {
	t.Helper()
	path := filepath.Join(sharedtest.Dir(t), "corpus", "definitions", "1904136902449209346.json")
	return definition(t, string(read(t, path)))
}

// TestDefinitions: every collected definition is read, but for those that are
// none, and a graph that was run passes as a prompt.
func TestDefinitions(t *testing.T) {
	n := 0
	for _, s := range sources(t) {
		if !strings.HasPrefix(s.file, "definitions/") {
			continue
		}
		n++
		_, err := workflow.Read(s.file, read(t, filepath.Join(sharedtest.Dir(t), "corpus", "wild", s.file)))
		none := strings.Contains(s.kind, "NOT")
		if strings.HasPrefix(s.kind, "/api/webapp/detail") || strings.HasPrefix(s.kind, "apiCallDemo extract") {
			continue // inputNodes, or the fields of two apps in a shape of their own; what is made of it is not promised
		}
		if (err != nil) != none {
			t.Errorf("%s (%s): %v", s.file, s.kind, err)
		}
	}
	if n != 46 {
		t.Errorf("%d definitions, want 46", n)
	}
	graph := string(read(t, filepath.Join(sharedtest.Dir(t), "corpus", "definitions", "1904136902449209346.json")))
	r := one(t, checker(t, rules.Options{Catalog: nodes.Core()}), "workflow.json", graph)
	if r.Endpoint != endpoint.Prompt || r.Verdict.Outcome == rules.Rejected {
		t.Errorf("%s: %s %v", r.Endpoint, verdict(r.Verdict), errorsOf(&r))
	}
}

// change is one change of a text: the first old becomes new.
type change struct {
	name, old, new string
	// at is the text whose place the finding has, in the changed document; the
	// finding's place is its n-th byte.
	at string
	n  int
	// rule and code are what must be said there.
	rule string
	code code.Code
}

// TestOneChange: a documented request with one thing changed comes out with
// the right code at the right line and column.
func TestOneChange(t *testing.T) {
	create := []change{
		{"unknown node", `"nodeId": "6"`, `"nodeId": "66"`, `"66"`, 0, "nodeinfo-node", 803},
		{"node with a blank", `"nodeId": "6"`, `"nodeId": "6 "`, `"6 "`, 0, "nodeinfo-node", 803},
		{"unknown field", `"fieldName": "text"`, `"fieldName": "txt"`, `"txt"`, 0, "nodeinfo-field", 803},
		{"field in capitals", `"fieldName": "text"`, `"fieldName": "Text"`, `"Text"`, 0, "nodeinfo-field", 803},
		{"editor's widget", `"fieldName": "seed"`, `"fieldName": "control_after_generate"`, `"control_after_generate"`, 0, "nodeinfo-frontend-widget", 803},
		{"null value", `"fieldValue": "1231231"`, `"fieldValue": null`, `null`, 0, "nodeinfo-missing-value", 803},
		{"misspelt item key", `"fieldName": "text"`, `"fieldname": "text"`, `"fieldname"`, 0, "nodeinfo-item-key", 803},
		{"misspelt id key", `"workflowId"`, `"workflowid"`, `"workflowid"`, 0, "request-key", 301},
		{"misspelt api key", `"apiKey"`, `"apikey"`, `"apikey"`, 0, "request-key", 301},
		{"id of letters", `"1904136902449209346"`, `"portrait"`, `"portrait"`, 0, "id-format", 301},
		{"list of the wrong type", `"nodeInfoList": [`, `"nodeInfoList": 7, "x": [`, `7`, 0, "nodeinfo-list-type", 301},
		{"broken quote", `"fieldName": "text"`, `"fieldName": "text`, `"text`, 0, "json-syntax", 500},
		{"single quotes", `"fieldName": "text"`, `"fieldName": 'text'`, `'text'`, 0, "json-syntax", 500},
		{"full-width comma", `"nodeId": "6",`, `"nodeId": "6"，`, `"6"，`, 3, "json-syntax", 500},
		{"trailing comma", `]`, `,]`, `,]`, 0, "json-syntax", 500},
		{"missing colon", `"nodeId": "6"`, `"nodeId" "6"`, ``, -1, "json-syntax", 500},
		{"capital false", `"fieldValue": "1231231"`, `"fieldValue": False`, `False`, 0, "json-syntax", 500},
	}
	graph := documentedGraph(t)
	text := string(read(t, filepath.Join(sharedtest.Dir(t), "corpus", "requests", "create_req_advanced.json")))
	c := checker(t, rules.Options{Definition: graph})
	for _, ch := range create {
		t.Run(ch.name, func(t *testing.T) { oneChange(t, c, text, ch) })
	}
	app := string(read(t, filepath.Join(sharedtest.Dir(t), "corpus", "requests", "aiapp_req.json")))
	c = checker(t, rules.Options{})
	for _, ch := range []change{
		{"misspelt webappId", `"webappId"`, `"webappid"`, `"webappid"`, 0, "request-key", 301},
		{"no list", `"nodeInfoList"`, `"items"`, ``, 0, "nodeinfo-list-empty", 301},
		{"wrong key", `"apiKey"`, `"api_key"`, `"api_key"`, 0, "request-key", 301},
	} {
		t.Run("app "+ch.name, func(t *testing.T) { oneChange(t, c, app, ch) })
	}
}

func oneChange(t *testing.T, c *rules.Checker, text string, ch change) {
	t.Helper()
	i := strings.Index(text, ch.old)
	if i < 0 {
		t.Fatalf("the request has no %s", ch.old)
	}
	before := one(t, c, "req.json", text)
	changed := text[:i] + ch.new + text[i+len(ch.old):]
	r := one(t, c, "req.json", changed)
	if before.Verdict.Outcome == rules.Rejected || r.Verdict.Code != ch.code {
		t.Errorf("before %s, after %s, want %d: %v", verdict(before.Verdict), verdict(r.Verdict), ch.code, errorsOf(&r))
	}
	f := deciding(&r)
	if f == nil || f.Rule.ID != ch.rule {
		t.Fatalf("no %s: %v", ch.rule, errorsOf(&r))
	}
	if ch.n < 0 {
		return // anywhere near
	}
	at := strings.Index(changed[max(0, i-1):], ch.at) + max(0, i-1) + ch.n
	if ch.at == "" {
		at = 0
	}
	line := strings.Count(changed[:at], "\n") + 1
	column := at - strings.LastIndexByte(changed[:at], '\n')
	if f.Start.Line != line || f.Start.Column != column || f.Start.Offset != at {
		t.Errorf("%s at %d:%d, want %d:%d", ch.rule, f.Start.Line, f.Start.Column, line, column)
	}
}

// TestLiveErrors: what the service really answered is predicted.
func TestLiveErrors(t *testing.T) {
	image := `{"class_type": "LoadImage", "inputs": {"image": "a.png"}}`
	const list = `"nodeInfoList": [{"nodeId": "8", "fieldName": "image", "fieldValue": "api/a.png"}]`
	tests := []struct {
		name, text string
		file       string // of the collected requests
		definition string // as the corrected request shows it
		kind       endpoint.Kind
		want       string
		msg        string
	}{
		{
			name: "node moved into a sub-graph", file: "id69249974540__v2_aces_got803.json",
			definition: `{"150:5": {"class_type": "Ratio", "inputs": {"aspect_ratio": "16:9 (Widescreen)"}}}`,
			want:       "rejected 803", msg: "NODE_INFO_MISMATCH(nodeId=115, fieldName=aspect_ratio, reason=node_not_found_in_workflow)",
		},
		{
			name: "node of an old version", file: "id53969990521__ai-app_arcano_got803.json", kind: endpoint.AIAppRun,
			definition: `{"58": ` + image + `, "62": ` + image + `, "69": {"class_type": "A", "inputs": {"text": ""}}}`,
			want:       "rejected", msg: "NODE_INFO_MISMATCH(nodeId=85, fieldName=aspectRatio, reason=node_not_found_in_workflow)",
		},
		{
			name: "field of another version", file: "id37614025739__create_1962342403615166465_got803.json",
			definition: `{"318": ` + image + `, "339": {"class_type": "A", "inputs": {"int": 1}}, "352": {"class_type": "A", "inputs": {"video": "a.mp4"}}}`,
			want:       "rejected 803", msg: "NODE_INFO_MISMATCH(nodeId=339, fieldName=number, reason=field_not_found_in_node_inputs)",
		},
		{name: "no fieldValue", file: "id52476882191__item_value_instead_of_fieldValue.json", want: "rejected 803", msg: "JsonNull"},
		{name: "taskId 0", text: `{"apiKey": "${KEY}", "taskId": "0"}`, kind: endpoint.Status, want: "rejected 301", msg: "taskId must be positive"},
		{name: "taskIds", text: `{"apiKey": "${KEY}", "taskIds": ["1904136902449209346"]}`, kind: endpoint.Cancel, want: "rejected 301", msg: "taskId cannot be empty"},
		{name: "wrong path", text: `{"url": "https://www.runninghub.cn/api/openapi/upload", "method": "POST"}`, want: "rejected 412", msg: "TOKEN_INVALID"},
		{name: "v2 empty list", text: `{"nodeInfoList": []}`, kind: endpoint.V2RunAIApp, want: "rejected 1101", msg: "Node info error"},
		{
			name: "above the maximum", text: `{"apiKey": "${KEY}", "webappId": "1904136902449209346", "nodeInfoList": [{"nodeId": "7", "fieldName": "duration_seconds", "fieldValue": "30"}]}`,
			definition: `[{"nodeId": "7", "nodeName": "Video", "fieldName": "duration_seconds", "fieldValue": "5", "fieldType": "INT", "fieldData": "[\"INT\",{\"default\":5,\"min\":1,\"max\":15}]", "description": "d"}]`,
			want:       "rejected 433",
		},
		{name: "rounded id", text: `{"apiKey": "${KEY}", "webappId": 1997953926043459600, ` + list + `}`, want: "unknown 0 possible [1 901]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := tt.text
			if tt.file != "" {
				text = string(read(t, filepath.Join(sharedtest.Dir(t), "corpus", "wild", "requests", tt.file)))
			}
			o := rules.Options{Endpoint: tt.kind}
			if tt.definition != "" {
				o.Definition = definition(t, tt.definition)
			}
			r := one(t, checker(t, o), "req.json", text)
			if got := verdict(r.Verdict); !strings.HasPrefix(got, tt.want) {
				t.Errorf("%s, want %s: %v", got, tt.want, errorsOf(&r))
			}
			if r.Verdict.Msg == tt.msg {
				return
			}
			var all []string
			for _, f := range r.Findings {
				if f.Msg == tt.msg {
					return
				}
				all = append(all, f.Msg)
			}
			t.Errorf("msg %q, want %q", all, tt.msg)
		})
	}
}
