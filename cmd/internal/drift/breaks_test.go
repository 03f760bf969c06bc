package drift_test

import (
	"context"
	"errors"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/drift"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// kept is a set of definitions that remembers one answer.
type kept map[string]*workflow.Definition

func (k kept) Workflow(id string) (*workflow.Definition, error) { return k[id], nil }
func (k kept) App(id string) (*workflow.Definition, error)      { return k["app "+id], nil }
func (k kept) Answer(_ endpoint.Resource, id string) (int, string, bool) {
	return 810, "old", id == "10"
}

func (k kept) Knows(r endpoint.Resource, id string) bool {
	if r == endpoint.App {
		id = "app " + id
	}
	return k[id] != nil
}

func definition(t testing.TB, text string) *workflow.Definition {
	t.Helper()
	d, err := workflow.Read("d", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func checker(t testing.TB, d rules.Definitions) drift.Check {
	t.Helper()
	c, err := rules.New(rules.Options{Definitions: d})
	if err != nil {
		t.Fatal(err)
	}
	return c.Check
}

const (
	was = `{"6":{"class_type":"X_Text","inputs":{"text":"a","other":"b"}},"7":{"class_type":"X_Text","inputs":{"text":"a"}}}`
	now = `{"6":{"class_type":"X_Text","inputs":{"prompt":"a","other":"b"}}}`
	app = `{"code":0,"data":{"nodeInfoList":[{"nodeId":"7","nodeName":"R","fieldName":"ratio","fieldValue":"1:1","fieldType":"LIST","fieldData":[{"index":"1:1"},{"index":"16:9"}]}]}}`
	cut = `{"code":0,"data":{"nodeInfoList":[{"nodeId":"7","nodeName":"R","fieldName":"ratio","fieldValue":"1:1","fieldType":"LIST","fieldData":[{"index":"1:1"}]}]}}`
)

const key = `"apiKey":"<key>","workflowId":"1904136902449209346"`

func TestBreaks(t *testing.T) {
	old := kept{"1904136902449209346": definition(t, was), "app 1937084629516193794": definition(t, app)}
	renewed := &drift.Overlay{
		Kept: old, Workflows: map[string]*workflow.Definition{"1904136902449209346": definition(t, now)},
		Apps:     map[string]*workflow.Definition{"1937084629516193794": definition(t, cut)},
		GoneApps: map[string]drift.Refusal{"1937084629516193795": {Code: 901, Msg: "WEBAPP_NOT_EXISTS"}},
	}
	for name, tt := range map[string]struct {
		file, text string
		rules      [][]string // by broken request
		index      int
	}{
		"untouched":     {"a.json", `{` + key + `,"nodeInfoList":[{"nodeId":"6","fieldName":"other","fieldValue":"x"}]}`, nil, 0},
		"field":         {"a.json", `{` + key + `,"nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"x"}]}`, [][]string{{"nodeinfo-field"}}, -1},
		"node":          {"a.json", `{` + key + `,"nodeInfoList":[{"nodeId":"7","fieldName":"text","fieldValue":"x"}]}`, [][]string{{"nodeinfo-node"}}, -1},
		"before too":    {"a.json", `{` + key + `,"nodeInfoList":[{"nodeId":"99","fieldName":"text","fieldValue":"x"}]}`, nil, 0},
		"one of two":    {"a.json", `{` + key + `,"nodeInfoList":[{"nodeId":"99","fieldName":"text","fieldValue":"x"},{"nodeId":"7","fieldName":"text","fieldValue":"x"}]}`, [][]string{{"nodeinfo-node"}}, -1},
		"mended":        {"a.json", `{` + key + `,"nodeInfoList":[{"nodeId":"6","fieldName":"prompt","fieldValue":"x"}]}`, nil, 0},
		"not JSON":      {"a.json", `{`, nil, 0},
		"not a request": {"a.json", `{"a":1}`, nil, 0},
		"choice":        {"a.json", `{"apiKey":"<key>","webappId":"1937084629516193794","nodeInfoList":[{"nodeId":"7","fieldName":"ratio","fieldValue":"16:9"}]}`, [][]string{{"nodeinfo-list"}}, -1},
		"app gone":      {"a.json", `{"apiKey":"<key>","webappId":"1937084629516193795","nodeInfoList":[{"nodeId":"7","fieldName":"ratio","fieldValue":"16:9"}]}`, [][]string{{"id-answered"}}, -1},
		"stream": {"a.jsonl", `{` + key + `,"nodeInfoList":[{"nodeId":"6","fieldName":"other","fieldValue":"x"}]}` + "\n" +
			`{` + key + `,"nodeInfoList":[{"nodeId":"7","fieldName":"text","fieldValue":"x"}]}`, [][]string{{"nodeinfo-node"}}, 1},
	} {
		got, err := drift.Breaks(t.Context(), tt.file, []byte(tt.text), checker(t, old), checker(t, renewed))
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(tt.rules) {
			t.Errorf("%s: %d broken, want %d: %+v", name, len(got), len(tt.rules), got)
			continue
		}
		for i, b := range got {
			if len(b.Findings) != len(tt.rules[i]) || b.Index != tt.index || b.Path != tt.file || b.Verdict.Code == 0 {
				t.Errorf("%s: %+v", name, b)
			}
			for j, f := range b.Findings {
				if tt.rules[i][j] != "id-answered" && f.Rule.ID != tt.rules[i][j] || tt.rules[i][j] == "id-answered" && f.Code != 901 {
					t.Errorf("%s: %s (%d)", name, f.Rule.ID, f.Code)
				}
			}
		}
	}
	stopped := errors.New("stopped")
	fails := func(context.Context, string, []byte) ([]rules.Result, error) { return nil, stopped }
	if _, err := drift.Breaks(t.Context(), "a.json", []byte(`{}`), fails, fails); !errors.Is(err, stopped) {
		t.Error(err)
	}
	bad := []byte(`{` + key + `,"nodeInfoList":[{"nodeId":"7","fieldName":"text","fieldValue":"x"}]}`)
	if _, err := drift.Breaks(t.Context(), "a.json", bad, fails, checker(t, renewed)); !errors.Is(err, stopped) {
		t.Error(err)
	}
}

func TestOverlay(t *testing.T) {
	d := definition(t, was)
	o := &drift.Overlay{Kept: kept{"1": d, "app 2": d}, GoneWorkflows: map[string]drift.Refusal{"3": {Code: 380}}, GoneApps: map[string]drift.Refusal{"4": {Code: 901}}}
	if got, err := o.Workflow("1"); got != d || err != nil {
		t.Error("the kept workflow is hidden")
	}
	if got, err := o.App("2"); got != d || err != nil {
		t.Error("the kept app is hidden")
	}
	o.Workflows, o.Apps = map[string]*workflow.Definition{"5": d}, map[string]*workflow.Definition{"6": d}
	for id, want := range map[string][2]bool{"1": {true, false}, "2": {false, true}, "5": {true, false}, "6": {false, true}, "7": {}} {
		if got := [2]bool{o.Knows(endpoint.Workflow, id), o.Knows(endpoint.App, id)}; got != want {
			t.Errorf("%s: %v", id, got)
		}
	}
	for _, tt := range []struct {
		kind endpoint.Resource
		id   string
		want code.Code
	}{
		{endpoint.Workflow, "3", 380}, {endpoint.App, "4", 901}, {endpoint.Workflow, "4", 0}, {endpoint.Workflow, "10", 810},
	} {
		if c, _, ok := o.Answer(tt.kind, tt.id); ok != (tt.want != 0) || ok && code.Code(c) != tt.want {
			t.Errorf("%s %s: %d %v", tt.kind, tt.id, c, ok)
		}
	}
}
