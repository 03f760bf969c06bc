package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

const mcpGraph = `{"3":{"class_type":"KSampler","inputs":{"seed":7,"steps":20,"cfg":8,"sampler_name":"euler","scheduler":"normal","denoise":1,"model":["4",0],"positive":["6",0],"negative":["6",0],"latent_image":["5",0]}},` +
	`"4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"a.safetensors"}},"5":{"class_type":"EmptyLatentImage","inputs":{"width":512,"height":512,"batch_size":1}},` +
	`"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a cat","clip":["4",1]},"_meta":{"title":"Prompt"}},"8":{"class_type":"VAEDecode","inputs":{"samples":["3",0],"vae":["4",2]}},"9":{"class_type":"SaveImage","inputs":{"images":["8",0],"filename_prefix":"a"}}}`

// mcpTalk sends messages and gives the answers by id.
func mcpTalk(t testing.TB, messages ...string) map[string]json.RawMessage {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile(".payloadlint.yaml", []byte("version: 1\nworkflows: {\"1904136902449209346\": w.json}\nrules:\n  - {id: no-ultra, select: instanceType, schema: {not: {const: ultra}}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("w.json", []byte(mcpGraph), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errOut bytes.Buffer
	in := strings.NewReader(strings.Join(messages, "\n") + "\n")
	if status := Main([]string{"--lang", "en", "mcp"}, in, &out, &errOut); status != 0 {
		t.Fatalf("status %d: %s", status, errOut.String())
	}
	answers := map[string]json.RawMessage{}
	for line := range strings.Lines(out.String()) {
		var a struct {
			ID     json.RawMessage `json:"id"`
			Result json.RawMessage `json:"result"`
			Error  json.RawMessage `json:"error"`
		}
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		answers[string(a.ID)] = append(a.Result, a.Error...)
	}
	return answers
}

func mcpCall(id int, tool, arguments string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":%q,"arguments":%s}}`, id, tool, arguments)
}

// text is the text of a tool's result.
func mcpText(t testing.TB, result json.RawMessage) string {
	t.Helper()
	var r mcpResult
	if err := json.Unmarshal(result, &r); err != nil || len(r.Content) != 1 {
		t.Fatalf("%v: %s", err, result)
	}
	return r.Content[0].Text
}

func TestMCP(t *testing.T) {
	const head = `{"request":{"apiKey":"${K}","workflowId":"1904136902449209346",`
	answers := mcpTalk(t,
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-03-26","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`,
		`{"jsonrpc":"2.0","method":"notifications/initialized"}`,
		`{"jsonrpc":"2.0","id":2,"method":"tools/list"}`,
		`{"jsonrpc":"2.0","id":3,"method":"resources/list"}`,
		`{"jsonrpc":"2.0","id":4,"method":"resources/read","params":{"uri":"payloadlint://rules/nodeinfo-node"}}`,
		`{"jsonrpc":"2.0","id":5,"method":"resources/read","params":{"uri":"payloadlint://codes/803"}}`,
		mcpCall(6, "check_request", head+`"nodeInfoList":[{"nodeId":"6","fieldname":"text","fieldValue":"x"}]}}`),
		mcpCall(7, "check_request", head+`"nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"x"}]}}`),
		mcpCall(8, "check_prompt", `{"prompt":{"1":{"class_type":"CLIPTextEncode","inputs":{}}}}`),
		mcpCall(9, "explain_answer", `{"answer":{"code":803,"msg":"APIKEY_INVALID_NODE_INFO","data":null}}`),
		mcpCall(10, "describe_workflow", `{"id":"1904136902449209346"}`),
		mcpCall(11, "list_rules", `{}`),
		mcpCall(12, "build_request", `{"id":"1904136902449209346"}`),
		mcpCall(13, "no_such_tool", `{}`),
		mcpCall(14, "describe_workflow", `{"id":"1"}`),
		mcpCall(15, "check_request", `{"request":{"apiKey":"0123456789abcdef0123456789abcdef","workflowId":"1904136902449209346"}}`),
		mcpCall(16, "check_request", `{"request":"import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', json={'apiKey': k, 'workflowId': '1904136902449209346', 'instanceType': 'ultra'})\n","filename":"run.py"}`),
		mcpCall(17, "build_request", fmt.Sprintf(`{"definition":%s}`, mcpGraph)),
		mcpCall(18, "build_request", `{"id":"1904136902449209346","endpoint":"v2-run-workflow"}`),
		mcpCall(19, "build_request", `{"endpoint":"v2-model:rhart-image-v1/text-to-image"}`),
		mcpCall(22, "check_request", `{"request":{"apiKey":"0123456789abcdef0123456789abcdef"}}`),
		mcpCall(20, "build_request", `{"endpoint":"v2-run-workflw"}`),
		mcpCall(21, "build_request", `{"endpoint":"v2-run-ai-app","id":"../w.json"}`),
	)
	for id, wants := range map[string][]string{
		"1": {`"protocolVersion":"2025-03-26"`, `"tools"`},
		"2": {"check_request", "check_prompt", "explain_answer", "describe_workflow", "list_rules", "build_request", `"inputSchema"`},
		"3": {"payloadlint://rules/nodeinfo-node", "payloadlint://rules/no-ultra", "payloadlint://codes/803"},
		"4": {"nodeinfo-node"}, "5": {"APIKEY_INVALID_NODE_INFO"},
		"13": {"no such tool"}, "14": {`"isError":true`}, "15": {"request.json"}, "16": {"no-ultra", ":2:"},
		"18": {`"url":"https://www.runninghub.cn/openapi/v2/run/workflow/1904136902449209346"`, "Authorization: Bearer", `"endpoint":"v2-run-workflow"`},
		"19": {`"url":"https://www.runninghub.cn/openapi/v2/rhart-image-v1/text-to-image"`, `"aspectRatio"`},
		"22": {`at=\"/apiKey\": unknown key \"apiKey\"`},
		"20": {`"isError":true`, "did you mean v2-run-workflow?"}, "21": {`"isError":true`, "id"},
	} {
		for _, want := range wants {
			if !strings.Contains(string(answers[id]), want) {
				t.Errorf("%s: no %s in %s", id, want, answers[id])
			}
		}
	}
	for id, wants := range map[string][]string{
		"6":  {`fix=safe [{"op":"move","from":"/nodeInfoList/0/fieldname","path":"/nodeInfoList/0/fieldName"}]`},
		"7":  {"0 errors, 0 warnings"},
		"8":  {"prompt"},
		"9":  {"803"},
		"10": {`"nodeId":"6"`, `"title":"Prompt"`, `"fieldName":"text"`, `"value":"a cat"`},
		"11": {`"id":"no-ultra"`, `"id":"nodeinfo-node"`},
		"12": {`"workflowId": "1904136902449209346"`, `"fieldValue": "a cat"`, `${RUNNINGHUB_API_KEY}`},
		"17": {"${WORKFLOW_ID}"},
	} {
		text := mcpText(t, answers[id])
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s in %s", id, want, text)
			}
		}
	}
	for id, a := range answers {
		if strings.Contains(string(a), "0123456789abcdef0123456789abcdef") {
			t.Errorf("answer %s shows a key", id)
		}
	}
	// What was built is clean.
	built, err := json.Marshal(map[string]string{"request": mcpText(t, answers["12"])})
	if err != nil {
		t.Fatal(err)
	}
	// A line that makes no sense is answered and ends nothing.
	again := mcpTalk(t, "{", "[]", "", `{"jsonrpc":"2.0","id":{},"method":"ping"}`, mcpCall(1, "check_request", string(built)))
	if text := mcpText(t, again["1"]); !strings.Contains(text, " 0 errors, 0 warnings") {
		t.Errorf("what build_request writes: %s", text)
	}
}

// No line ends the session with a fault of the program.
func FuzzMCP(f *testing.F) {
	f.Add(mcpCall(1, "check_request", `{"request":"{"}`))
	f.Add(mcpCall(1, "explain_answer", `{"answer":[null]}`))
	f.Add(`{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":3}}`)
	f.Fuzz(func(t *testing.T, line string) {
		var out, errOut bytes.Buffer
		if status := Main([]string{"mcp"}, strings.NewReader(line+"\n"), &out, &errOut); status == exitCrashed {
			t.Errorf("%q: %s", line, errOut.String())
		}
	})
}
