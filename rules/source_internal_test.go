package rules

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// stub reads a language of this test's own: requests separated by empty lines,
// each a line "METHOD URL", lines "Name: value", and a body; @x@ is an
// expression. Without the first line a request is loose.
func stub() *source.Container {
	c := &source.Container{Kind: "stub", Quote: func(value, old []byte) ([]byte, bool) {
		if len(old) < 2 || old[0] != '"' {
			return nil, false
		}
		return value, true
	}}
	c.Comment.Line = "#"
	return c
}

func stubRequests(c *source.Container, text []byte) (out []source.Request) {
	at := 0
	for part := range bytes.SplitSeq(text, []byte("\n\n")) {
		r := stubRequest(text, jsondoc.Span{Start: at, End: at + len(part)})
		r.Language = c
		out = append(out, r)
		at += len(part) + 2
	}
	return out
}

func stubRequest(text []byte, span jsondoc.Span) source.Request {
	r := source.Request{Span: span, Loose: true}
	at := span.Start
	for at < span.End {
		line, _, _ := bytes.Cut(text[at:span.End], []byte("\n"))
		word, rest, _ := strings.Cut(string(line), " ")
		here := jsondoc.Span{Start: at + len(word) + 1, End: at + len(line)}
		switch {
		case word == "POST" || word == "GET":
			r.Loose, r.Method, r.URL, r.URLSpan = false, word, strings.ReplaceAll(rest, "@", source.UnknownPart), here
		case strings.HasSuffix(word, ":") && strings.IndexByte("{[\"", word[0]) < 0:
			r.Headers = append(r.Headers, struct {
				Name, Value string
				Span        jsondoc.Span
			}{strings.TrimSuffix(word, ":"), rest, here})
		case strings.HasPrefix(word, "#"):
		case word == "?":
			r.BodyUnknown = true
		default:
			var t source.Text
			for at < span.End {
				if text[at] == '@' {
					end := at + 1 + bytes.IndexByte(text[at+1:], '@') + 1
					t.AddHole("x", jsondoc.HoleValue, jsondoc.Span{Start: at, End: end})
					at = end
					continue
				}
				t.AddExact(text, jsondoc.Span{Start: at, End: at + 1})
				at++
			}
			r.Body = t.Fill()
			return r
		}
		at += len(line) + 1
	}
	return r
}

const stubGraph = `{
  "3": {"class_type": "KSampler", "inputs": {"seed": 7, "steps": 20, "cfg": 8, "sampler_name": "euler", "scheduler": "normal", "denoise": 1,
    "model": ["4", 0], "positive": ["6", 0], "negative": ["6", 0], "latent_image": ["5", 0]}},
  "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
  "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}},
  "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
  "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "a"}}
}`

// checkStub gives one line for each result: outcome, endpoint, lines, then the
// findings as line:column rule, and what was not checked as !line.
func checkStub(t *testing.T, text string, o Options) string {
	t.Helper()
	if o.Definition == nil {
		d, err := workflow.Read("w.json", []byte(stubGraph))
		if err != nil {
			t.Fatal(err)
		}
		o.Definition = d
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	kind := stub()
	results, err := c.found(context.Background(), kind, "a.stub", []byte(text), stubRequests(kind, []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i := range results {
		r := &results[i]
		if r.Index != i || r.Source == nil || r.Source.Kind != "stub" {
			t.Errorf("result %d has index %d and source %v", i, r.Index, r.Source)
		}
		fmt.Fprintf(&b, "%s %s %d-%d", r.Verdict.Outcome, r.Endpoint, r.Source.Line, r.Source.EndLine)
		for _, f := range r.Findings {
			fmt.Fprintf(&b, " %d:%d %s", f.Start.Line, f.Start.Column, f.Rule.ID)
		}
		for _, u := range r.Unchecked {
			if u.Code != 433 || strings.Contains(u.Reason, "program") {
				fmt.Fprintf(&b, " !%s", u.Reason)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestSources(t *testing.T) {
	const create = "POST https://www.runninghub.cn/task/openapi/create\n"
	const ids = `{"apiKey": @key@, "workflowId": "1904136902449209346", "nodeInfoList": `
	for _, tt := range []struct{ name, text, want string }{
		{"a wrong node", create + ids + "[{\"nodeId\": \"99\", \"fieldName\": \"text\",\n \"fieldValue\": \"x\"}]}",
			"rejected create 1-3 2:84 nodeinfo-node\n"},
		{"an unknown node id", create + ids + `[{"nodeId": @i@, "fieldName": "text", "fieldValue": "x"}]}`,
			"unknown create 1-2 !nodeId is known only when the program runs: @i@ (line 2)\n"},
		{"an unknown text", create + ids + `[{"nodeId": "6", "fieldName": "text", "fieldValue": "a @b@"}]}`, "accepted create 1-2\n"},
		{"an unknown number", create + ids + `[{"nodeId": "3", "fieldName": "steps", "fieldValue": @n@}]}`,
			"unknown create 1-2 !3/steps is known only when the program runs: @n@ (line 2)\n"},
		{"an unknown list", create + ids + `@list@}`, "unknown create 1-2 !nodeInfoList is known only when the program runs: @list@ (line 2)\n"},
		{"an unknown item", create + ids + `[@item@, {"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`,
			"unknown create 1-2 !an item of nodeInfoList is known only when the program runs: @item@ (line 2)\n"},
		{"an open item", create + ids + `[{"nodeId": "6", @more@}]}`,
			"unknown create 1-2 !the program may add further keys (line 2), so fieldName, fieldValue was not looked for\n"},
		{"an open body", create + `{"apiKey": @key@, @rest@}`,
			"unknown create 1-2 !the program may add further keys (line 2), so nodeInfoList was not looked for !the program may add further keys (line 2), so workflowId was not looked for\n"},
		{"another's body", create + "?", "unknown create 1-2 !the body is known only when the program runs: " + create[:40] + "… (line 1)\n"},
		{"nothing near it", `{"apiKey": @key@, "taskId": "1904152026220003329"}`, "accepted status 1-1\n"},
		{"somebody else's server", "POST https://api.example.com/v1/run\n{\"apiKey\": 1, \"taskId\": 2}", ""},
		{"a relay that adds the key", "POST https://api.example.com/v1/run\n{\"nodeInfoList\": [{\"nodeId\": \"99\", \"fieldName\": \"text\", \"fieldValue\": \"x\"}]}",
			"rejected nodeInfoList 1-2 2:30 nodeinfo-node\n"},
		{"a relay with the paths", "POST http://localhost:3000/task/openapi/status\n{\"apiKey\": @k@, \"taskId\": \"1904152026220003329\"}", "accepted status 1-2\n"},
		{"an address put together", "POST @/task/openapi/@\n{\"apiKey\": @k@, \"taskId\": \"1904152026220003329\"}", "accepted status 1-2\n"},
		{"a base with a part of the path", "POST @/run/workflow/1904136902449209346\n{\"nodeInfoList\": [{\"nodeId\": \"6\", \"fieldName\": \"text\", \"fieldValue\": \"x\"}]}", "accepted v2-run-workflow 1-2\n"},
		{"a base with most of it", "POST @/create\n" + ids + `[{"nodeId": "99", "fieldName": "text", "fieldValue": "x"}]}`, "rejected create 1-2 2:84 nodeinfo-node\n"},
		{"one's own server", "POST @/api/v1/runs\n{\"apiKey\": @k@, \"workflowId\": \"1904136902449209346\"}", ""},
		{"another path of RunningHub", "POST https://www.runninghub.cn/openapi/v2/some-model/text-to-image\n{\"prompt\": \"a\"}",
			"unknown v2-model:some-model/text-to-image 1-2 !the registry of standard models does not have /openapi/v2/some-model/text-to-image, so neither the path nor the parameters were checked\n"},
		{"an unknown address", "POST @\n{\"a\": 1}", ""},
		{"a wrong path", "POST https://www.runninghub.cn/task/openapi/creat\n{\"apiKey\": @k@, \"workflowId\": \"1904136902449209346\"}", "rejected create 1-2 1:6 request-path 2:1 nodeinfo-list-empty\n"},
		{"v2", "POST https://www.runninghub.cn/openapi/v2/run/workflow/@\nAuthorization: Bearer 9f2c47be10d86a35c7f40b1e8d92a653\n{\"nodeInfoList\": [{\"nodeId\": \"6\", \"fieldName\": \"text\", \"fieldValue\": \"x\"}]}",
			"accepted v2-run-workflow 1-3 2:16 api-key-committed\n"},
		{"an item by itself", `{"nodeId": "99", "fieldName": "text", "fieldValue": "x"}`, "rejected nodeInfoList 1-1 1:12 nodeinfo-node\n"},
		{"a graph that nobody sends", `{"3": {"class_type": "KSampler", "inputs": {}}}`, ""},
		{"a part of an answer", `{"taskId": "1904152026220003329"}`, ""},
		{"a setting", `{"apiKey": @k@}`, ""},
		{"an answer", `{"code": 0, "msg": "success", "data": {"taskId": "1"}}`, ""},
		{"a sample cut short", ids + "[ ... ]}", ""},
		{"a trailing comma", create + "{\"apiKey\": \"${KEY}\", \"taskId\": \"1\",}", "rejected create 1-2 2:35 json-syntax\n"},
		{"two", `{"apiKey": @k@, "taskId": "1904152026220003329"}` + "\n\n" + create + ids + `[{"nodeId": "99", "fieldName": "text", "fieldValue": "x"}]}`,
			"accepted status 1-1\nrejected create 3-4 4:84 nodeinfo-node\n"},
		{"a key alone", "# nothing else\nAPI_KEY = \"9f2c47be10d86a35c7f40b1e8d92a653\"", "unknown  2-2 2:12 api-key-committed\n"},
		{"a key beside a request", "API_KEY = \"9f2c47be10d86a35c7f40b1e8d92a653\"\n\n" + create + ids + `[{"nodeId": "6", "fieldName": "text", "fieldValue": "x"}]}`,
			"accepted create 3-4 1:12 api-key-committed\n"},
		{"ignored", "# payloadlint:ignore nodeinfo-node shows the mistake\n" + create + ids + `[{"nodeId": "99", "fieldName": "text", "fieldValue": "x"}]}`,
			"unknown create 1-3 !a finding of nodeinfo-node is suppressed\n"},
		{"ignored elsewhere", "# payloadlint:ignore nodeinfo-node shows the mistake\n\n" + create + ids + `[{"nodeId": "99", "fieldName": "text", "fieldValue": "x"}]}`,
			"unknown create 3-4 !a finding of nodeinfo-node is suppressed\n"},
		{"too far", "# payloadlint:ignore nodeinfo-node shows the mistake\nAPI = 1\n\n" + create + ids + `[{"nodeId": "99", "fieldName": "text", "fieldValue": "x"}]}`,
			"rejected create 4-5 1:3 ignore-comment 5:84 nodeinfo-node\n"},
		{"without a reason", "# payloadlint:ignore nodeinfo-node\n" + create + ids + `[{"nodeId": "99", "fieldName": "text", "fieldValue": "x"}]}`,
			"rejected create 1-3 1:3 ignore-comment 3:84 nodeinfo-node\n"},
		{"not a comment", "payloadlint:ignore nodeinfo-node is how\n\n" + create + ids + `[{"nodeId": "99", "fieldName": "text", "fieldValue": "x"}]}`,
			"rejected create 3-4 4:84 nodeinfo-node\n"},
	} {
		if got := checkStub(t, tt.text, Options{}); got != tt.want {
			t.Errorf("%s: got\n%swant\n%s", tt.name, got, tt.want)
		}
	}
}
