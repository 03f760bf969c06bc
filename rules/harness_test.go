package rules_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// sampleGraph is a small workflow that the core's node definitions find
// nothing against.
const sampleGraph = `{
  "3": {"class_type": "KSampler", "inputs": {"seed": 7, "steps": 20, "cfg": 8, "sampler_name": "euler", "scheduler": "normal", "denoise": 1,
    "model": ["4", 0], "positive": ["6", 0], "negative": ["6", 0], "latent_image": ["5", 0]}, "_meta": {"title": "Sampler"}},
  "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
  "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}, "_meta": {"title": "Prompt"}},
  "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
  "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "a"}}
}`

// checker makes a Checker, or ends the test.
func checker(t testing.TB, o rules.Options) *rules.Checker {
	t.Helper()
	c, err := rules.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// definition reads a definition, or ends the test.
func definition(t testing.TB, text string) *workflow.Definition {
	t.Helper()
	d, err := workflow.Read("workflow.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// conf reads a configuration that lies in a folder of the test's own.
func conf(t testing.TB, text string) *config.Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), ".payloadlint.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// all checks a text and gives every document's result.
func all(t testing.TB, c *rules.Checker, name, text string) []rules.Result {
	t.Helper()
	out, err := c.Check(context.Background(), name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// one checks a text that holds one document.
func one(t testing.TB, c *rules.Checker, name, text string) rules.Result {
	t.Helper()
	out := all(t, c, name, text)
	if len(out) != 1 {
		t.Fatalf("%d documents, want one", len(out))
	}
	return out[0]
}

// line is a finding in one line.
func line(f *rule.Finding) string {
	return fmt.Sprintf("%d:%d %s %s %d", f.Start.Line, f.Start.Column, f.Severity, f.Rule.ID, f.Code)
}

// errorsOf are the findings of severity error, in one line each.
func errorsOf(r *rules.Result) []string {
	var out []string
	for i := range r.Findings {
		if r.Findings[i].Severity == rule.Error {
			out = append(out, line(&r.Findings[i]))
		}
	}
	return out
}

// verdict is a verdict in one line.
func verdict(v rules.Verdict) string {
	s := fmt.Sprintf("%s %d %s", v.Outcome, v.Code, v.Confidence)
	if len(v.Alternatives) > 0 {
		s += fmt.Sprint(" ", v.Alternatives)
	}
	return s
}

// exampleChecker is the Checker that a rule's example asks for, and the name
// of its file.
func exampleChecker(t testing.TB, e rule.Example, lang message.Lang) (c *rules.Checker, name string) {
	t.Helper()
	o := rules.Options{Lang: lang, Endpoint: e.Endpoint, Strict: e.Strict}
	dir := ""
	if e.Config != "" {
		o.Config = conf(t, e.Config)
		dir = o.Config.Dir
		p, err := project.Open(dir, o.Config, nil)
		if err != nil {
			t.Fatal(err)
		}
		o.Definitions = p
	}
	if e.Workflow != "" {
		o.Definition = definition(t, e.Workflow)
	}
	if e.Nodes != "" {
		catalog, err := nodes.Read("object_info.json", []byte(e.Nodes))
		if err != nil {
			t.Fatal(err)
		}
		o.Catalog = catalog
	}
	name = e.Path
	if name == "" {
		name = "example.json"
	}
	return checker(t, o), filepath.Join(dir, name)
}

// source is a row of the collectors' table.
type source struct {
	file, kind, definition string
}

func sources(t testing.TB) []source {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedtest.Dir(t), "corpus", "wild", "SOURCES.tsv"))
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
	var out []source
	for _, row := range rows {
		if len(row) >= 6 && strings.Contains(row[0], "/") {
			out = append(out, source{file: row[0], kind: row[4], definition: row[5]})
		}
	}
	return out
}

// kindOf reads the endpoint that the collectors wrote down, where a v2 body
// does not show it itself.
func kindOf(s source) endpoint.Kind {
	switch {
	case strings.HasPrefix(s.kind, "v2 run/ai-app"):
		return endpoint.V2RunAIApp
	case strings.HasPrefix(s.kind, "v2 run/workflow"):
		return endpoint.V2RunWorkflow
	}
	return endpoint.Unknown
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// reader reads lines.
func reader(lines []string) io.Reader { return strings.NewReader(strings.Join(lines, "\n")) }
