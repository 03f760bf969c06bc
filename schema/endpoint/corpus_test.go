package endpoint

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

func load(t testing.TB, path string) jsondoc.Value {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := jsondoc.Parse(path, data)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return d.Root()
}

// bySource reads the endpoint that the collectors wrote down for a file.
func bySource(kind string) (Kind, bool) {
	switch {
	case strings.HasPrefix(kind, "bare nodeInfoList"), strings.HasPrefix(kind, "client binding"):
		return NodeInfoList, true
	case strings.HasPrefix(kind, "client config"):
		return Unknown, true
	case strings.HasPrefix(kind, "v2 run/workflow"):
		return V2RunWorkflow, true
	case strings.HasPrefix(kind, "v2 run/ai-app"):
		return V2RunAIApp, true
	case strings.HasPrefix(kind, "POST "):
		e, _, ok := Default().Match(strings.Fields(kind)[1])
		return e.Kind, ok
	}
	return Unknown, false
}

func TestWildRequests(t *testing.T) {
	dir := filepath.Join(sharedtest.Dir(t), "corpus", "wild")
	f, err := os.Open(filepath.Join(dir, "SOURCES.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	// These hold the nodeInfoList of a request by itself.
	part := map[string]bool{"gu1836_runninghub_tool__runninghub.py__submitted_list.json": true}
	// Plain {"nodeInfoList": [...]} with nothing that tells an app from a
	// workflow: the other one is among the alternatives.
	open := 0
	n := 0
	for _, row := range rows {
		if len(row) < 5 || !strings.HasPrefix(row[0], "requests/") {
			continue
		}
		n++
		want, ok := bySource(row[4])
		if !ok {
			t.Errorf("%s: kind %q is not understood", row[0], row[4])
			continue
		}
		if part[filepath.Base(row[0])] {
			want = NodeInfoList
		}
		got, others, _ := Default().DetectFile(load(t, filepath.Join(dir, row[0])), row[0])
		if got != want {
			if want != Unknown && got != Unknown && slices.Contains(others, want) {
				open++
				t.Logf("%s is %q, taken for %q", row[0], want, got)
				continue
			}
			t.Errorf("%s is %q (%s), taken for %q, alternatives %v", row[0], want, row[4], got, others)
		}
	}
	if n < 185 {
		t.Errorf("%d requests read, want 185", n)
	}
	if open > 1 {
		t.Errorf("%d requests only among the alternatives, want at most 1", open)
	}
}

func TestDocumentedRequests(t *testing.T) {
	dir := filepath.Join(sharedtest.Dir(t), "corpus", "requests")
	want := map[string]Kind{
		"accountStatus": AccountStatus, "aiapp": AIAppRun, "create": Create, "getJsonApiFormat": GetJSONAPIFormat, "lora": GetLoraUploadURL,
		"nodeinfolist": NodeInfoList, "quickaiapp": QuickAIAppRun, "retryWebhook": RetryWebhook, "status": Status, "v2": V2Query,
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, f := range files {
		name, _, _ := strings.Cut(filepath.Base(f), "_")
		if got, _, _ := Default().DetectFile(load(t, f), f); got != want[name] {
			t.Errorf("%s: %q, want %q", filepath.Base(f), got, want[name])
		}
	}
}

func TestDefinitionsAndAnswers(t *testing.T) {
	dir := filepath.Join(sharedtest.Dir(t), "corpus")
	for _, c := range []struct {
		glob string
		want []Class
	}{
		{"definitions/*.json", []Class{ClassGraph}},
		{"prompts/*.json", []Class{ClassGraph}},
		{"responses/*.json", []Class{ClassAnswer, ClassJSONAPIFormat, ClassCallDemo}},
		{"wild/responses/*.json", []Class{ClassAnswer}},
	} {
		files, err := filepath.Glob(filepath.Join(dir, c.glob))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files: %v", c.glob, err)
		}
		for _, f := range files {
			if got := Default().Classify(load(t, f)); !slices.Contains(c.want, got) {
				t.Errorf("%s: %q, want %q", f, got, c.want)
			}
		}
	}
	for file, want := range map[string]Class{
		"getJsonApiFormat_resp.json": ClassJSONAPIFormat, "apiCallDemo_resp.json": ClassCallDemo, "create_resp_queued.json": ClassAnswer, "webhook_push.json": ClassAnswer,
	} {
		if got := Default().Classify(load(t, filepath.Join(dir, "responses", file))); got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "wild", "definitions", "*.json"))
	byClass := map[Class]int{}
	for _, f := range files {
		c := Default().Classify(load(t, f))
		byClass[c]++
		kind, _, _ := Default().DetectFile(load(t, f), "")
		if c == ClassOther || c == ClassBatch || c == ClassRequest && kind != NodeInfoList {
			t.Logf("%s: %q %q", filepath.Base(f), c, kind)
		}
	}
	t.Log(byClass)
	if byClass[ClassUIGraph] != 5 || byClass[ClassBatch] != 0 {
		t.Errorf("classes %v: want 5 UI graphs and no batch", byClass)
	}
}
