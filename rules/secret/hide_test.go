package secret

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestHide(t *testing.T) {
	const key = "9f2c47be10d86a35c7f40b1e8d92a653"
	for _, tt := range []struct{ name, in, words, shape string }{
		{
			"an item",
			`{"apiKey": "` + key + `", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a red fox"}]}`,
			`{"apiKey":"{{masked}}","workflowId":"1904136902449209346","nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"{{masked}}"}]}`,
			`{"apiKey":"{{masked}}","workflowId":"{{masked}}","nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"{{masked}}"}]}`,
		},
		{
			"words and numbers stay for a check",
			`[{"fieldValue": "euler"}, {"fieldValue": 12345678901234567890}, {"fieldValue": "7"}, {"fieldValue": true}, {"fieldValue": ""}]`,
			`[{"fieldValue":"euler"},{"fieldValue":12345678901234567890},{"fieldValue":"7"},{"fieldValue":true},{"fieldValue":""}]`,
			`[{"fieldValue":"{{masked}}"},{"fieldValue":0},{"fieldValue":"{{masked}}"},{"fieldValue":true},{"fieldValue":""}]`,
		},
		{
			"addresses, other scripts and keys are taken out",
			`{"a": "https://x.example/y", "b": "一只猫", "c": "` + key + `", "webhookUrl": "x.example/hook", "accessPassword": "hunter2"}`,
			`{"a":"{{masked}}","b":"{{masked}}","c":"{{masked}}","webhookUrl":"{{masked}}","accessPassword":"{{masked}}"}`,
			`{"a":"{{masked}}","b":"{{masked}}","c":"{{masked}}","webhookUrl":"{{masked}}","accessPassword":"{{masked}}"}`,
		},
		{
			"JSON in a string",
			`{"promptTips": "{\"node_errors\": {\"7\": {\"details\": \"a b\"}}}"}`,
			`{"promptTips":"{\"node_errors\":{\"7\":{\"details\":\"{{masked}}\"}}}"}`,
			`{"promptTips":"{\"node_errors\":{\"7\":{\"details\":\"{{masked}}\"}}}"}`,
		},
		{
			"an answer",
			`{"code": 803, "msg": "NODE_INFO_MISMATCH(nodeId=99, fieldName=text, reason=node_not_found_in_workflow)", "data": null}`,
			`{"code":803,"msg":"NODE_INFO_MISMATCH(nodeId=99, fieldName=text, reason=node_not_found_in_workflow)","data":null}`,
			`{"code":803,"msg":"NODE_INFO_MISMATCH(nodeId=99, fieldName=text, reason=node_not_found_in_workflow)","data":null}`,
		},
		{
			"a key in a name, in a message and in the places that stay",
			`{"` + key + `": 1, "msg": "` + key + `", "nodeId": " ` + key + `", "apiKey": "Not-of-That-Shape", "fieldName": "Not-of-That-Shape", "x": "{\"Not-of-That-Shape2\": [\"a/Not-of-That-Shape\"]}"}`,
			`{"{{masked}}":1,"msg":"{{masked}}","nodeId":"{{masked}}","apiKey":"{{masked}}","fieldName":"{{masked}}","x":"{\"{{masked}}\":[\"{{masked}}\"]}"}`,
			`{"{{masked}}":0,"msg":"{{masked}}","nodeId":"{{masked}}","apiKey":"{{masked}}","fieldName":"{{masked}}","x":"{\"{{masked}}\":[\"{{masked}}\"]}"}`,
		},
		{
			"a short password is looked for at its name alone",
			`{"accessPassword": "text", "fieldName": "text"}`,
			`{"accessPassword":"{{masked}}","fieldName":"text"}`,
			`{"accessPassword":"{{masked}}","fieldName":"text"}`,
		},
		{"a message of a person", `{"msg": "Ask Ann (now)"}`, `{"msg":"{{masked}}"}`, `{"msg":"{{masked}}"}`},
	} {
		for keep, want := range map[bool]string{true: tt.words, false: tt.shape} {
			got, ok := Text(tt.in).Hide(keep)
			if !ok || string(got) != want {
				t.Errorf("%s (words %t): %s, %t\nwant %s", tt.name, keep, got, ok, want)
			}
		}
	}
	for _, bad := range []string{"", "{", `{"a": 1} x`, `{"a" 1}`, "<html>"} {
		if got, ok := Text(bad).Hide(true); ok {
			t.Errorf("%q: %s", bad, got)
		}
	}
}

// What is hidden is valid JSON of the same structure, and hiding it again changes
// nothing.
func FuzzHide(f *testing.F) {
	f.Add([]byte(`{"apiKey":"x y","a":["{\"b\":[1,\"c d\"]}",null,1e5]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		for _, keep := range []bool{true, false} {
			got, ok := Text(doc).Hide(keep)
			if !ok {
				continue
			}
			if !json.Valid(got) || bytes.ContainsAny(got, "\n") {
				t.Fatalf("%q: %s", doc, got)
			}
			again, ok := Text(got).Hide(keep)
			if !ok || !bytes.Equal(again, got) && !strings.Contains(string(got), `\u`) {
				t.Fatalf("%q: %s, then %s, %t", doc, got, again, ok)
			}
		}
	})
}
