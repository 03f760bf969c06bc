package endpoint

import (
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

func parse(t testing.TB, text string) jsondoc.Value {
	t.Helper()
	d, err := jsondoc.Parse("test", []byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d.Root()
}

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		in, file string
		want     Kind
	}{
		{`{"apiKey":"k","workflowId":"1","nodeInfoList":[]}`, "", Create},
		{`{"apikey":"k","workflowid":"1","nodeinfolist":[]}`, "", Create},
		{`{"apiKey":"k","workfowId":"1","nodeInfoList":[]}`, "", Create},
		{`{"api_key":"k","workflow_id":"1","node_info_list":[]}`, "", Create},
		{`{"menu.open":"Open","workflowId":"Workflow","nodeInfoList":"Node list","taskId":"Task"}`, "", Unknown},
		{`{"workflowId":"工作流","webappId":"应用","nodeInfoList":"节点列表"}`, "", Unknown},
		{`{"apiKey":"k","workflowId":"1904136902449209346","nodeInfoList":"see below"}`, "", Create},
		{`{"apiKey":"k","workflowId":"${ID}","nodeInfoList":"[{\"nodeId\": \"6\"}]"}`, "", Create},
		{`{"apiKey":"k","workflowId":"${ID}","nodeInfoList":"LIST"}`, "", Create},
		{`{"apiKey":"k","workflowId":"1"}`, "", Create},
		{`{"apiKey":"k","workflowId":"1"}`, "requests/getJsonApiFormat.json", GetJSONAPIFormat},
		{`{"apiKey":"k","workflowId":"1"}`, "get_json_api_format/a.json", GetJSONAPIFormat},
		{`{"apiKey":"k","workflowId":"1"}`, "outputs/a.json", Create},
		{`{"apiKey":"k","workflow":"{\"1\":{}}"}`, "", Create},
		{`{"apiKey":"k","workflow":"portrait"}`, "", Unknown},
		{`{"apiKey":"k","webappId":1,"nodeInfoList":[]}`, "", AIAppRun},
		{`{"apiKey":"k","webappId":1,"nodeInfoList":[]}`, "quick-ai-app-run.json", QuickAIAppRun},
		{`{"apiKey":"k","webappId":1}`, "", APICallDemo},
		{`{"apiKey":"k","webappId":1}`, "ai-app-run.json", AIAppRun},
		{`{"apiKey":"k","webappId":1,"instanceType":"plus"}`, "", AIAppRun},
		{`{"apiKey":"k","webappId":1,"quickCreateCode":"002"}`, "", QuickAIAppRun},
		{`{"apiKey":"k","taskId":"1"}`, "", Status},
		{`{"apiKey":"k","taskId":"1"}`, "a/outputs.json", Outputs},
		{`{"apiKey":"k","taskId":"1"}`, "cancel/outputs.json", Outputs},
		{`{"apiKey":"k","taskId":"1"}`, `cancel\a.json`, Cancel},
		{`{"apiKey":"k","taskIds":["1"]}`, "cancel.json", Cancel},
		{`{"apiKey":"k","taskId":"1"}`, "getWebhookDetail.json", GetWebhookDetail},
		{`{"apiKey":"k","taskId":"1","webhookUrl":"x"}`, "", RetryWebhook},
		{`{"apiKey":"k","webhookId":"1","webhookUrl":"x"}`, "", RetryWebhook},
		{`{"apiKey":"k","loraName":"x","md5Hex":"y"}`, "", GetLoraUploadURL},
		{`{"apiKey":"k","file":"a.png","fileType":"input"}`, "", Upload},
		{`{"apiKey":"k","file":"a.png"}`, "", Upload},
		{`{"apikey":"k"}`, "", AccountStatus},
		{`{"apiKey":"k"}`, "", AccountStatus},
		{`{"taskId":"1"}`, "", V2Query},
		{`{"taskId":"1"}`, "status.json", Status},
		{`{"nodeInfoList":[],"addMetadata":true}`, "", V2RunWorkflow},
		{`{"nodeInfoList":[],"usePersonalQueue":"false"}`, "", V2RunAIApp},
		{`{"nodeInfoList":[{"nodeId":"1","description":"x"}]}`, "", V2RunAIApp},
		{`{"nodeInfoList":[{"nodeId":"1"}]}`, "", V2RunWorkflow},
		{`{"nodeInfoList":[{"nodeId":"1"}]}`, "v2-run-ai-app.json", V2RunAIApp},
		{`{"instanceType":"plus","usePersonalQueue":true}`, "", V2RunWorkflow},
		{`[{"nodeId":"1","fieldName":"a"}]`, "", NodeInfoList},
		{`[{"nodeid":"1","field_name":"a"}]`, "", NodeInfoList},
		{`[{"nodeId":"1"},{"name":"x"}]`, "", Unknown},
		{`[]`, "", Unknown}, {`{}`, "", Unknown}, {`5`, "", Unknown}, {`"x"`, "", Unknown},
		{`{"name":"x","version":"1.0.0","scripts":{},"dependencies":{}}`, "package.json", Unknown},
		{`{"source":"runninghub","workflow_id":"1"}`, "", Unknown},
		{`{"apiKey":"k","baseUrl":"x","timeout":5}`, "", Unknown},
		{`{"workflowId":"1","name":"a","description":"b"}`, "", Unknown},
		{`{"taskId":"1","status":"RUNNING"}`, "", Unknown},
		{`{"1":{"class_type":"A","inputs":{}}}`, "", Prompt},
		{`{"1":{"inputs":{}},"2":{"inputs":{}}}`, "", Prompt},
		{`{"prompt":{"1":{"class_type":"A","inputs":{}}}}`, "", Prompt},
		{`{"prompt":{},"client_id":"x"}`, "", Prompt},
		{`{"prompt":"a cat"}`, "", Unknown},
		{`{"nodes":[],"links":[]}`, "", Unknown},
		{`{"A":{"input":{},"output":[],"category":"x"}}`, "", Unknown},
		{`{"webappId":"1","modifications":[]}`, "", Unknown},
	} {
		root := parse(t, c.in)
		kind, others, _ := Default().DetectFile(root, c.file)
		if kind != c.want {
			t.Errorf("%s (%s): %q, want %q", c.in, c.file, kind, c.want)
		}
		if slices.Contains(others, kind) {
			t.Errorf("%s: %q is its own alternative", c.in, kind)
		}
	}
}

func TestClassify(t *testing.T) {
	for in, want := range map[string]Class{
		`{"apiKey":"k","taskId":"1"}`:                                       ClassRequest,
		`[{"apiKey":"k","taskId":"1"}]`:                                     ClassBatch,
		`[{"nodeId":"1","fieldName":"a"}]`:                                  ClassRequest,
		`{"1":{"class_type":"A"}}`:                                          ClassGraph,
		`{"nodes":[{"id":1,"type":"A","pos":[0,0]}]}`:                       ClassUIGraph,
		`{"nodes":[{"id":1}]}`:                                              ClassOther,
		`{"code":0,"msg":"","data":{"prompt":"{}"}}`:                        ClassJSONAPIFormat,
		`{"prompt":"{\"1\":{\"class_type\":\"A\"}}"}`:                       ClassJSONAPIFormat,
		`{"code":0,"msg":"","data":{"nodeInfoList":[]}}`:                    ClassCallDemo,
		`{"webappName":"x","nodeInfoList":[]}`:                              ClassCallDemo,
		`{"code":803,"msg":"x","data":null}`:                                ClassAnswer,
		`{"errorCode":"1101"}`:                                              ClassAnswer,
		`{"event":"TASK_END","eventData":"{}"}`:                             ClassAnswer,
		`{"A":{"input":{},"output":[]}}`:                                    ClassObjectInfo,
		`{"url":"/task/openapi/status","body":{"apiKey":"k","taskId":"1"}}`: ClassRequest,
		`{"name":"x"}`: ClassOther,
		`{"code":"x"}`: ClassOther,
		`null`:         ClassOther,
	} {
		if got := Default().Classify(parse(t, in)); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestIsBatch(t *testing.T) {
	for in, want := range map[string]bool{
		`[{"apiKey":"k","taskId":"1"},{"x":1}]`:                               true,
		`[1,{"apiKey":"k","workflowId":"1","nodeInfoList":[{"nodeId":"1"}]}]`: true,
		`[{"url":"https://www.runninghub.cn/x","body":{"a":1}}]`:              true,
		`[{"1":{"class_type":"A","inputs":{}}}]`:                              true,
		`[{"nodeId":"1","fieldName":"a"}]`:                                    false,
		`[{"name":"x"}]`:                                                      false,
		`[]`:                                                                  false,
		`{"apiKey":"k","taskId":"1"}`:                                         false,
	} {
		if got := Default().IsBatch(parse(t, in)); got != want {
			t.Errorf("%s: %v", in, got)
		}
	}
}

func TestUnwrap(t *testing.T) {
	body := `{"apiKey":"k","taskId":"1"}`
	for _, c := range []struct{ in, pointer, method, url string }{
		{`{"url":"https://www.runninghub.cn/task/openapi/status","method":"POST","headers":{"a":"b"},"body":` + body + `}`, "/body", "POST", "https://www.runninghub.cn/task/openapi/status"},
		{`{"endpoint":"/task/openapi/status","data":` + body + `}`, "/data", "", "/task/openapi/status"},
		{`{"path":"/x","method":"POST","json":` + body + `}`, "/json", "POST", "/x"},
		{`{"request":{"method":"POST","url":"/task/openapi/status","postData":{"mimeType":"application/json","text":"{\"apiKey\":\"k\",\"taskId\":\"1\"}"}}}`, "/request/postData/text", "POST", "/task/openapi/status"},
		{`{"log":{"entries":[{"request":{"method":"POST","url":"/task/openapi/status","postData":{"mimeType":"x","text":"{}"}}}]}}`, "/log/entries/0/request/postData/text", "POST", "/task/openapi/status"},
		{`{"name":"x","request":{"method":"POST","header":[],"url":{"raw":"{{base}}/task/openapi/status"},"body":{"mode":"raw","raw":"{}"}}}`, "/request/body/raw", "POST", "{{base}}/task/openapi/status"},
		{`{"url":"https://www.runninghub.cn/api/webapp/apiCallDemo","method":"GET","params":{"apiKey":"k","webappId":"1"}}`, "/params", "GET", "https://www.runninghub.cn/api/webapp/apiCallDemo"},
		{`{"url":"https://www.runninghub.cn/api/webapp/apiCallDemo?apiKey=k"}`, "none", "", "https://www.runninghub.cn/api/webapp/apiCallDemo?apiKey=k"},
		{`{"url":"/task/openapi/status","body":"{broken"}`, "/body", "", "/task/openapi/status"},
	} {
		got, method, url, _, ok := Default().Unwrap(parse(t, c.in))
		pointer := "none"
		if got.Exists() {
			pointer = got.FilePointer()
		}
		if !ok || pointer != c.pointer || method.Text() != c.method || url.Text() != c.url {
			t.Errorf("%s: %v %s %q %q", c.in, ok, pointer, method.Text(), url.Text())
		}
	}
	for _, in := range []string{`{"url":"https://example.com","data":{"a":1}}`, `{"path":"/x","body":` + body + `}`, body, `{"url":5}`, `[]`, `{"url":"https://example.com/x","method":"GET"}`} {
		if _, _, _, _, ok := Default().Unwrap(parse(t, in)); ok {
			t.Errorf("%s is taken for a saved request", in)
		}
	}
}

func TestMatchAndNearest(t *testing.T) {
	for _, c := range []struct {
		path string
		want Kind
		id   string
	}{
		{"/task/openapi/create", Create, ""}, {"/task/openapi/create/?x=1", Create, ""}, {"/task/openApi/create", Create, ""},
		{"/api/openapi/create", Create, ""}, {"/api/openapi/upload", Upload, ""}, {"/task/openapi/getJsonApiFormat", GetJSONAPIFormat, ""},
		{"/openapi/create", Create, ""}, {"/task/openapi/ai_app/run", AIAppRun, ""}, {"/task/openapi/aiapp/run", AIAppRun, ""},
		{"/task//openapi/outputs", Outputs, ""}, {"/task/openapi/output", Outputs, ""}, {"/task/openapi/accountStatus", AccountStatus, ""},
		{"/openapi/v2/run/workflow/190", V2RunWorkflow, "190"}, {"/openapi/v2/run/workflows/190", V2RunWorkflow, "190"}, {"/openapi/v2/run/aiapp/{webappId}", V2RunAIApp, "{webappId}"},
		{"/openapi/v2/workflow/190/run", V2RunWorkflow, "190"}, {"/openapi/v2/task/create", V2RunWorkflow, ""}, {"/openapi/v2/task/190", V2Query, "190"},
		{"/openapi/v2/app/{webappId}", V2RunAIApp, "{webappId}"},
		{"/openapi/v2/querys", V2Query, ""}, {"/task/openapi/query", V2Query, ""},
		{"/openapi/v2/rhart-image-v1/text-to-image", "v2-model:rhart-image-v1/text-to-image", ""}, {"/foo", Unknown, ""}, {"", Unknown, ""}, {"/" + strings.Repeat("x", 300), Unknown, ""},
	} {
		e, id, ok := Default().Nearest(c.path)
		if !ok {
			e.Kind, id = Unknown, ""
		}
		if e.Kind != c.want || id != c.id {
			t.Errorf("Default().Nearest(%q) = %q %q", c.path, e.Kind, id)
		}
	}
	for path, want := range map[string]bool{
		"/openapi/v2/task": true, "/openapi/v2/app/1": true, "/openapi/v2/tasks/model": false, "/openapi/v2/run/workflow/1": false, "/task/openapi/create": false, "": false,
	} {
		if Default().Invented(path) != want {
			t.Errorf("Invented(%q) = %v", path, !want)
		}
	}
	if _, _, ok := Default().Match("/openapi/v2/run/workflow/"); ok {
		t.Error("an empty id matches")
	}
}

func TestSplitURL(t *testing.T) {
	for _, c := range []struct{ url, want string }{
		{"https://www.runninghub.cn/task/openapi/create?a=1#f", "https|www.runninghub.cn|/task/openapi/create|a=1"},
		{"/a/b", "||/a/b|"}, {"a/b", "||/a/b|"}, {"www.runninghub.cn/a", "|www.runninghub.cn|/a|"}, {"{{base}}/a", "|{{base}}|/a|"},
		{"HTTP://h", "http|h|/|"}, {"localhost/prompt", "|localhost|/prompt|"}, {"127.0.0.1:8188/prompt", "|127.0.0.1:8188|/prompt|"}, {"", "||/|"},
	} {
		s, h, p, q := SplitURL(c.url)
		if got := s + "|" + h + "|" + p + "|" + q; got != c.want {
			t.Errorf("%s: %s", c.url, got)
		}
	}
}

func TestTable(t *testing.T) {
	for _, e := range Default().All() {
		if got, ok := Default().Lookup(e.Kind); !ok || got.Path != e.Path {
			t.Errorf("%s", e.Kind)
		}
		if e.Path != "" {
			if m, _, ok := Default().Match(strings.Replace(e.Path, "{", "1{", 1)); !ok || m.Kind != e.Kind {
				t.Errorf("%s: %q", e.Path, m.Kind)
			}
		}
	}
	if _, ok := Default().Lookup("x"); ok {
		t.Error("x is an endpoint")
	}
}

// No JSON makes classification panic, and its parts agree.
func FuzzClassify(f *testing.F) {
	f.Add(`{"apiKey":"k","workflowId":"1","nodeInfoList":[{"nodeId":"1"}]}`, "a/outputs.json")
	f.Add(`{"log":{"entries":[{"request":{"url":"/task/openapi/x","postData":{"text":"{","mimeType":""}}}]}}`, "")
	f.Add(`[{"nodeid":1,"fieldname":2}]`, `v2\x`)
	f.Add(`{"prompt":"{\"1\":{}}"}`, "")
	f.Fuzz(func(t *testing.T, text, path string) {
		d, err := jsondoc.Parse("f", []byte(text))
		if err != nil {
			return
		}
		root := d.Root()
		kind, _, _ := Default().DetectFile(root, path)
		if c := Default().Classify(root); (c == ClassGraph) != (kind == Prompt) && c != ClassRequest {
			t.Errorf("%s: class %q, kind %q", text, c, kind)
		}
		if Default().IsBatch(root) && kind != Unknown {
			t.Errorf("%s: a batch and %q", text, kind)
		}
		Default().Nearest(path)
		SplitURL(path)
	})
}
