package eval

import (
	"errors"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
)

func TestRead(t *testing.T) {
	none := func(string) ([]byte, error) { return nil, errors.New("no file") }
	answer := func(path string) ([]byte, error) { return []byte(`{"code": 0}` + path), nil }
	for _, tt := range []struct {
		name, path, text string
		read             func(string) ([]byte, error)
		want             string
		bad              int
	}{
		{"a body and an answer", "a.jsonl", `{"request": {"a": 1}, "response": {"code": 0}}`, none, `a.jsonl   {"a": 1} 0 {"code": 0}`, 0},
		{"texts", "a.jsonl", `{"request": "{\"a\": 1}", "response": "{\"code\": 0}"}`, none, `a.jsonl   {"a": 1} 0 {"code": 0}`, 0},
		{
			"wrapped", "a.ndjson", `{"request": {"method": "post", "url": "u", "body": {"a": 1}}, "response": {"status": 200, "body": "x"}}` + "\n", none,
			`a.ndjson POST u {"a": 1} 200 x`, 0,
		},
		{"what preflight writes", "a.jsonl", `{"method": "POST", "url": "u", "request": {}, "response": {"status": 401, "body": {}}}`, none, `a.jsonl POST u {} 401 {}`, 0},
		{"lines that are none", "a.jsonl", "\n{\"request\": {}, \"response\": {}}\n{}\nx\n\n{\"request\": {}, \"response\": 1}", none, "a.jsonl#0   {} 0 {}\na.jsonl#3   {} 0 1", 2},
		{
			"lines of a logger", "a.log", "12:00:00 INFO pair {\"request\": {\"a\": 1}, \"response\": {\"code\": 0}}\n12:00:01 INFO [ctx={\"t\": 1}] {\"request\": {}, \"response\": {}}\n12:00:02 INFO started {\"a\": 1}\n", none,
			"a.log#0   {\"a\": 1} 0 {\"code\": 0}\na.log#1   {} 0 {}", 1,
		},
		{"two files", "d/n.request.json", `{"a": 1}`, answer, `d/n.request.json   {"a": 1} 0 {"code": 0}d/n.response.json`, 0},
		{
			"a recording", "a.har",
			`{"log": {"entries": [{"request": {"method": "GET", "url": "v"}, "response": {"content": {"text": "{}"}}},
			  {"request": {"method": "POST", "url": "u", "postData": {"text": "{\"a\": 1}"}}, "response": {"status": 200, "content": {"text": "{}"}}}]}}`,
			none, `a.har#1 POST u {"a": 1} 200 {}`, 0,
		},
	} {
		pairs, bad, err := Read(tt.path, []byte(tt.text), tt.read)
		var got []string
		for _, p := range pairs {
			got = append(got, strings.Join([]string{p.Name, p.Method, p.URL, string(p.Body), itoa(p.Status), string(p.Answer)}, " "))
		}
		if err != nil || bad != tt.bad || strings.Join(got, "\n") != tt.want {
			t.Errorf("%s: %d bad, %v\n got %s\nwant %s", tt.name, bad, err, strings.Join(got, "\n"), tt.want)
		}
	}
	if _, _, err := Read("a.json", []byte(`{"a": 1}`), none); !IsNoPairs(err) {
		t.Errorf("a document that is no pair: %v", err)
	}
	if _, _, err := Read("a.request.json", []byte(`{}`), none); err == nil {
		t.Error("a request without its answer is a pair")
	}
}

func itoa(n int) string { return map[int]string{0: "0", 200: "200", 401: "401"}[n] }

// What says nothing of the payload is not counted, whatever was predicted.
func TestApart(t *testing.T) {
	tally := NewTally()
	rejected := &rules.Result{Verdict: rules.Verdict{Outcome: rules.Rejected, Code: 802}}
	for _, answer := range []string{
		`{"code": 421}`, `{"code": 416}`, `{"code": 802}`, `{"errorCode": "421", "errorMessage": "x"}`, `{"code": 814}`, `{"code": 99999}`, `{"code": 500}`, `{"code": -1}`,
	} {
		tally.Add(Pair{Answer: []byte(answer)}, rejected)
	}
	for _, answer := range []string{`{"code": 0}`, `{"code": 803}`, `{"errorCode": "1007", "errorMessage": ""}`, `{"taskId": "1", "status": "RUNNING", "errorCode": ""}`} {
		tally.Add(Pair{Answer: []byte(answer)}, rejected)
	}
	tally.Add(Pair{Answer: []byte("<html>")}, rejected)
	r := tally.Report()
	if r.SetApart != 8 || r.Compared != 4 || r.Wrong != 4 || r.Unreadable != 1 {
		t.Errorf("%+v", r)
	}
}

func TestPartial(t *testing.T) {
	tally := NewTally()
	partial := &rules.Result{Verdict: rules.Verdict{Outcome: rules.Partial}}
	tally.Add(Pair{Answer: []byte(`{"code": 0, "data": {"promptTips": "{\"node_errors\": {\"7\": {\"errors\": []}}}"}}`)}, partial)
	tally.Add(Pair{Answer: []byte(`{"code": 0, "data": {"promptTips": "{\"node_errors\": {}}"}}`)}, partial)
	r := tally.Report()
	if r.Right != 1 || r.Wrong != 1 || r.Disagreements[0].Predicted != "partial" || r.Disagreements[0].Answered != "0" {
		t.Errorf("%+v", r)
	}
}

// What is handed on has the places and no words.
func TestMasked(t *testing.T) {
	tally := NewTally()
	res := &rules.Result{
		Verdict:  rules.Verdict{Outcome: rules.Rejected, Code: 803},
		Findings: []rule.Finding{{Rule: &rule.Rule{ID: "nodeinfo-node"}, Severity: rule.Error, Code: 803, Pointer: "/nodeInfoList/0/nodeId", Message: `quotes "private"`}},
	}
	tally.Add(Pair{
		Name: "private/a.jsonl", URL: "https://private.example/", Body: []byte(`{"apiKey": "private", "x": ["private", 170017]}`),
		Answer: []byte(`{"code": 0, "msg": "private words", "data": "private"}`),
	}, res)
	data, err := tally.Report().Masked("payloadlint devel")
	if err != nil || strings.Contains(string(data), "private") || strings.Contains(string(data), "170017") || !strings.Contains(string(data), "/nodeInfoList/0/nodeId") {
		t.Errorf("%v\n%s", err, data)
	}
}
