package explain_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/explain"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/golden"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// two are rules of our own, so that the golden files do not change with every
// rule that is added.
var two = []*rule.Rule{
	{ID: "nodeinfo-node", Code: 803, Severity: rule.Error, Confidence: rule.Certain, Bad: rule.Example{Input: `[{"nodeId": "99"}]`}, Good: rule.Example{Input: `[{"nodeId": "6"}]`}},
	{ID: "nodeinfo-value", Code: 803, Alternatives: []code.Code{433, 805}, Severity: rule.Warning, Confidence: rule.Possible, Fixable: true, Comfy: "invalid_input_type"},
	{ID: "silent-trap", Severity: rule.Note},
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// both is the request and the definition of testdata.
func both(t testing.TB, o explain.Options) explain.Options {
	t.Helper()
	def, err := workflow.Read("workflow.json", read(t, "workflow.json"))
	if err != nil {
		t.Fatal(err)
	}
	o.Definition = def
	o.Request = parse(t, "request.json", string(read(t, "request.json")))
	return o
}

func parse(t testing.TB, name, text string) jsondoc.Value {
	t.Helper()
	doc, err := jsondoc.Parse(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	golden.Equal(t, filepath.Join("testdata", "golden", name+".txt"), []byte(got))
}

const nodeErrors433 = `{"code":433,"msg":"prompt_outputs_failed_validation","data":{"node_errors":{
 "3":{"errors":[{"type":"value_bigger_than_max","message":"Value 20000 bigger than max of 10000","details":"steps","extra_info":{"input_name":"steps","input_config":["INT",{"min":1,"max":10000}],"received_value":20000}}],"dependent_outputs":["9"],"class_type":"KSampler"},
 "150:5":{"errors":[{"type":"value_not_in_list","message":"Value not in list","details":"aspect_ratio: '16:9 (Widescren)' not in ['16:9 (Widescreen)', '1:1 (Square)']"}]},
 "4":{"errors":[{"type":"required_input_missing","message":"Required input is missing","details":"ckpt_name","extra_info":{"input_name":"ckpt_name"}}]}}}}`

func TestGolden(t *testing.T) {
	for _, lang := range sharedtest.Languages() {
		plain := explain.Options{Lang: lang, Rules: two}
		full := both(t, plain)
		for _, name := range []string{"803", "412", "805", "1101", "0", "TASK_NOT_FOUND", "nodeinfo-node", "nodeinfo-value", "silent-trap"} {
			r, err := explain.Name(name, plain)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, "name-"+name+"."+string(lang), r.Text(plain))
		}
		for name, answer := range map[string]string{
			"803-node":  `{"code":803,"msg":"NODE_INFO_MISMATCH(nodeId=115, fieldName=aspect_ratio, reason=node_not_found_in_workflow)"}`,
			"803-field": `{"code":803,"msg":"NODE_INFO_MISMATCH(nodeId=12, fieldName=iamge, reason=field_not_found_in_node_inputs)"}`,
			"803-null":  `{"errorCode":"803","errorMessage":"JsonNull"}`,
			"803-old":   `{"code":803,"msg":"APIKEY_INVALID_NODE_INFO","data":null}`,
			"433":       nodeErrors433,
			"partial":   `{"code":0,"msg":"success","data":{"taskId":"1910246754753896450","taskStatus":"QUEUED","promptTips":"{\"result\": true, \"error\": null, \"outputs_to_execute\": [\"10\"], \"node_errors\": {\"3\": {\"errors\": [{\"type\": \"value_bigger_than_max\", \"message\": \"Value 20000 bigger than max of 10000\", \"details\": \"steps\"}]}}}"}}`,
			"805":       `{"code":805,"msg":"APIKEY_TASK_STATUS_ERROR","data":{"failedReason":{"node_id":"12","node_name":"LoadImage","exception_type":"ValueError","exception_message":"Invalid image file: api/x.png"}}}`,
		} {
			r := explain.Response([]byte(answer), full)
			compare(t, "answer-"+name+"."+string(lang), r.Text(full))
		}
	}
}

func places(r explain.Report) string {
	var out []string
	for _, p := range r.Blames[0].Request {
		out = append(out, p.Pointer)
	}
	return strings.Join(out, " ")
}

// The culprit is found in request and definition.
func TestBlames(t *testing.T) {
	o := both(t, explain.Options{})
	for _, c := range []struct {
		name, answer string
		code         code.Code
		node, field  string
		reason       string
		pointer      string
		suggestion   string
	}{
		{"node", `{"code":803,"msg":"NODE_INFO_MISMATCH(nodeId=115, fieldName=aspect_ratio, reason=node_not_found_in_workflow)"}`, 803, "115", "aspect_ratio", "node_not_found_in_workflow", "/nodeInfoList/2/nodeId", "150:5"},
		{"field", `{"code":803,"msg":"NODE_INFO_MISMATCH(nodeId=12, fieldName=iamge, field_not_found_in_node_inputs)"}`, 803, "12", "iamge", "field_not_found_in_node_inputs", "/nodeInfoList/3/fieldName", "image"},
		{"no field", `{"code":803,"msg":"NODE_INFO_MISMATCH(nodeId=115, reason=node_not_found_in_workflow)"}`, 803, "115", "", "node_not_found_in_workflow", "/nodeInfoList/2/nodeId", ""},
		{"v2", `{"errorCode":"803","errorMessage":"NODE_INFO_MISMATCH(nodeId=115, fieldName=aspect_ratio, reason=node_not_found_in_workflow)"}`, 803, "115", "aspect_ratio", "node_not_found_in_workflow", "/nodeInfoList/2/nodeId", "150:5"},
		{"bare", `NODE_INFO_MISMATCH(nodeId=115, fieldName=aspect_ratio, reason=node_not_found_in_workflow)`, 803, "115", "aspect_ratio", "node_not_found_in_workflow", "/nodeInfoList/2/nodeId", "150:5"},
		{"null", `JsonNull`, 803, "4", "ckpt_name", "json_null", "/nodeInfoList/4", ""},
		{"old", `{"code":803,"msg":"APIKEY_INVALID_NODE_INFO"}`, 803, "115", "aspect_ratio", "node_not_found_in_workflow", "/nodeInfoList/2/nodeId", "150:5"},
		{"1101", `{"errorCode":"1101","errorMessage":"Node info error"}`, 1101, "115", "aspect_ratio", "node_not_found_in_workflow", "/nodeInfoList/2/nodeId", "150:5"},
		{"433", nodeErrors433, 433, "3", "steps", "value_bigger_than_max", "/nodeInfoList/1/fieldValue", ""},
		{"input_config beside", `{"code":433,"msg":"x","data":{"node_errors":{"3":{"errors":[{"type":"value_bigger_than_max","message":"m","details":"steps","input_config":["INT",{"max":100}]}]}}}}`, 433, "3", "steps", "value_bigger_than_max", "/nodeInfoList/1/fieldValue", ""},
		{"bare node errors", `{"150:5":{"errors":[{"type":"value_not_in_list","message":"Value not in list","details":"aspect_ratio: '16:9 (Widescren)' not in ['16:9 (Widescreen)', '1:1 (Square)']"}]}}`, 0, "150:5", "aspect_ratio", "value_not_in_list", "/nodeInfoList/5/fieldValue", "16:9 (Widescreen)"},
		{"V3 combo", `{"node_errors":{"150:5":{"errors":[{"type":"value_not_in_list","message":"m","details":"aspect_ratio: 'squar' not in (list of length 40)","extra_info":{"input_name":"aspect_ratio","received_value":"squar","input_config":["COMBO",{"options":["square","wide"]}]}}]}}}`, 0, "150:5", "aspect_ratio", "value_not_in_list", "/nodeInfoList/5/fieldValue", "square"},
		{"text error", `{"node_errors":{"9":{"errors":["missing input"]}}}`, 0, "9", "", "", "", ""},
		{"text node", `{"node_errors":{"46":"invalid"}}`, 0, "46", "", "", "", ""},
		{"msg is JSON", `{"code":433,"msg":"{\"node_errors\":{\"3\":{\"errors\":[{\"type\":\"value_smaller_than_min\",\"message\":\"m\",\"details\":\"steps\"}]}}}"}`, 433, "3", "steps", "value_smaller_than_min", "/nodeInfoList/1/fieldValue", ""},
		{"promptTips is an object", `{"code":0,"data":{"taskId":"1","promptTips":{"result":true,"node_errors":{"3":{"errors":[{"type":"custom_validation_failed","message":"m","details":"steps - no"}]}}}}}`, 0, "3", "steps", "custom_validation_failed", "/nodeInfoList/1/fieldValue", ""},
		{"promptTips is text", `{"code":433,"msg":"VALIDATE_PROMPT_FAILED","data":{"promptTips":"node 12 missing model"}}`, 433, "12", "", "named", "/nodeInfoList/3/fieldValue", ""},
		{"whole prompt", `{"error":{"type":"missing_node_type","message":"Node 'X' not found","details":"Node ID '#12'","extra_info":{"node_id":"12","class_type":"X","node_title":"T"}},"node_errors":{}}`, 433, "12", "", "missing_node_type", "/nodeInfoList/3/fieldValue", ""},
		{"inner exception", `{"node_errors":{"12":{"errors":[{"type":"exception_during_inner_validation","message":"m","details":"'nope'","extra_info":{"input_name":"images","linked_node":["nope",0]}}]}}}`, 0, "12", "images", "exception_during_inner_validation", "/nodeInfoList/3/fieldValue", ""},
		{"805 list", `{"code":805,"msg":"APIKEY_TASK_STATUS_ERROR","data":{"failedReason":{"node_id":"4","node_name":"CheckpointLoaderSimple","exception_message":"Value not in list: ckpt_name: 'bas.safetensors' not in ['base.safetensors', 'it\\'s.safetensors']"}}}`, 805, "4", "ckpt_name", "value_not_in_list", "/nodeInfoList/4", "base.safetensors"},
		{"805 placeholder", `{"code":805,"data":{"failedReason":{"node_id":"12","exception_message":"Invalid audio file: <上传:song.mp3>"}}}`, 805, "12", "", "run_placeholder", "/nodeInfoList/3/fieldValue", ""},
		{"805 file", `{"code":805,"data":{"failedReason":{"node_id":"12","exception_message":"cannot identify image file '/workspace/input/api/x.png'"}}}`, 805, "12", "iamge", "run_file", "/nodeInfoList/3/fieldValue", ""},
		{"805 memory", `{"code":805,"data":{"failedReason":{"node_id":"3","exception_type":"torch.OutOfMemoryError","exception_message":"Allocation failed"}}}`, 805, "3", "", "run_memory", "/nodeInfoList/1/fieldValue", ""},
		{"805 arguments", `{"code":805,"data":{"failedReason":{"node_id":"3","exception_message":"f() missing 2 required positional arguments: 'a' and 'b'"}}}`, 805, "3", "", "run_arguments", "/nodeInfoList/1/fieldValue", ""},
		{"805 string", `{"code":805,"data":{"failedReason":"something broke"}}`, 805, "", "", "run_failed", "", ""},
		{"805 string of JSON", `{"code":805,"data":{"failedReason":"{\"node_id\":\"3\",\"exception_message\":\"x\"}"}}`, 805, "3", "", "run_failed", "/nodeInfoList/1/fieldValue", ""},
		{"v2 failed", `{"taskId":"1","status":"FAILED","errorCode":"1000","errorMessage":"unknown error","failedReason":{"node_id":"3","node_name":"KSampler","exception_message":"x"}}`, 1000, "3", "", "run_failed", "/nodeInfoList/1/fieldValue", ""},
		{"webhook", `{"event":"TASK_END","taskId":"1","eventData":"{\"code\":805,\"msg\":\"APIKEY_TASK_STATUS_ERROR\",\"data\":{\"failedReason\":{\"node_id\":\"3\",\"exception_message\":\"x\"}}}"}`, 805, "3", "", "run_failed", "/nodeInfoList/1/fieldValue", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := explain.Response([]byte(c.answer), o)
			if r.Kind != "answer" {
				t.Fatalf("kind %s: %s", r.Kind, r.Text(o))
			}
			if c.code != 0 && (r.Code == nil || *r.Code != c.code) {
				t.Errorf("code %v, want %d", r.Code, c.code)
			}
			if len(r.Blames) == 0 {
				t.Fatalf("nobody is blamed:\n%s", r.Text(o))
			}
			b := r.Blames[0]
			if b.Node != c.node || b.Field != c.field || b.Reason != c.reason {
				t.Errorf("blames %q %q %q, want %q %q %q", b.Node, b.Field, b.Reason, c.node, c.field, c.reason)
			}
			if places(r) != c.pointer {
				t.Errorf("place %q, want %q", places(r), c.pointer)
			}
			if c.suggestion != "" && !slices.Contains(b.Suggestions, c.suggestion) {
				t.Errorf("suggests %v, want %s", b.Suggestions, c.suggestion)
			}
		})
	}
}

func TestBlameDetails(t *testing.T) {
	o := both(t, explain.Options{})
	r := explain.Response([]byte(nodeErrors433), o)
	if len(r.Blames) != 3 {
		t.Fatalf("%d blames", len(r.Blames))
	}
	b := r.Blames[0]
	if b.Min != "1" || b.Max != "10000" || b.Value != "20000" || b.Author != "20" || b.Class != "KSampler" || b.Title != "采样" {
		t.Errorf("%+v", b)
	}
	if len(b.Request) != 1 || b.Request[0].Line != 6 || b.Request[0].Column != 57 || b.Request[0].File != "request.json" {
		t.Errorf("place %+v", b.Request)
	}
	if b.Definition == nil || b.Definition.Line != 2 || b.Definition.Pointer != "/3/inputs/steps" {
		t.Errorf("definition %+v", b.Definition)
	}
	// A fault that the request does not cause is said to be the workflow's.
	r = explain.Response([]byte(`{"code":433,"data":{"node_errors":{"3":{"errors":[{"type":"value_smaller_than_min","message":"m","details":"cfg"}]}}}}`), o)
	if len(r.Blames) != 1 || len(r.Blames[0].Request) != 0 || !strings.Contains(r.Text(o), "does not set this") {
		t.Errorf("%s", r.Text(o))
	}
	// A definition that disagrees with the server is said to be stale.
	r = explain.Response([]byte("NODE_INFO_MISMATCH(nodeId=6, fieldName=text, reason=node_not_found_in_workflow)"), o)
	if !strings.Contains(r.Text(o), "fetch it again") {
		t.Errorf("%s", r.Text(o))
	}
	r = explain.Response([]byte("NODE_INFO_MISMATCH(nodeId=6, fieldName=text, reason=field_not_found_in_node_inputs)"), o)
	if !strings.Contains(r.Text(o), "fetch it again") {
		t.Errorf("%s", r.Text(o))
	}
	// A field that another node has.
	r = explain.Response([]byte("NODE_INFO_MISMATCH(nodeId=12, fieldName=text, reason=field_not_found_in_node_inputs)"), o)
	if !strings.Contains(r.Text(o), `node 6 (CLIPTextEncode "正面提示词")`) {
		t.Errorf("%s", r.Text(o))
	}
	// The request's own `workflow` string is a place too.
	o.Request = parse(t, "r.json", `{"workflow":"{\"7\":{\"class_type\":\"X\",\"inputs\":{\"a\":1}}}"}`)
	r = explain.Response([]byte(`{"node_errors":{"7":{"errors":[{"type":"value_smaller_than_min","message":"m","details":"a"}]}}}`), o)
	if len(r.Blames) != 1 || places(r) != "/workflow" || r.Blames[0].Request[0].Column <= 12 || r.Blames[0].Class != "X" {
		t.Errorf("%+v", r.Blames)
	}
	// A prompt as ComfyUI takes it, and a bare graph.
	for _, text := range []string{`{"prompt":{"7":{"class_type":"X","inputs":{"a":1}}}}`, `{"7":{"class_type":"X","inputs":{"a":1}}}`} {
		o.Request = parse(t, "r.json", text)
		r = explain.Response([]byte(`{"node_errors":{"7":{"errors":[{"type":"value_smaller_than_min","message":"m","details":"a"}]}}}`), o)
		if len(r.Blames) != 1 || !strings.HasSuffix(places(r), "/7/inputs/a") {
			t.Errorf("%s: %+v", text, r.Blames)
		}
	}
}

// The request alone, the definition alone, a list alone.
func TestSuspects(t *testing.T) {
	old := []byte(`{"code":803,"msg":"APIKEY_INVALID_NODE_INFO","data":null}`)
	r := explain.Response(old, explain.Options{})
	if !strings.Contains(r.Text(explain.Options{}), "give the request and the workflow") {
		t.Error(r.Text(explain.Options{}))
	}
	o := explain.Options{Request: parse(t, "", `[{"nodeId":"1","fieldName":"a","fieldValue":"x"}]`)}
	r = explain.Response(old, o)
	if len(r.Blames) != 0 || !strings.Contains(r.Text(o), "give the workflow as well") {
		t.Error(r.Text(o))
	}
	o = both(t, explain.Options{})
	o.Request = parse(t, "", `{"body":{"nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"x"}]}}`)
	r = explain.Response(old, o)
	if len(r.Blames) != 0 || !strings.Contains(r.Text(o), "probably newer") {
		t.Error(r.Text(o))
	}
	o = explain.Options{Request: parse(t, "", `[{"workflowId":"1","nodeInfoList":[{"nodeId":"6","fieldName":"text"}]}]`)}
	r = explain.Response(old, o)
	if len(r.Blames) != 1 || places(r) != "/0/nodeInfoList/0" {
		t.Error(r.Text(o))
	}
	o = explain.Options{Request: parse(t, "", `{"webappId":"1","nodeInfoList":[]}`)}
	r = explain.Response([]byte(`{"errorCode":"1101","errorMessage":"Node info error"}`), o)
	if !strings.Contains(r.Text(o), "empty or missing") {
		t.Error(r.Text(o))
	}
}

// Code 301 and 1 name a member of the request.
func TestFieldOfRequest(t *testing.T) {
	o := explain.Options{Request: parse(t, "c.json", `{"apiKey":"x","taskIds":["1"]}`)}
	r := explain.Response([]byte(`{"code":301,"msg":"taskId cannot be empty"}`), o)
	if s := r.Text(o); !strings.Contains(s, "has no taskId") || !strings.Contains(s, "c.json:1:15 (/taskIds)") {
		t.Error(s)
	}
	o.Request = parse(t, "c.json", `{"taskId":"0"}`)
	r = explain.Response([]byte(`{"code":301,"msg":"taskId must be positive"}`), o)
	if s := r.Text(o); !strings.Contains(s, `c.json:1:11 (/taskId) "0"`) {
		t.Error(s)
	}
	o.Request = parse(t, "c.json", `{"webappId":1997953926043459600}`)
	r = explain.Response([]byte(`{"code":1,"msg":"webapp not exists"}`), o)
	if s := r.Text(o); !strings.Contains(s, "1997953926043459600") {
		t.Error(s)
	}
	r = explain.Response([]byte(`{"code":301,"msg":"user not exist"}`), o)
	if s := r.Text(o); !strings.Contains(s, "runninghub.ai") || *r.Code != 301 {
		t.Error(s)
	}
}

// What people paste is rarely the answer alone.
func TestPastes(t *testing.T) {
	utf16 := []byte{0xFF, 0xFE}
	utf16be := []byte{0xFE, 0xFF}
	for _, r := range `{"code":803,"msg":"x"}` {
		utf16 = append(utf16, byte(r), 0)
		utf16be = append(utf16be, 0, byte(r))
	}
	for name, c := range map[string]struct {
		text string
		code code.Code
	}{
		"log line":         {`2026-01-02 10:00:00 [ERROR] {worker} answer: {"code":421,"msg":"TASK_QUEUE_MAXED","data":null} (try 1)`, 421},
		"curl -i":          {"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"code\":412,\"msg\":\"TOKEN_INVALID\"}", 412},
		"python":           {`{'code': 803, 'msg': "it's", 'data': None, 'ok': True, 'no': False,}`, 803},
		"node":             {"{\n  code: 415,\n  msg: 'TASK_INSTANCE_MAXED',\n  data: undefined,\n  x: [Object]\n}", 415},
		"go":               {`&{Code:416 Msg:TASK_CREATE_FAILED_BY_NOT_ENOUGH_WALLET Data:<nil>}`, 416},
		"quoted":           {`"{\"code\":433,\"msg\":\"VALIDATE_PROMPT_FAILED\"}"`, 433},
		"quoted in a line": {`level=error body="{\"code\":433,\"msg\":\"VALIDATE_PROMPT_FAILED\"}"`, 433},
		"cut off":          {`{"code":805,"msg":"APIKEY_TASK_STATUS_ERROR","data":{"failedReason":{"node`, 805},
		"bom":              {"\uFEFF{\"code\":301,\"msg\":\"x\"}", 301},
		"utf-16":           {string(utf16), 803},
		"utf-16 be":        {string(utf16be), 803},
		"axios":            {`{"response":{"status":200,"data":{"code":807,"msg":"x"}}}`, 807},
		"in a string":      {`{"body":"{\"code\":807,\"msg\":\"x\"}"}`, 807},
		"in a list":        {`[{"code":807,"msg":"x"}]`, 807},
		"string code":      {`{"code":"803","msg":"x"}`, 803},
		"message":          {`{"code":401,"message":"ApiKey verification failed: x"}`, 401},
		"minus one":        {`{"code":-1,"msg":"ApiKey verification failed"}`, -1},
		"in other JSON":    {`{"success":false,"reason":"NODE_INFO_MISMATCH(nodeId=1, reason=x)"}`, 803},
		"bare name":        {`got APIKEY_TASK_IS_QUEUED again`, 813},
		"bare message":     {`Node info error`, 1101},
		"bare words":       {`user not exist`, 301},
		"value":            {`Value not in list: unet_name: 'x' not in []`, 805},
		"code in text":     {`request failed, errorCode: '1505'`, 1505},
		"invalid utf-8":    {"{\"code\":809,\"msg\":\"\xff\"}", 809},
		"failed reason":    {`{"failedReason":{"node_id":"1","exception_message":"x"}}`, 805},
		"its inside":       {`{"node_id":"1","exception_type":"T","exception_message":"x"}`, 805},
		"tips false":       {`{"result":false,"node_errors":{"1":"x"},"outputs_to_execute":[]}`, 433},
		"outputs":          {`[{"fileUrl":"https://x/y.png","fileType":"png"}]`, 0},
		"data is JSON":     {`{"code":805,"data":"{\"failedReason\":{\"node_id\":\"1\"}}"}`, 805},
		"node errors text": {`{"code":433,"data":{"node_errors":"{\"1\":{\"errors\":[]}}"}}`, 433},
	} {
		t.Run(name, func(t *testing.T) {
			r := explain.Response([]byte(c.text), explain.Options{})
			if r.Kind != "answer" || r.Code == nil || *r.Code != c.code {
				t.Errorf("kind %s, code %v, want %d\n%s", r.Kind, r.Code, c.code, r.Text(explain.Options{}))
			}
		})
	}
	for name, c := range map[string]struct {
		text, want string
		kind       string
	}{
		"request":     {`{"apiKey":"x","workflowId":"1","nodeInfoList":[]}`, "is a request", "request"},
		"list":        {`[{"nodeId":"1","fieldName":"a","fieldValue":1}]`, "is a request", "request"},
		"graph":       {`{"1":{"class_type":"X","inputs":{}}}`, "workflow definition", "definition"},
		"app":         {`{"webappName":"x","nodeInfoList":[]}`, "workflow definition", "definition"},
		"prompt":      {`{"prompt":"{}"}`, "workflow definition", "definition"},
		"html":        {"<!DOCTYPE html><html></html>", "web page", "unknown"},
		"gateway":     {"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>", "502", "unknown"},
		"404":         {"HTTP/2 404\r\n\r\n", "404", "unknown"},
		"empty":       {"  ", "the input is empty", "unknown"},
		"other JSON":  {`{"a":1}`, "errorCode", "unknown"},
		"number":      {`12`, "errorCode", "unknown"},
		"many braces": {strings.Repeat("{", 100000), "errorCode", "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			r := explain.Response([]byte(c.text), explain.Options{})
			if s := r.Text(explain.Options{}); string(r.Kind) != c.kind || !strings.Contains(s, c.want) {
				t.Errorf("kind %s\n%s", r.Kind, s)
			}
		})
	}
}

// What people paste of a message, without its brackets or its JSON, is explained
// as the message. Source: runninghub-api.md §7.3, §7.8.
func TestPartsOfMessages(t *testing.T) {
	for name, c := range map[string]struct{ title, want string }{
		"NODE_INFO_MISMATCH":             {"803 ", "in its brackets"},
		"node_info_mismatch":             {"803 ", "in its brackets"},
		"node_not_found_in_workflow":     {"803 ", "a nodeId of the request"},
		"FIELD_NOT_FOUND_IN_NODE_INPUTS": {"803 ", "no input named"},
		"JsonNull":                       {"803 ", "no fieldValue"},
		"Error: 节点信息异常":                  {"1101 ", "give the request"},
		"Access Denied":                  {"1014 ", "enterprise"},
		"暂无权限调用该内容":                      {"A response without a code", "publisher"},
		"asset id must not be empty":     {"A response without a code", "id of an asset"},
		`{"errorMessage":"暂无权限调用该内容","errorCode":""}`:            {"A response without a code", "publisher"},
		`{"errorMessage":"apiKey not enabled","errorCode":null}`: {"301 ", "not enabled"},
		"工作流运行失败":                      {"805 ", "failedReason"},
		"OOM_KILLED":                   {"805 ", `"instanceType": "plus"`},
		"Task crashed (OOM_KILLED).":   {"805 ", "no node is named"},
		"failed to parse request body": {"1007 ", "not valid JSON"},
		"VALIDATE_PROMPT":              {"433 ", `There is no "VALIDATE_PROMPT"`},
		"prompt failed":                {"433 ", "closest name"},
	} {
		r, err := explain.Name(name, explain.Options{Rules: two})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s := r.Text(explain.Options{}); !strings.HasPrefix(r.Title, c.title) || !strings.Contains(s, c.want) {
			t.Errorf("%s: no %q in\n%s", name, c.want, s)
		}
	}
	crash := `{"code":805,"msg":"APIKEY_TASK_STATUS_ERROR","data":{"failedReason":{"exception_type":"CRASH","exception_message":"Task crashed (OOM_KILLED).","current_inputs":"[]","traceback":"[]"}}}`
	r := explain.Response([]byte(crash), explain.Options{})
	if len(r.Blames) != 1 || r.Blames[0].Reason != "run_memory" || strings.Contains(r.Text(explain.Options{}), "node ?") {
		t.Error(r.Text(explain.Options{}))
	}
	// The parts of the request that do not fit are found from the reason alone.
	o := both(t, explain.Options{})
	r = explain.Response([]byte("node_not_found_in_workflow"), o)
	if len(r.Blames) == 0 || r.Blames[0].Node != "115" {
		t.Error(r.Text(o))
	}
	_, err := explain.Name("TASK", explain.Options{})
	var unknown *explain.UnknownError
	if !errors.As(err, &unknown) || !strings.Contains(unknown.Text(explain.Options{}), "nor a rule; did you mean") {
		t.Errorf("%v", err)
	}
}

// Answers that are no failure say what comes next.
func TestNext(t *testing.T) {
	for answer, want := range map[string]string{
		`{"code":0,"msg":"success","data":{"taskId":1910246754753896450,"taskStatus":"QUEUED"}}`: "query outputs",
		`{"code":0,"data":[{"fileUrl":"u"}]}`:                                                    "24 hours",
		`{"code":0,"data":[]}`:                                                                   "without output",
		`{"code":0,"data":null}`:                                                                 "after cancel",
		`{"code":0,"data":"RUNNING"}`:                                                            "query outputs",
		`{"code":0,"data":"FAILED"}`:                                                             "task FAILED",
		`{"code":0,"data":"SUCCESS"}`:                                                            "has succeeded",
		`{"code":0,"data":{"fileName":"api/x.png","fileType":"input"}}`:                          "put api/x.png",
		`{"code":200,"message":"success","data":{"filename":"openapi/x.png","download_url":"u"}}`: "download_url",
		`{"code":0,"data":{"prompt":"{}"}}`:                                                                       "contains a definition",
		`{"code":0,"data":{"remainCoins":"1"}}`:                                                                   "state of the account",
		`{"code":0,"data":{"fileName":"api-lora-cn/x.safetensors","url":"u"}}`:                                    "PUT",
		`{"code":0,"data":{"id":"1","taskId":"2","eventData":"{}"}}`:                                              "webhookId",
		`{"taskId":"1","status":"RUNNING","errorCode":""}`:                                                        "/openapi/v2/query",
		`{"taskId":"1","status":"CANCEL","errorCode":""}`:                                                         "cancelled",
		`{"taskId":"1","status":"FAILED","errorCode":"","errorMessage":"x"}`:                                      "The task has failed",
		`{"event":"TASK_END","taskId":"1","eventData":""}`:                                                        "eventData",
		`{"code":0,"data":{"taskId":"1","promptTips":"not JSON"}}`:                                                "promptTips: not JSON",
		`{"code":0,"data":{"taskId":"1","promptTips":"{\"result\":false,\"node_errors\":{\"9\":\"gone\"}}"}}`:     "rejected by validation",
		`{"prompt_id":"x","number":1,"node_errors":{}}`:                                                           "reported no errors",
		`{"code":803,"msg":"success"}`:                                                                            "go by the code",
		`{"code":77777,"msg":"strange"}`:                                                                          "does not know this code",
		`{"code":500,"errorMessages":["a","b"]}`:                                                                  "message: b",
		`{"code":500,"errorMessages":"only one"}`:                                                                 "only one",
		`{"error":{"type":"prompt_no_outputs","message":"Prompt has no outputs","details":"d"},"node_errors":{}}`: "no output node",
		`{"result":true,"error":"broken","node_errors":{}}`:                                                       "broken",
	} {
		r := explain.Response([]byte(answer), explain.Options{})
		if s := r.Text(explain.Options{}); !strings.Contains(s, want) {
			t.Errorf("%s: no %q in\n%s", answer, want, s)
		}
	}
}

func TestName(t *testing.T) {
	o := explain.Options{Rules: two}
	for name, want := range map[string]string{
		"803": "803 ", "1101": "1101 ", "-1": "-1 ", "code 803": "803 ", "code-803": "803 ", "errorCode=1101": "1101 ",
		"TASK_NOT_FOUNED": "423 ", "task_queue_maxed": "421 ", "TASK_NOT_FOUND": "423 ", "nodeinfo-node": "nodeinfo-node", "nodeinfo-nod": "nodeinfo-node",
		"NodeInfo_Value": "nodeinfo-value", "invalid_input_type": "nodeinfo-value", "JsonNull": "803 ", "prompt_outputs_failed_validation": "433 ", "NODE_INFO_MISMATCH(nodeId=1, reason=x)": "803 ",
	} {
		r, err := explain.Name(name, o)
		if err != nil || !strings.HasPrefix(r.Title, want) {
			t.Errorf("%s: %q, %v", name, r.Title, err)
		}
	}
	r, err := explain.Name("TASK_NOT_FOUND", o)
	if err != nil || r.Asked != "TASK_NOT_FOUND" || !strings.Contains(r.Text(o), "TASK_NOT_FOUND\"") {
		t.Errorf("asked %q, %v", r.Asked, err)
	}
	for name, want := range map[string][]string{
		"830": {"803"}, "nodeinfo": {"nodeinfo-node", "nodeinfo-value"}, "QUEUE": {"TASK_QUEUE_MAXED"}, "zzzzzz": nil, strings.Repeat("x", 5000): nil, "": nil,
	} {
		_, err := explain.Name(name, o)
		var unknown *explain.UnknownError
		if !errors.As(err, &unknown) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, w := range want {
			if !slices.Contains(unknown.Suggestions, w) {
				t.Errorf("%s: suggests %v, want %s", name, unknown.Suggestions, w)
			}
		}
		if len(want) > 0 && !strings.Contains(unknown.Text(o), want[0]) {
			t.Error(unknown.Text(o))
		}
		if unknown.Error() == "" || len(unknown.Error()) > 300 {
			t.Errorf("error %q", unknown.Error())
		}
	}
	if names := explain.Names(two); !slices.Contains(names, "803") || !slices.Contains(names, "TASK_NOT_FOUNED") || !slices.Contains(names, "nodeinfo-node") {
		t.Errorf("names %v", names)
	}
	if r, ok := explain.Code(12345, o); ok || !strings.Contains(r.Text(o), "does not know this code") {
		t.Error(r.Text(o))
	}
}

// Every code and every registered rule has an explanation without holes.
func TestEverything(t *testing.T) {
	hole := regexp.MustCompile(`\b(explain[a-z-]*|retry|code-[0-9-]+)\.[a-z]`)
	for _, lang := range sharedtest.Languages() {
		o := explain.Options{Lang: lang, Rules: rules.All()}
		for _, name := range explain.Names(o.Rules) {
			r, err := explain.Name(name, o)
			if err != nil {
				t.Fatal(err)
			}
			if s := r.Text(o); hole.MatchString(s) || len(r.Sections) < 2 {
				t.Errorf("%s %s:\n%s", lang, name, s)
			}
		}
	}
	for _, r := range rules.All() {
		for _, c := range append([]code.Code{r.Code}, r.Alternatives...) {
			if _, ok := c.Entry(); !ok {
				t.Errorf("rule %s predicts %d, which the table does not have", r.ID, c)
			}
		}
		if e, _ := r.Code.Entry(); r.Code != 0 && !e.Visible {
			t.Errorf("rule %s predicts %d, which the table calls invisible before sending", r.ID, r.Code)
		}
	}
}

// Every text that the package asks for is there, and none is left over.
func TestTexts(t *testing.T) {
	used := map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(explain[a-z-]*\.[a-z0-9-]+[a-z0-9])"`).FindAllStringSubmatch(string(src), -1) {
			used[m[1]] = true
		}
	}
	for _, l := range sharedtest.Languages() {
		for key := range used {
			if _, ok := l.Lookup(key); !ok {
				t.Errorf("%s: no text %s", l, key)
			}
		}
		for _, key := range l.Keys() {
			subject, name, _ := strings.Cut(key, ".")
			dynamic := strings.HasPrefix(name, "severity-") || strings.HasPrefix(name, "confidence-")
			if (subject == "explain" && !dynamic || subject == "explain-next") && !used[key] {
				t.Errorf("%s: nobody uses %s", l, key)
			}
		}
	}
}

// No key, no terminal escape, no control character leaves the package.
func TestSecrets(t *testing.T) {
	const key = "0123456789abcdef0123456789abcdef"
	const odd = "sk-Marked-Key-98765"
	o := explain.Options{Request: parse(t, "r.json", `{"apiKey":"`+odd+`","taskId":"`+odd+`","nodeInfoList":[{"nodeId":"`+odd+`","fieldName":"text","fieldValue":"`+odd+`"}]}`)}
	for _, answer := range []string{
		`{"code":803,"msg":"NODE_INFO_MISMATCH(nodeId=` + odd + `, fieldName=text, reason=node_not_found_in_workflow)"}`,
		`{"code":301,"msg":"apiKey=` + key + ` user not exist \u001b[31mred\u0007\u202e"}`,
		`{"code":301,"msg":"Authorization: Bearer ` + odd + `"}`,
		`{"code":301,"msg":"taskId must be positive"}`,
		`{"code":804,"msg":"wss://x/?Rh-Comfy-Auth=` + odd + `&target=y","data":{"netWssUrl":"wss://x/?Rh-Comfy-Auth=` + odd + `"}}`,
		`{"code":0,"data":{"userApiKey":"` + odd + `","taskId":"1","eventData":"{}"}}`,
		`{"code":433,"data":{"node_errors":{"` + odd + `":{"errors":[{"type":"value_not_in_list","message":"` + key + `","details":"text: '` + odd + `' not in ['` + odd + `x']"}]}}}}`,
		"wrong: " + `curl -H "Authorization: Bearer ` + odd + `" gives {"code":802,"msg":"proxy/` + key + `/object_info"}`,
		`{"code":805,"data":{"failedReason":{"node_id":"\u001b]0;x\u0007","exception_message":"\u001b[2J ` + key + `"}}}`,
		"APIKEY_UNAUTHORIZED for apiKey " + key,
	} {
		r := explain.Response([]byte(answer), o)
		structured, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{r.Text(o), string(structured)} {
			if strings.Contains(s, key) || strings.Contains(s, odd) {
				t.Errorf("%s prints the key:\n%s", answer, s)
			}
			if strings.ContainsAny(s, "\x1b\x07\u202e") || strings.Contains(s, `\u001b`) {
				t.Errorf("%s prints control characters:\n%q", answer, s)
			}
		}
	}
}

// Every collected answer is understood: its code is the one that the file
// says, and what names a node is read.
func TestCorpus(t *testing.T) {
	root := sharedtest.Dir(t)
	var files []string
	for _, pattern := range []string{"corpus/responses/*.json", "corpus/wild/responses/*.json"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 60 {
		t.Fatalf("%d answers", len(files))
	}
	number := regexp.MustCompile(`"(?:code|errorCode)": *"?(-?[0-9]+)`)
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(f)
		for _, lang := range sharedtest.Languages() {
			o := explain.Options{Lang: lang, Rules: rules.All()}
			r := explain.Response(data, o)
			if r.Kind != "answer" || len(r.Sections) == 0 {
				t.Errorf("%s: %s\n%s", name, r.Kind, r.Text(o))
				continue
			}
			want := code.Code(0)
			if m := number.FindSubmatch(data); m != nil {
				_ = want.UnmarshalText(m[1])
			}
			if r.Code == nil || *r.Code != want {
				t.Errorf("%s: code %v, want %d", name, r.Code, want)
			} else if _, known := r.Code.Entry(); !known {
				t.Errorf("%s: %d is not in the table", name, *r.Code)
			}
			if names := strings.Contains(string(data), "nodeId=") || strings.Contains(string(data), `"errors"`) || strings.Contains(string(data), `\"errors\"`) || strings.Contains(string(data), "node_id"); names != (len(r.Blames) > 0) && !strings.Contains(name, "fixture") {
				t.Errorf("%s: blames %v", name, r.Blames)
			}
			if strings.Contains(name, "fixture") && strings.Contains(string(data), "node") && len(r.Blames) == 0 {
				t.Errorf("%s: blames nobody", name)
			}
		}
	}
}

// Cost stays linear: twice the text, at most a few times the work. The bound
// is generous; a quadratic search would miss it by far.
func TestHostile(t *testing.T) {
	for name, text := range map[string]string{
		"open braces":    strings.Repeat("{", 4<<20),
		"open strings":   strings.Repeat(`{"`, 2<<20),
		"quotes":         strings.Repeat(`{'a':`, 1<<20),
		"mismatches":     `{"code":803,"msg":"` + strings.Repeat("NODE_INFO_MISMATCH(nodeId=1, ", 100000) + `"}`,
		"errors":         `{"node_errors":{"1":{"errors":[` + strings.Repeat(`{"type":"x"},`, 200000) + `{}]}}}`,
		"names":          strings.Repeat("ABC_DEF ", 1<<19),
		"long message":   `{"code":1,"msg":"` + strings.Repeat("\\u001b", 1<<20) + `"}`,
		"list":           `{"node_errors":{"1":{"errors":[{"type":"value_not_in_list","details":"a: 'x' not in [` + strings.Repeat(`'y', `, 200000) + `'z']"}]}}}`,
		"codes":          strings.Repeat("code=", 1<<20),
		"strings inside": strings.Repeat(`"\"`, 1<<18),
	} {
		t.Run(name, func(t *testing.T) {
			r := explain.Response([]byte(text), explain.Options{})
			if s := r.Text(explain.Options{}); len(s) > 1<<16 {
				t.Errorf("%d bytes of text", len(s))
			}
		})
	}
}

func FuzzResponse(f *testing.F) {
	for _, s := range []string{
		nodeErrors433, `{"code":803,"msg":"NODE_INFO_MISMATCH(nodeId=1, fieldName=a, reason=b)"}`, `{'code': 1, 'a': '\x41'}`, `JsonNull`,
		`{"taskId":"1","status":"FAILED","failedReason":"x"}`, `{"event":1,"eventData":"{}"}`, "HTTP/1.1 500 x", `"{\"code\":1}"`, `{code: undefined,}`,
	} {
		f.Add([]byte(s))
	}
	o := both(f, explain.Options{Rules: two})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := explain.Response(data, o)
		if r.Kind == "" || r.Title == "" {
			t.Errorf("no report on %q", data)
		}
		text := r.Text(o)
		if again := explain.Response(data, o); again.Text(o) != text {
			t.Errorf("two answers on %q", data)
		}
		if strings.ContainsRune(text, '\x1b') {
			t.Errorf("an escape on %q", data)
		}
		if len(data) < 200 {
			if _, err := explain.Name(string(data), o); err != nil {
				var unknown *explain.UnknownError
				if !errors.As(err, &unknown) {
					t.Error(err)
				}
			}
		}
	})
}
