package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/schema/project"
)

const someRequest = `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "x"}]}`

// putFiles writes files below a folder, by path.
func putFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDoctorStatus: the exit status that the help promises, and valid JSON
// whatever is wrong.
func TestDoctorStatus(t *testing.T) {
	const graph = `{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat"}}}`
	for name, c := range map[string]struct {
		files map[string]string
		want  int
		says  []string
	}{
		"nothing":     {nil, exitClean, []string{`"requests": 0`, "no requests were found in"}},
		"task":        {map[string]string{"a.json": `{"apiKey": "${KEY}", "taskId": "1904136902449209346"}`}, exitClean, []string{`"kind": "json"`}},
		"missing":     {map[string]string{"a.json": someRequest}, exitFindings, []string{`"status": "missing"`, `"payloadlint fetch"`, `"first": `}},
		"pinned":      {map[string]string{"a.json": someRequest, ".payloadlint.yaml": "version: 1\nworkflows: {\"7\": w.json}\nrequests:\n  - {files: [a.json], workflow: \"7\"}\n", "w.json": graph}, exitClean, []string{`"id": "7"`, `"from": "configuration"`}},
		"configured":  {map[string]string{"a.json": someRequest, ".payloadlint.yaml": "version: 1\nworkflows: {\"1904136902449209346\": w.json}\n", "w.json": graph}, exitClean, []string{`"status": "ok"`, `"workflows": 1`}},
		"file gone":   {map[string]string{"a.json": someRequest, ".payloadlint.yaml": "version: 1\nworkflows: {\"1904136902449209346\": w.json}\n"}, exitFindings, []string{`"status": "broken"`}},
		"broken conf": {map[string]string{"a.json": someRequest, ".payloadlint.yaml": "version: 1\nworflows: {}\n"}, exitUsage, []string{`"ok": false`, `unknown key`}},
		"broken lock": {map[string]string{"a.json": someRequest, ".payloadlint/lock.json": "{"}, exitUnread, []string{`lock.json`}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			putFiles(t, dir, c.files)
			var out, told bytes.Buffer
			if got := Main([]string{"doctor", "-f", "json", "--lang", "en", dir}, nil, &out, &told); got != c.want {
				t.Errorf("exit status %d, not %d; %s", got, c.want, told.String())
			}
			if !json.Valid(out.Bytes()) {
				t.Errorf("not JSON: %s", out.String())
			}
			for _, s := range c.says {
				if !strings.Contains(out.String(), s) {
					t.Errorf("does not say %s: %s", s, out.String())
				}
			}
			if got := Main([]string{"doctor", "--lang", "en", dir}, nil, &out, &told); got != c.want {
				t.Errorf("as text: exit status %d, not %d", got, c.want)
			}
		})
	}
	if got := Main([]string{"doctor", "-f", "yaml"}, nil, &bytes.Buffer{}, &bytes.Buffer{}); got != exitUsage {
		t.Error("a format that does not exist:", got)
	}
}

// TestDoctorAge: a definition of long ago is called old, with the command that reports whether
// the platform's differs.
func TestDoctorAge(t *testing.T) {
	dir := t.TempDir()
	putFiles(t, dir, map[string]string{"a.json": someRequest})
	st, err := project.OpenStore(t.Context(), filepath.Join(dir, project.DirName), nil)
	if err != nil {
		t.Fatal(err)
	}
	content := "{\n  \"6\": {\n    \"class_type\": \"CLIPTextEncode\",\n    \"inputs\": {\n      \"text\": \"a\"\n    }\n  }\n}\n"
	if _, err := st.Put(t.Context(), project.Workflow, "1904136902449209346", "www.runninghub.cn", []byte(content), time.Now().Add(-40*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if got := Main([]string{"doctor", "--lang", "en", dir}, nil, &out, &out); got != exitClean {
		t.Errorf("exit status %d: %s", got, out.String())
	}
	for _, s := range []string{"old: workflow 1904136902449209346: fetched ", ", 40 days ago", "payloadlint fetch --check"} {
		if !strings.Contains(out.String(), s) {
			t.Errorf("does not say %q: %s", s, out.String())
		}
	}
}

// TestDoctorKey: whether a key is set is said, what it is never.
func TestDoctorKey(t *testing.T) {
	for value, want := range map[string]string{
		"": "is not set", "short": "cannot be an API key", "no-key-like-this-one": "its value is never shown",
	} {
		t.Setenv("RUNNINGHUB_API_KEY", value)
		var out bytes.Buffer
		Main([]string{"doctor", "--lang", "en", t.TempDir()}, nil, &out, &out)
		if !strings.Contains(out.String(), want) || value != "" && strings.Contains(out.String(), value+" ") {
			t.Errorf("%q: %s", value, out.String())
		}
	}
}
