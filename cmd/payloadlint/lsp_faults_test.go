package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const lspTestID = "1904136902449209346"

// session is a language server in a folder with some files, and an editor that
// has said hello.
func session(t *testing.T, files map[string]string, capabilities map[string]any) (e *lspPeer, dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		put(t, filepath.Join(dir, name), text)
	}
	fromEditor, toServer := io.Pipe()
	fromServer, toEditor := io.Pipe()
	status := make(chan int, 1)
	var errs bytes.Buffer
	go func() {
		status <- Main([]string{"lsp", "--lang", "en"}, fromEditor, toEditor, &errs)
		_ = toEditor.Close() // ends the editor's reading
	}()
	e = newPeer(t, toServer, fromServer)
	e.next = 1000
	t.Cleanup(func() {
		go func() { _, _ = io.Copy(io.Discard, e.in) }() // what is still said is not heard
		e.notify("exit", nil)
		select {
		case <-status:
		case <-time.After(10 * time.Second):
			t.Errorf("the server does not end: %s", errs.String())
		}
	})
	if capabilities == nil {
		capabilities = map[string]any{}
	}
	e.call("initialize", map[string]any{"rootUri": uriOf(dir), "capabilities": capabilities}, nil)
	e.notify("initialized", map[string]any{})
	return e, dir
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// all waits for the diagnostics of a document, notes among them.
func (e *lspPeer) all(uri string) []lspDiagnostic {
	e.t.Helper()
	delete(e.shown, uri)
	for {
		e.message()
		if d, ok := e.shown[uri]; ok {
			return d
		}
	}
}

// now is what a document shows after all that was said before.
func (e *lspPeer) now(uri string) []lspDiagnostic {
	e.t.Helper()
	e.call("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": uri}}, nil)
	return e.shown[uri]
}

func (e *lspPeer) open(uri, language, text string) []lspDiagnostic {
	e.t.Helper()
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": language, "version": 1, "text": text}})
	return e.all(uri)
}

func (e *lspPeer) save(uri string) []lspDiagnostic {
	e.t.Helper()
	e.notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": uri}})
	return e.now(uri)
}

func codesOf(list []lspDiagnostic) (codes []string) {
	for _, d := range list {
		codes = append(codes, d.Code)
	}
	return codes
}

const (
	lspTestConfig = "version: 1\nworkflows: {\"" + lspTestID + "\": w.json}\n"
	lspTestGraph  = `{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a", "clip": ["4", 1]}, "_meta": {"title": "Prompt"}}}`
	lspTestBody   = `{"apiKey": "${KEY}", "workflowId": "` + lspTestID + `", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`
)

func TestEditorReadsChangedFiles(t *testing.T) {
	for _, c := range []struct {
		name, file, text, code string
	}{
		{"workflow", "w.json", strings.Replace(lspTestGraph, `"6"`, `"7"`, 1), "nodeinfo-node"},
		{"configuration", ".payloadlint.yaml", "version: 1\nworkflows: {\"" + lspTestID + "\": other.json}\n", "nodeinfo-node"},
		{"configuration that breaks", ".payloadlint.yaml", "version: 1\nworkflows: [\n", "configuration"},
		{"unknown rule", ".payloadlint.yaml", "version: 1\nseverity: {no-such-rule: error}\n", "configuration"},
	} {
		for _, watched := range []bool{false, true} {
			e, dir := session(t, map[string]string{
				".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph, "other.json": strings.Replace(lspTestGraph, `"6"`, `"77"`, 1),
			}, nil)
			uri := uriOf(filepath.Join(dir, "req.json"))
			if got := codesOf(e.open(uri, "json", lspTestBody)); slices.Contains(got, c.code) {
				t.Fatalf("%s: before: %v", c.name, got)
			}
			put(t, filepath.Join(dir, c.file), c.text+"\n\n")
			var got []string
			if watched {
				e.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uriOf(filepath.Join(dir, c.file)), "type": 2}}})
				got = codesOf(e.now(uri))
			} else {
				got = codesOf(e.save(uri))
			}
			if !slices.Contains(got, c.code) {
				t.Errorf("%s, watched %v: %v, want %s", c.name, watched, got, c.code)
			}
			if c.code == "configuration" {
				at := uriOf(filepath.Join(dir, c.file))
				if len(e.shown[at]) != 1 || e.shown[at][0].Message == "" {
					t.Errorf("%s: the configuration shows %+v", c.name, e.shown[at])
				}
				put(t, filepath.Join(dir, c.file), lspTestConfig)
				if got := codesOf(e.save(uri)); slices.Contains(got, c.code) || len(e.shown[at]) != 0 {
					t.Errorf("%s: after it is mended: %v, the configuration shows %+v", c.name, got, e.shown[at])
				}
			}
		}
	}
}

// An editor that does not watch files still sees what they bring, without an edit
// or a save; and what it asks is answered from the files as they are.
func TestEditorWithoutWatching(t *testing.T) {
	e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph}, nil)
	uri := uriOf(filepath.Join(dir, "req.json"))
	if got := codesOf(e.open(uri, "json", lspTestBody)); slices.Contains(got, "nodeinfo-node") {
		t.Fatalf("before: %v", got)
	}
	put(t, filepath.Join(dir, "w.json"), strings.Replace(lspTestGraph, "Prompt", "Another title", 1))
	var hints []lspHint
	e.call("textDocument/inlayHint", map[string]any{"textDocument": map[string]any{"uri": uri}, "range": lspRange{End: lspPosition{Line: 99}}}, &hints)
	if len(hints) != 1 || !strings.Contains(hints[0].Label, "Another title") {
		t.Errorf("hints of the definition before: %+v", hints)
	}
	put(t, filepath.Join(dir, "w.json"), strings.Replace(lspTestGraph, `"6"`, `"4077"`, 1))
	if got := codesOf(e.all(uri)); !slices.Contains(got, "nodeinfo-node") { // nothing is sent
		t.Errorf("after: %v", got)
	}
}

// A file of node definitions that could not be read is read once it is fixed.
func TestEditorReadsMendedNodes(t *testing.T) {
	e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig + "nodes: [nodes.json]\n", "w.json": lspTestGraph, "nodes.json": "{"}, nil)
	uri := uriOf(filepath.Join(dir, "req.json"))
	if got := codesOf(e.open(uri, "json", lspTestBody)); !slices.Contains(got, "configuration") {
		t.Fatalf("before: %v", got)
	}
	put(t, filepath.Join(dir, "nodes.json"), `{"CLIPTextEncode": {"input": {"required": {"text": ["STRING"], "clip": ["CLIP"]}}, "output": ["CONDITIONING"], "name": "CLIPTextEncode"}}`)
	if got := codesOf(e.save(uri)); slices.Contains(got, "configuration") {
		t.Errorf("after: %v", got)
	}
}

// A store that appears after the start is used.
func TestEditorReadsNewConfiguration(t *testing.T) {
	e, dir := session(t, map[string]string{"w.json": lspTestGraph}, nil)
	uri := uriOf(filepath.Join(dir, "req.json"))
	body := strings.Replace(lspTestBody, `"6"`, `"99"`, 1)
	got := e.open(uri, "json", body)
	if !slices.Contains(codesOf(got), "unchecked") || slices.Contains(codesOf(got), "nodeinfo-node") {
		t.Fatalf("before: %+v", got)
	}
	put(t, filepath.Join(dir, ".payloadlint.yaml"), lspTestConfig)
	if got := e.save(uri); !slices.Contains(codesOf(got), "nodeinfo-node") {
		t.Errorf("after: %+v", got)
	}
}

// The predicted code and the verdict are shown.
func TestEditorShowsVerdict(t *testing.T) {
	e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph}, nil)
	list := e.open(uriOf(filepath.Join(dir, "req.json")), "json", strings.Replace(lspTestBody, `"6"`, `"99"`, 1))
	words := map[string]string{}
	for _, d := range list {
		words[d.Code] = d.Message
		if (d.Code == "verdict") != (d.Severity == lspInformation) {
			t.Errorf("%+v", d)
		}
	}
	if !strings.Contains(words["nodeinfo-node"], "803 APIKEY_INVALID_NODE_INFO") || !strings.Contains(words["verdict"], "rejected with 803 APIKEY_INVALID_NODE_INFO (certain)") {
		t.Errorf("%v", words)
	}
}

// The editor is asked to watch where it can.
func TestEditorAsksToWatch(t *testing.T) {
	e, _ := session(t, nil, map[string]any{"workspace": map[string]any{"didChangeWatchedFiles": map[string]any{"dynamicRegistration": true}}})
	_, _ = e.message()
	if e.asked != "client/registerCapability" {
		t.Errorf("asked %q", e.asked)
	}
}

// The files that checks rest on show their own faults while they are edited.
func TestEditorShowsFaultyFiles(t *testing.T) {
	e, dir := session(t, map[string]string{".payloadlint.yaml": "version: [\n", "w.json": lspTestGraph}, nil)
	uri := uriOf(filepath.Join(dir, "req.json"))
	if got := codesOf(e.open(uri, "json", lspTestBody)); !slices.Contains(got, "configuration") {
		t.Errorf("a request under a broken configuration: %v", got)
	}
	if list := e.shown[uriOf(filepath.Join(dir, ".payloadlint.yaml"))]; len(list) != 1 {
		t.Errorf("the broken configuration: %v", list)
	}
	conf := uriOf(filepath.Join(dir, ".payloadlint.yaml"))
	if got := e.open(conf, "yaml", "version: 1\nworkflow: {}\n"); len(got) != 1 || got[0].Code != "unknown-key" || got[0].Range.Start.Line != 1 {
		t.Errorf("an unknown key: %+v", got)
	}
	put(t, filepath.Join(dir, ".payloadlint.yaml"), lspTestConfig)
	w := uriOf(filepath.Join(dir, "w.json"))
	if got := e.open(w, "json", "{\"6\": {\"class_type\": \"X\",\n }}"); len(got) != 1 || got[0].Code != "definition" || got[0].Range.Start.Line == 0 && got[0].Range.Start.Character == 0 {
		t.Errorf("a faulty workflow: %+v", got)
	}
	for language, text := range map[string]string{
		"json":   strings.Replace(lspTestBody, `"6"`, `"99"`, 1),
		"python": "import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', json=" + strings.Replace(lspTestBody, `"6"`, `"99"`, 1) + ")\n",
	} {
		if got := codesOf(e.open("untitled:Untitled-"+language, language, text)); !slices.Contains(got, "nodeinfo-node") {
			t.Errorf("an untitled buffer of %s: %v", language, got)
		}
	}
}

// The cells of a notebook, which VS Code opens one by one, are read as what they
// are written in.
func TestEditorReadsCells(t *testing.T) {
	e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph}, nil)
	cell := "vscode-notebook-cell:" + strings.TrimPrefix(uriOf(filepath.Join(dir, "猫.ipynb")), "file:") + "#W0sZmlsZQ=="
	text := "import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', json=" + strings.Replace(lspTestBody, `"6"`, `"99"`, 1) + ")\n"
	if got := codesOf(e.open(cell, "python", text)); !slices.Contains(got, "nodeinfo-node") {
		t.Errorf("%v", got)
	}
}

// A title says what the action does.
func TestActionTitles(t *testing.T) {
	e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph}, nil)
	uri := uriOf(filepath.Join(dir, "req.json"))
	e.open(uri, "json", strings.Replace(lspTestBody, `"text"`, `"Text"`, 1))
	var actions []lspAction
	e.call("textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": uri}, "range": lspRange{End: lspPosition{Line: 9}}}, &actions)
	if len(actions) == 0 || actions[0].Title != `Replace "Text" with "text"` {
		t.Errorf("%+v", actions)
	}
}
