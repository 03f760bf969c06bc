package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v3"
)

const full = `version: 1
host: www.runninghub.ai
account: enterprise-shared
workflows: {"1932074519876543210": workflows/portrait.json}
apps:
  "1938625710351437826": apps/hair.json
  "1938625710351437827": {fields: apps/face.json, workflow: workflows/face.json}
  "1938625710351437828": {workflow: workflows/hat.json}
nodes: [object_info.json, core]
comfy: "v0.20"
requests:
  - {files: ["requests/**/*.json"], endpoint: create, workflow: "1932074519876543210"}
  - {files: ["apps/*.json"], url: "https://www.runninghub.ai/task/openapi/ai-app/run", method: POST, app: "1938625710351437826"}
placeholders: ['\$\{[A-Z_]+\}']
severity:
  nodeinfo-duplicate: error
  api-key-shape: off
  nodeinfo-list:
    - {level: note}
    - {files: ["drafts/**"], level: off}
suppress:
  - {rule: api-key-shape, files: ["samples/**"], pointer: /apiKey, reason: a sample key}
  - {rule: nodeinfo-node, pointer: /nodeInfoList/*/nodeId, reason: moved}
`

func write(t *testing.T, text string) *Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), fileNames[0])
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLoad(t *testing.T) {
	c := write(t, full)
	if c.Host != "www.runninghub.ai" || c.Account != "enterprise-shared" || c.Workflows["1932074519876543210"] != "workflows/portrait.json" ||
		c.Apps["1938625710351437826"] != "apps/hair.json" || c.Comfy != "v0.20" || len(c.Apps) != 2 || c.Apps["1938625710351437827"] != "apps/face.json" ||
		len(c.AppWorkflows) != 2 || c.AppWorkflows["1938625710351437828"] != "workflows/hat.json" || len(c.Nodes) != 2 || len(c.Requests) != 2 || len(c.Placeholders) != 1 {
		t.Errorf("read %+v", c)
	}
	if got := c.Abs("x/y.json"); got != filepath.Join(c.Dir, "x", "y.json") {
		t.Errorf("Abs = %s", got)
	}
	if got := c.Abs(c.Dir); got != c.Dir {
		t.Errorf("Abs of an absolute path = %s", got)
	}
	if r := c.Request(filepath.Join(c.Dir, "requests", "a", "b.json")); r == nil || r.Endpoint != "create" {
		t.Errorf("Request = %+v", r)
	}
	if r := c.Request(filepath.Join(c.Dir, "other.json")); r != nil {
		t.Errorf("Request = %+v", r)
	}
}

func TestLevel(t *testing.T) {
	c := write(t, full)
	for _, x := range []struct{ rule, file, want string }{
		{"nodeinfo-duplicate", "a.json", "error"},
		{"api-key-shape", "a.json", "off"},
		{"nodeinfo-list", "a.json", "note"},
		{"nodeinfo-list", "drafts/a.json", "off"},
		{"nodeinfo-field", "a.json", ""},
	} {
		if got := c.Level(x.rule, filepath.Join(c.Dir, x.file)); got != x.want {
			t.Errorf("Level(%s, %s) = %q, want %q", x.rule, x.file, got, x.want)
		}
	}
	var none *Config
	if none.Level("a", "b") != "" || none.Request("a") != nil {
		t.Error("no configuration says something")
	}
	if none.Covering("a", "b", "") >= 0 || none.About("a") != nil {
		t.Error("no configuration suppresses something")
	}
}

func TestCovering(t *testing.T) {
	c := write(t, full)
	sample, other := filepath.Join(c.Dir, "samples", "a.json"), filepath.Join(c.Dir, "b.json")
	if c.Covering("api-key-shape", other, "/apiKey") >= 0 {
		t.Error("a file outside the glob is covered")
	}
	if slices.Contains(c.About(other), 0) || !slices.Contains(c.About(sample), 0) {
		t.Errorf("About(%s) = %v, About(%s) = %v; the first suppression is for the second", other, c.About(other), sample, c.About(sample))
	}
	if c.Covering("api-key-shape", sample, "/workflowId") >= 0 {
		t.Error("another pointer is covered")
	}
	if i := c.Covering("api-key-shape", sample, "/apiKey"); i != 0 || c.Suppress[0].Reason != "a sample key" {
		t.Errorf("Covering = %d", i)
	}
	if c.Covering("nodeinfo-node", other, "/nodeInfoList/7/nodeId") < 0 {
		t.Error("* does not stand for a step")
	}
}

func TestCoversPointer(t *testing.T) {
	for _, x := range []struct {
		pattern, pointer string
		want             bool
	}{
		{"", "/a/b", true}, {"/", "", true}, {"/a", "/a/b", true}, {"/a/b", "/a", false}, {"/*/b", "/a/b", true}, {"/*/b", "/a/c", false}, {"/a", "/ab", false},
	} {
		if got := coversPointer(x.pattern, x.pointer); got != x.want {
			t.Errorf("coversPointer(%q, %q) = %v", x.pattern, x.pointer, got)
		}
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, "a", "b")
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	want := filepath.Join(dir, ".payloadlint.json")
	if err := os.WriteFile(want, []byte(`{"version": 1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Find(deep); got != want {
		t.Errorf("Find = %q, want %q", got, want)
	}
	c, err := Load(want)
	if err != nil || c.Dir != dir {
		t.Errorf("JSON configuration: %+v, %v", c, err)
	}
}

func TestFaults(t *testing.T) {
	for _, x := range []struct {
		name, text   string
		problem      fault.Problem
		key          string
		line, column int
	}{
		{"empty", "", fault.ConfigMissingVersion, "version", 1, 1},
		{"no version", "host: x\n", fault.ConfigMissingVersion, "version", 1, 1},
		{"other version", "version: 2\n", fault.ConfigWrongVersion, "version", 1, 10},
		{"not yaml", "version: 1\n\thost: x\n", fault.ConfigNotYAML, "", 2, 1},
		{"list at top", "- 1\n", fault.ConfigWrongType, "", 1, 1},
		{"unknown key", "version: 1\nworkflow: {}\n", fault.ConfigUnknownKey, "workflow", 2, 1},
		{"twice", "version: 1\nhost: a\nhost: b\n", fault.ConfigDuplicateKey, "host", 3, 1},
		{"unknown key below", "version: 1\nrequests:\n  - {files: [a], endpint: create}\n", fault.ConfigUnknownKey, "endpint", 3, 18},
		{"no files", "version: 1\nrequests:\n  - {endpoint: create}\n", fault.ConfigMissingKey, "files", 3, 5},
		{"bad endpoint", "version: 1\nrequests:\n  - {files: [a], endpoint: creat}\n", fault.ConfigBadValue, "endpoint", 3, 28},
		{"bad account", "version: 1\naccount: vip\n", fault.ConfigBadValue, "account", 2, 10},
		{"bad level", "version: 1\nseverity: {x: fatal}\n", fault.ConfigBadValue, "x", 2, 15},
		{"level missing", "version: 1\nseverity: {x: [{files: [a]}]}\n", fault.ConfigMissingKey, "level", 2, 16},
		{"severity list", "version: 1\nseverity: [x]\n", fault.ConfigWrongType, "severity", 2, 11},
		{"no reason", "version: 1\nsuppress:\n  - {rule: x}\n", fault.ConfigMissingKey, "reason", 3, 5},
		{"bad glob", "version: 1\nsuppress:\n  - {rule: x, reason: y, files: ['[a']}\n", fault.ConfigBadPattern, "files", 3, 34},
		{"wide glob", "version: 1\nrequests:\n  - {files: ['" + strings.Repeat("**/{a,aa}/", 16) + "*.json']}\n", fault.ConfigTooWide, "files", 3, 14},
		{"bad regexp", "version: 1\nplaceholders: ['(']\n", fault.ConfigBadPattern, "placeholders", 2, 16},
		{"text wanted", "version: 1\nhost: [a]\n", fault.ConfigWrongType, "host", 2, 7},
		{"scheme", "version: 1\nhost: ftp://x\n", fault.ConfigBadValue, "host", 2, 7},
		{"null", "version: 1\nhost:\n", fault.ConfigWrongType, "host", 2, 6},
		{"map wanted", "version: 1\nworkflows: a\n", fault.ConfigWrongType, "workflows", 2, 12},
		{"map of lists", "version: 1\nworkflows: {a: []}\n", fault.ConfigWrongType, "workflows", 2, 16},
		{"app twice", "version: 1\napps: {'1': a, '1': {fields: b}}\n", fault.ConfigDuplicateKey, "1", 2, 16},
		{"app without files", "version: 1\napps: {'1': {}}\n", fault.ConfigMissingKey, "fields", 2, 13},
		{"app with another key", "version: 1\napps: {'1': {graph: a}}\n", fault.ConfigUnknownKey, "graph", 2, 14},
		{"a comfy that is no release", "version: 1\ncomfy: latest\n", fault.ConfigBadValue, "comfy", 2, 8},
		{"id twice", "version: 1\nworkflows: {'1': a, '1': b}\n", fault.ConfigDuplicateKey, "1", 2, 21},
		{"list wanted", "version: 1\nnodes: a\n", fault.ConfigWrongType, "nodes", 2, 8},
		{"list of maps", "version: 1\nnodes: [{}]\n", fault.ConfigWrongType, "nodes", 2, 9},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, err := parse([]byte(x.text))
			e, ok := errors.AsType[*fault.Error](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			if e.Problem != x.problem || e.Args["key"] != x.key || e.Line != x.line || e.Column != x.column {
				t.Errorf("got %s %q at %d:%d, want %s %q at %d:%d", e.Problem, e.Args["key"], e.Line, e.Column, x.problem, x.key, x.line, x.column)
			}
		})
	}
}

func TestLoadErrors(t *testing.T) {
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	path := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(path, []byte("version: 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(path)
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Path != path || !strings.Contains(e.Error(), path) {
		t.Errorf("error %v", err)
	}
}

// asJSON turns YAML into what a JSON Schema validator reads.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// The published schema takes what UnmarshalText takes and refuses what it refuses.
func TestSchemaAgrees(t *testing.T) {
	text, err := os.ReadFile("../../cmd/payloadlint/config.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.CompileString("config.json", string(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(asJSON(t, full)); err != nil {
		t.Errorf("the schema refuses what UnmarshalText takes: %v", err)
	}
	for _, text := range []string{
		"host: x\n", "version: 2\n", "version: 1\nworkflow: {}\n", "version: 1\naccount: vip\n", "version: 1\nseverity: {x: fatal}\n",
		"version: 1\nsuppress:\n  - {rule: x}\n", "version: 1\nrequests:\n  - {endpoint: create}\n", "version: 1\nnodes: a\n",
	} {
		if schema.Validate(asJSON(t, text)) == nil {
			t.Errorf("the schema takes what UnmarshalText refuses: %q", text)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte(`{"version":1,"severity":{"a":[{"level":"off"}]}}`))
	f.Add([]byte("a: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parse(data)
		if err == nil && c == nil {
			t.Fatal("neither a configuration nor an error")
		}
		if err != nil {
			if _, ok := errors.AsType[*fault.Error](err); !ok {
				t.Fatalf("error of another type: %v", err)
			}
		}
	})
}

func TestAlternatives(t *testing.T) {
	for pattern, want := range map[string]int{
		"a": 1, "{a,b}": 2, "{a,b}/{c,d,e}": 6, "{a,{b,c},{d,e}{f,g}}": 7, `\{a,b}`: 1, "[{,]x": 1, "a,b": 1, "{}": 1,
		strings.Repeat("{a,b}", 6): 64, strings.Repeat("{a,b}", 7): mostAlternatives + 1, strings.Repeat("{a,b}", 500): mostAlternatives + 1,
		strings.Repeat("{a,", 500) + strings.Repeat("}", 500): mostAlternatives + 1,
	} {
		if got := alternatives(pattern); got != want {
			t.Errorf("%.40q stands for %d, want %d", pattern, got, want)
		}
	}
}

// BenchmarkWidePattern matches the widest patterns that are read: twice the
// alternatives cost twice the time, and there are no more than 64.
func BenchmarkWidePattern(b *testing.B) {
	for _, braces := range []int{5, 6} {
		c, err := parse([]byte("version: 1\nrequests:\n  - {files: ['" + strings.Repeat("**/{a,aa}", braces) + "/x.json']}\n"))
		if err != nil {
			b.Fatal(err)
		}
		name := strings.Repeat("aa/", 16) + "y.json"
		b.Run(fmt.Sprint(1<<braces), func(b *testing.B) {
			for b.Loop() {
				if c.Request(name) != nil {
					b.Fatal("matched")
				}
			}
		})
	}
}
