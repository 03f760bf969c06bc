package nodeinfo_test

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// pair is a collected request with the definition that belongs to it, "" where
// none was found.
type pair struct {
	name, request, definition string
	kind                      endpoint.Kind
}

func pairs(t testing.TB) []pair {
	dir := filepath.Join(filepath.Join(sharedtest.Dir(t), "corpus"), "wild")
	f, err := os.Open(filepath.Join(dir, "SOURCES.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []pair
	for _, row := range rows {
		if len(row) < 6 || !strings.HasPrefix(row[0], "requests/") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, row[0]))
		if err != nil {
			t.Error(err)
			continue
		}
		p := pair{name: strings.TrimPrefix(row[0], "requests/"), request: string(data)}
		switch {
		case strings.Contains(row[4], "v2 run/ai-app"):
			p.kind = endpoint.V2RunAIApp
		case strings.Contains(row[4], "v2 run/workflow"):
			p.kind = endpoint.V2RunWorkflow
		}
		if strings.HasPrefix(row[5], "definitions/") {
			data, err := os.ReadFile(filepath.Join(dir, row[5]))
			if err != nil {
				t.Error(err)
				continue
			}
			if _, err := workflow.Read(row[5], data); err == nil {
				p.definition = string(data)
			} else if !errors.Is(err, fault.DefinitionUIFormat) {
				t.Error(err)
			}
		}
		out = append(out, p)
	}
	return out
}

// documented are the requests of the official pages with their definitions.
func documented(t testing.TB) []pair {
	dir := filepath.Join(sharedtest.Dir(t), "corpus")
	var out []pair
	for request, definition := range map[string]string{
		"create_req_advanced.json":    "definitions/1904136902449209346.json",
		"create_req_simple.json":      "responses/getJsonApiFormat_resp.json",
		"nodeinfolist_template.json":  "requests/nodeinfolist_template.json",
		"create_req_full_schema.json": "definitions/1904136902449209346.json",
	} {
		text := func(file string) string {
			data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}
		p := pair{name: request, request: text("requests/" + request), definition: text(definition)}
		out = append(out, p)
	}
	return out
}

// list is where a request keeps its nodeInfoList, for those forms that the
// engine of this test knows.
func list(root jsondoc.Value) jsondoc.Value {
	if root.Is(jsondoc.Array) {
		return root
	}
	return root.Get("nodeInfoList")
}

// TestCollectedRequests: no request that worked is called wrong. Each error
// among the collected ones is here with its reason.
func TestCollectedRequests(t *testing.T) {
	type reason struct{ findings, why string }
	const noValue = "nodeinfo-missing-value error 803 likely JsonNull"
	known := map[string]reason{
		"niehao610_runninghub-api__duotuxiangduozhuti.py.json": {
			"22:20 nodeinfo-field error 803 certain NODE_INFO_MISMATCH(nodeId=54, fieldName=text, reason=field_not_found_in_node_inputs)",
			"the graph has prompt; accepted in 2025, rejected by the service of 2026",
		},
		"id56691959136__create_official_wf_test.json": {
			"7:17 nodeinfo-node error 803 certain NODE_INFO_MISMATCH(nodeId=39, fieldName=image, reason=node_not_found_in_workflow)",
			"a test's own node, absent from the public graph",
		},
		"Cosnapdevelop_front_back__WORKFLOW_ERROR_ANALYSIS.md__803_template.json": {
			"2:3 " + noValue + "\n" +
				"3:15 nodeinfo-node error 803 certain NODE_INFO_MISMATCH(nodeId=19, fieldName=image, reason=node_not_found_in_workflow)\n" +
				"7:3 " + noValue + "\n" +
				"8:15 nodeinfo-node error 803 certain NODE_INFO_MISMATCH(nodeId=85, fieldName=prompt, reason=node_not_found_in_workflow)\n" +
				"12:3 " + noValue + "\n17:3 " + noValue + "\n22:3 " + noValue + "\n27:3 " + noValue + "\n32:3 " + noValue,
			"answered with 803; its definition is a fragment with node 65 only",
		},
		"id52476882191__item_value_instead_of_fieldValue.json": {"5:5 " + noValue, "its author says it is answered with 803"},
		"id34950028661__defaults_6_5.json":                     {"2:3 " + noValue, "a table of defaults: its text has no value"},
		"id34950028661__defaults_wan22.json":                   {"22:3 " + noValue + "\n26:3 " + noValue + "\n30:3 " + noValue, "a table of defaults: three have no value"},
		"id14689415074__ai-app_2020634325636616194.json":       {"4:5 nodeinfo-missing-value error 803 certain JsonNull", "its first item has no value"},
		"id56338641134__ai-app_2029163935819108353.json": {
			"14:5 nodeinfo-missing-value error 803 likely\n19:5 nodeinfo-missing-value error 803 likely\n24:5 nodeinfo-missing-value error 803 likely",
			"three items without fieldName",
		},
	}
	n, paired := 0, 0
	for _, p := range append(pairs(t), documented(t)...) {
		n++
		if p.definition != "" {
			paired++
		}
		if !list(parse(t, p.request)).Exists() {
			continue
		}
		var got []string
		for _, f := range findings(t, input{text: p.request, kind: p.kind, workflow: p.definition}) {
			if f.Severity == rule.Error {
				got = append(got, line(f))
			}
		}
		want := known[p.name].findings
		delete(known, p.name)
		if strings.Join(got, "\n") != want {
			t.Errorf("%s: got\n%s\nwant\n%s", p.name, strings.Join(got, "\n"), want)
		}
	}
	if n < 180 || paired < 40 {
		t.Errorf("only %d requests, %d with a definition", n, paired)
	}
	for name, r := range known {
		t.Errorf("%s was not checked (%s)", name, r.why)
	}
}

func parse(t testing.TB, s string) jsondoc.Value {
	t.Helper()
	doc, err := jsondoc.Parse("req.json", []byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

// TestLiveErrors: what the service answered to collected requests, predicted
// with the definition as it must have been.
func TestLiveErrors(t *testing.T) {
	const (
		noNode  = ", reason=node_not_found_in_workflow)"
		noField = ", reason=field_not_found_in_node_inputs)"
	)
	image := `{"class_type":"LoadImage","inputs":{"image":"a.png"}}`
	tests := []struct {
		file       string
		definition string // what the corrected request shows of it
		kind       endpoint.Kind
		msgs       []string
	}{
		{
			"id69249974540__v2_aces_got803.json", `{"150:5":{"class_type":"Ratio","inputs":{"aspect_ratio":"16:9 (Widescreen)"}},"9":{"class_type":"A","inputs":{"Text":""}}}`,
			endpoint.V2RunAIApp, []string{"NODE_INFO_MISMATCH(nodeId=115, fieldName=aspect_ratio" + noNode},
		},
		{
			"id53969990521__ai-app_arcano_got803.json", `{"58":` + image + `,"62":` + image + `,"69":{"class_type":"A","inputs":{"text":""}}}`,
			endpoint.Unknown, []string{"NODE_INFO_MISMATCH(nodeId=85, fieldName=aspectRatio" + noNode},
		},
		{
			"id37614025739__create_1962342403615166465_got803.json",
			`{"318":` + image + `,"339":{"class_type":"A","inputs":{"int":1}},"352":{"class_type":"A","inputs":{"video":"a.mp4"}}}`, endpoint.Unknown,
			[]string{"NODE_INFO_MISMATCH(nodeId=339, fieldName=number" + noField, "NODE_INFO_MISMATCH(nodeId=384, fieldName=text" + noNode},
		},
		{"id52476882191__item_value_instead_of_fieldValue.json", "", endpoint.Unknown, []string{"JsonNull"}},
	}
	for _, tt := range tests {
		data, err := os.ReadFile(filepath.Join(filepath.Join(sharedtest.Dir(t), "corpus"), "wild", "requests", tt.file))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range findings(t, input{text: string(data), kind: tt.kind, workflow: tt.definition}) {
			if f.Severity == rule.Error {
				got = append(got, f.Msg)
			}
		}
		if strings.Join(got, "\n") != strings.Join(tt.msgs, "\n") {
			t.Errorf("%s: got %q, want %q", tt.file, got, tt.msgs)
		}
	}
}

// TestMutations changes one thing in every collected request that has a
// definition and in our own, and expects the rule, the code and the place.
func TestMutations(t *testing.T) {
	requests := []pair{
		{name: "own", request: `{
  "workflowId": "1",
  "nodeInfoList": [
    {"nodeId": "36:12", "fieldName": "选择尺寸", "fieldValue": "小"},
    {"fieldValue": 7, "fieldName": "seed", "nodeId": "3"}
  ]
}`, definition: graph},
		{name: "own app", request: `[{"nodeId":"8","fieldName":"seconds","fieldValue":"5"}]`, definition: appText},
	}
	t.Run("own", func(t *testing.T) { mutate(t, requests) })
	t.Run("documented", func(t *testing.T) { mutate(t, documented(t)) })
	t.Run("collected", func(t *testing.T) { mutate(t, pairs(t)) })
}

func mutate(t *testing.T, requests []pair) {
	mutations := 0
	for _, p := range requests {
		if p.definition == "" {
			continue
		}
		root := parse(t, p.request)
		if root.Get("workflow").Exists() {
			continue
		}
		before := findings(t, input{text: p.request, kind: p.kind, workflow: p.definition})
		for _, item := range list(root).Elements() {
			if clean := !touches(before, item); !clean {
				continue
			}
			for _, m := range []struct {
				key, rule, msg string
				text           func(string) string
			}{
				{"nodeId", "nodeinfo-node", "node_not_found_in_workflow", func(string) string { return `"98765432"` }},
				{"nodeId", "nodeinfo-node", "node_not_found_in_workflow", func(s string) string { return strings.TrimSuffix(s, `"`) + ` "` }},
				{"fieldName", "nodeinfo-field", "field_not_found_in_node_inputs", func(s string) string { return strings.TrimSuffix(s, `"`) + `Q"` }},
				{"fieldName", "nodeinfo-frontend-widget", "field_not_found_in_node_inputs", func(string) string { return `"control_after_generate"` }},
				{"fieldValue", "nodeinfo-missing-value", "JsonNull", func(string) string { return "null" }},
			} {
				v := item.Get(m.key)
				if !v.Is(jsondoc.String) {
					continue
				}
				span := v.Span()
				text := p.request[:span.Start] + m.text(string(v.Raw())) + p.request[span.End:]
				want := root.Document().Position(span.Start)
				expect(t, p, text, m.rule, m.msg, want)
				mutations++
			}
			// The value dropped altogether: the place is the item's brace.
			member := item.Member("fieldValue")
			if member.Exists() {
				text := p.request[:member.KeyValue().Span().Start] + `"extra": ` + p.request[member.Value.Span().Start:]
				expect(t, p, text, "nodeinfo-missing-value", "JsonNull", root.Document().Position(item.Span().Start))
				mutations++
			}
		}
	}
	if mutations < 15 {
		t.Errorf("only %d mutations", mutations)
	}
	t.Logf("%d mutations", mutations)
}

// touches reports whether a finding lies inside an item.
func touches(found []rule.Finding, item jsondoc.Value) bool {
	s := item.Span()
	for _, f := range found {
		if f.Start.Offset >= s.Start && f.Start.Offset < s.End {
			return true
		}
	}
	return false
}

func expect(t *testing.T, p pair, text, id, msg string, at jsondoc.Position) {
	t.Helper()
	for _, f := range findings(t, input{text: text, kind: p.kind, workflow: p.definition}) {
		if f.Rule.ID == id && f.Start == at && f.Code == 803 && f.Severity == rule.Error && strings.Contains(f.Msg, msg) {
			return
		}
	}
	t.Errorf("%s: no %s at %d:%d in\n%s", p.name, id, at.Line, at.Column, text)
}
