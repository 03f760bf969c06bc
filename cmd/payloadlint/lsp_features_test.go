package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// place is where a text begins in a document, as the protocol says it for ASCII.
func place(t *testing.T, text, mark string, into int) lspPosition {
	t.Helper()
	i := strings.Index(text, mark)
	if i < 0 {
		t.Fatalf("no %q in %q", mark, text)
	}
	i += into
	return lspPosition{strings.Count(text[:i], "\n"), i - 1 - strings.LastIndex(text[:i], "\n")}
}

func at(uri string, p lspPosition) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": uri}, "position": p, "context": map[string]any{"includeDeclaration": true}}
}

// Every feature over the protocol, in JSON and in a program.
func TestEditorFeatures(t *testing.T) {
	program := "import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', json=" + lspTestBody + ")\n"
	for name, text := range map[string]string{"req.json": lspTestBody + "\n", "call.py": program} {
		e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph, "other.json": lspTestBody}, nil)
		uri := uriOf(filepath.Join(dir, name))
		e.open(uri, "", text)
		id, field := place(t, text, `"nodeId": "6"`, 11), place(t, text, `"fieldName": "text"`, 16)

		var items []lspCompletion
		e.call("textDocument/completion", at(uri, id), &items)
		if len(items) != 1 || items[0].Label != "6" || items[0].Detail != "Prompt (CLIPTextEncode)" || items[0].TextEdit.NewText != `"6"` {
			t.Errorf("%s: completion %+v", name, items)
		}
		e.call("textDocument/completion", at(uri, field), &items)
		if len(items) == 0 || items[0].Label != "text" {
			t.Errorf("%s: completion of a field %+v", name, items)
		}
		var hover struct {
			Contents struct {
				Value string `json:"value"`
			} `json:"contents"`
		}
		e.call("textDocument/hover", at(uri, field), &hover)
		if !strings.Contains(hover.Contents.Value, "`text` STRING") || !strings.Contains(hover.Contents.Value, "803") {
			t.Errorf("%s: hover %q", name, hover.Contents.Value)
		}
		var to lspLocation
		e.call("textDocument/definition", at(uri, id), &to)
		if to.URI != uriOf(filepath.Join(dir, "w.json")) || to.Range != (lspRange{lspPosition{0, 1}, lspPosition{0, 4}}) {
			t.Errorf("%s: definition %+v", name, to)
		}
		var places []lspLocation
		e.call("textDocument/references", at(uri, id), &places)
		var files []string
		for _, p := range places {
			files = append(files, filepath.Base(p.URI))
		}
		slices.Sort(files)
		want := []string{name, "other.json", "w.json"}
		slices.Sort(want)
		if !slices.Equal(files, want) {
			t.Errorf("%s: references in %v", name, files)
		}
		var symbols []lspSymbol
		e.call("textDocument/documentSymbol", at(uri, id), &symbols)
		if len(symbols) != 1 || symbols[0].Name != "6 text" {
			t.Errorf("%s: symbols %+v", name, symbols)
		}
		var hints []lspHint
		e.call("textDocument/inlayHint", map[string]any{"textDocument": map[string]any{"uri": uri}, "range": lspRange{End: lspPosition{Line: 99}}}, &hints)
		if end := place(t, text, `"nodeId": "6"`, 13); len(hints) != 1 || hints[0].Label != "Prompt (CLIPTextEncode)" || hints[0].Position != end {
			t.Errorf("%s: hints %+v", name, hints)
		}
	}
}

// A broken text is completed from what is typed so far, at once after the edit.
func TestCompletionWhileTyping(t *testing.T) {
	e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph},
		map[string]any{"textDocument": map[string]any{"completion": map[string]any{"completionItem": map[string]any{"snippetSupport": true}}}})
	uri := uriOf(filepath.Join(dir, "req.json"))
	e.open(uri, "json", lspTestBody)
	text := `{"workflowId": "` + lspTestID + `", "nodeInfoList": [`
	e.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": uri, "version": 2}, "contentChanges": []any{map[string]any{"text": text}}})
	var items []lspCompletion
	e.call("textDocument/completion", at(uri, lspPosition{0, len(text)}), &items)
	if len(items) != 1 || items[0].Format != 2 || !strings.Contains(items[0].TextEdit.NewText, `"nodeId": "$1"`) {
		t.Errorf("%+v", items)
	}
}

// An editor that pulls is not pushed to, and learns that nothing changed.
func TestPullDiagnostics(t *testing.T) {
	e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph}, map[string]any{"textDocument": map[string]any{"diagnostic": map[string]any{}}})
	uri := uriOf(filepath.Join(dir, "req.json"))
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "text": strings.Replace(lspTestBody, `"6"`, `"99"`, 1)}})
	var report struct {
		Kind     string          `json:"kind"`
		ResultID string          `json:"resultId"`
		Items    []lspDiagnostic `json:"items"`
	}
	ask := func(previous string) {
		report.Items = nil
		e.call("textDocument/diagnostic", map[string]any{"textDocument": map[string]any{"uri": uri}, "previousResultId": previous}, &report)
	}
	ask("")
	if report.Kind != "full" || !slices.Contains(codesOf(report.Items), "nodeinfo-node") || len(e.shown[uri]) > 0 {
		t.Errorf("%+v, pushed %v", report, e.shown[uri])
	}
	if ask(report.ResultID); report.Kind != "unchanged" {
		t.Errorf("%+v", report)
	}
	put(t, filepath.Join(dir, "w.json"), strings.Replace(lspTestGraph, `"6"`, `"99"`, 1)+"\n")
	if ask(report.ResultID); report.Kind != "full" || slices.Contains(codesOf(report.Items), "nodeinfo-node") {
		t.Errorf("after the definition changed: %+v", report)
	}
}

// Places are in the units that were agreed.
func TestPositionEncodings(t *testing.T) {
	text := "{\"webhookUrl\": \"𝄞é\", " + strings.Replace(lspTestBody, `"6"`, `"99"`, 1)[1:]
	for encoding, before := range map[string]int{"utf-8": 6, "utf-16": 3} {
		e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph}, map[string]any{"general": map[string]any{"positionEncodings": []string{encoding}}})
		uri := uriOf(filepath.Join(dir, "req.json"))
		want := strings.Index(text, `"99"`) - len("𝄞é") + before
		list := e.open(uri, "json", text)
		i := slices.IndexFunc(list, func(d lspDiagnostic) bool { return d.Code == "nodeinfo-node" })
		if i < 0 || list[i].Range.Start.Character != want {
			t.Errorf("%s: %+v, want %d", encoding, list, want)
		}
		var items []lspCompletion
		e.call("textDocument/completion", at(uri, lspPosition{0, want + 1}), &items)
		if len(items) != 1 || items[0].TextEdit.Range.Start.Character != want {
			t.Errorf("%s: %+v", encoding, items)
		}
	}
}

// Only the last of many edits is checked.
func TestEditsWait(t *testing.T) {
	e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph}, nil)
	uri := uriOf(filepath.Join(dir, "req.json"))
	e.open(uri, "json", lspTestBody)
	for i := range 20 {
		text := strings.Replace(lspTestBody, `"6"`, fmt.Sprintf(`"%d"`, 100+i), 1)
		e.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": uri, "version": i + 2}, "contentChanges": []any{map[string]any{"text": text}}})
	}
	if got := e.all(uri); !strings.Contains(fmt.Sprint(got), "119") {
		t.Errorf("the first that is shown is not the last: %+v", got)
	}
}
