package source

import (
	"bytes"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// checkText proves every place of a text: inside the file, in order, and where
// the text is said to stand as it is, holding it.
func checkText(t *testing.T, kind string, file []byte, text source.Text) {
	t.Helper()
	at := 0
	for _, p := range text.Pieces {
		if p.Start < at || p.End <= p.Start || p.End > len(text.Bytes) || !within(p.File, file) {
			t.Fatalf("%s: piece %v behind %d of %d bytes, of a file of %d", kind, p, at, len(text.Bytes), len(file))
		}
		if p.Exact && !bytes.Equal(text.Bytes[p.Start:p.End], file[p.File.Start:p.File.End]) {
			t.Fatalf("%s: %q stands for %q", kind, text.Bytes[p.Start:p.End], file[p.File.Start:p.File.End])
		}
		at = p.End
	}
	at = 0
	for _, h := range text.Holes {
		if h.Start < at || h.End < h.Start || h.End > len(text.Bytes) || !within(h.File, file) {
			t.Fatalf("%s: hole %v behind %d of %d bytes", kind, h, at, len(text.Bytes))
		}
		at = h.Start
	}
}

func within(s jsondoc.Span, file []byte) bool {
	return s.Start >= 0 && s.Start <= s.End && s.End <= len(file)
}

// checkValues proves the places of what a body holds, as findings use them.
func checkValues(t *testing.T, kind string, d *jsondoc.Document, v jsondoc.Value) {
	t.Helper()
	start, end := d.Range(v.Span())
	size := len(d.File().Source())
	if start.Offset < 0 || start.Offset > end.Offset || end.Offset > size || start.Line < 1 || start.Column < 1 {
		t.Fatalf("%s: %s is at %v to %v", kind, v.Raw(), start, end)
	}
	if v.Is(jsondoc.String) && !v.IsHole() {
		if inner, err := v.Embedded(); err == nil && inner.Root().Is(jsondoc.Object) {
			checkValues(t, kind, inner, inner.Root())
		}
	}
	if h, ok := v.Hole(); ok && d.HolePlace(h).Offset > size {
		t.Fatalf("%s: the expression is at %v", kind, d.HolePlace(h))
	}
	v.IsOpen()
	if place, _, ok := d.Edit(v.Span(), `"x"`); ok && !within(place, d.File().Source()) {
		t.Fatalf("%s: an edit at %v", kind, place)
	}
	for m := range v.Members() {
		checkValues(t, kind, d, m.KeyValue())
		checkValues(t, kind, d, m.Value)
	}
	for _, e := range v.Elements() {
		checkValues(t, kind, d, e)
	}
}

// FuzzRequests gives any bytes to every reader: none fails, and every place that
// it tells is inside the file and holds what it is said to.
func FuzzRequests(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	rows := All()
	f.Fuzz(func(t *testing.T, src []byte) {
		for i := range rows {
			c := &rows[i]
			file := File{Name: "a" + extension(c), Text: src}
			if c.Match != nil {
				in := file.input()
				c.Match(&in)
			}
			for _, r := range file.Requests(c) {
				if !within(r.Span, src) || !within(r.URLSpan, src) || r.Language == nil {
					t.Fatalf("%s: request at %v, address at %v", c.Kind, r.Span, r.URLSpan)
				}
				for _, h := range r.Headers {
					if !within(h.Span, src) {
						t.Fatalf("%s: header at %v", c.Kind, h.Span)
					}
				}
				checkText(t, c.Kind, src, r.Body)
				if r.Answer != nil {
					checkText(t, c.Kind, src, r.Answer.Body)
				}
				o := &jsondoc.Origin{File: jsondoc.Lines("a", src), At: r.Span, Pieces: r.Body.Pieces, Holes: r.Body.Holes, Quote: r.Language.Quote}
				if d, err := o.Parse(r.Body.Bytes); err == nil {
					checkValues(t, c.Kind, d, d.Root())
				}
			}
		}
	})
}

func extension(c *source.Container) string {
	if len(c.Extensions) > 0 {
		return c.Extensions[0]
	}
	return ""
}

// seeds are requests in several languages.
var seeds = []string{
	"```bash\ncurl https://www.runninghub.cn/task/openapi/create -d '{\"apiKey\": \"'$KEY'\", \"nodeInfoList\": [{\"nodeId\": \"6\"}]}'\n```\n",
	"> ```json\n> {\"apiKey\": \"x\",\n>  \"taskId\": 1}\n> ```\n",
	"import requests\npayload = {'apiKey': KEY, 'nodeInfoList': [{'nodeId': str(i), 'fieldName': f'a{b}', 'fieldValue': \"\"\"x\\\"y\"\"\"}], **rest}\nrequests.post(f'{BASE}/task/openapi/create', json=payload)\n",
	"const r = await fetch(`${BASE}/task/openapi/create`, {method: 'POST', body: JSON.stringify({apiKey, nodeInfoList: [{nodeId: \"6\", fieldName: 'text', fieldValue: `a ${b}`}], ...rest})})\n",
	"POST https://www.runninghub.cn/task/openapi/status\nContent-Type: application/json\n\n{\"apiKey\": \"{{key}}\", \"taskId\": \"1\"}\n\n###\n",
	`{"info": {"schema": "v2.1.0"}, "item": [{"request": {"method": "POST", "url": "https://www.runninghub.cn/task/openapi/create", "body": {"mode": "raw", "raw": "{\"apiKey\": \"\\u00e9\"}"}}}]}`,
	`{"log": {"entries": [{"request": {"method": "POST", "url": "https://www.runninghub.cn/task/openapi/status", "postData": {"mimeType": "application/json", "text": "{\"taskId\": \"1\"}"}}, "response": {"status": 200, "content": {"text": "{}"}}}]}}`,
	"<?php $body = ['apiKey' => $key, 'taskId' => \"1\"]; $json = '{\"apiKey\": \"x\"}';",
	"String body = \"\"\"\n    {\"apiKey\": \"%s\", \"taskId\": \"1\"}\"\"\".formatted(key);",
	"body := `{\"apiKey\": \"` + key + `\", \"taskId\": \"1\"}`\n",
	"Invoke-RestMethod -Uri https://www.runninghub.cn/task/openapi/create -Body (@{apiKey=$k; workflowId='1'} | ConvertTo-Json)\n",
	"curl -d \"{\\\"apiKey\\\": \\\"$KEY\\\", \\\"taskId\\\": \\\"1\\\"}\" https://www.runninghub.cn/task/openapi/status\ncurl -d @- <<EOF\n{\"apiKey\": \"$K\"}\nEOF\n",
}
