package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEditorShowsNoKeyAnywhere asks everything that an editor can ask, at places
// all over documents and definitions that have keys wherever a text can be.
func TestEditorShowsNoKeyAnywhere(t *testing.T) {
	t.Setenv("RUNNINGHUB_API_KEY", envKey)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for key, lang := range map[string]string{shapedKey: "en", envKey: "zh"} {
		t.Run(lang, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			write(t, ".git/HEAD", "")
			write(t, "graph.json", fmt.Sprintf(`{"6":{"class_type":"CLIPTextEncode","inputs":{"text":%q,%q:[%q,0]},"_meta":{"title":%q}},%q:{"class_type":%q,"inputs":{%q:%q}}}`, key, key, key, key, key, key, key, key))
			write(t, "info.json", fmt.Sprintf(`{"CLIPTextEncode":{"input":{"required":{"text":[[%q,"a"],{"default":%q,"tooltip":%q}]}},"output":[%q],"display_name":%q}}`, key, key, key, key, key))
			write(t, ".payloadlint.yaml", "version: 1\nworkflows: {\"1904136902449209346\": graph.json}\nnodes: [info.json]\n")
			files := inPlaces("requests", key)
			files["requests/items.json"] = `{"apiKey":"${K}","workflowId":"1904136902449209346","nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"x"},{"nodeId":"6","fieldName":"` + key + `"},{"nodeId":"` + key + `","fieldName":""},{"nodeId":""}]}`
			files["requests/graph.json"] = fmt.Sprintf(`{"prompt":{"6":{"class_type":"CLIPTextEncode","inputs":{"text":"x","y":[%q,0]}},%q:{"class_type":"CLIPTextEncode","inputs":{"text":["6",0]}}}}`, key, key)
			masked := 0
			for name, text := range files {
				uri := "file://" + filepath.ToSlash(filepath.Join(dir, name))
				sent := []string{lspMessage(t, 1, "initialize", map[string]any{"rootUri": "file://" + filepath.ToSlash(dir), "locale": lang, "capabilities": map[string]any{"textDocument": map[string]any{"diagnostic": map[string]any{}}}}), lspOpen(t, uri, text)}
				sent = append(sent, everyQuestion(t, uri, text)...)
				messages, _ := conversation(t, append(sent, lspMessage(t, 2, "shutdown", nil), lspMessage(t, 0, "exit", nil))...)
				all, err := json.Marshal(messages)
				if err != nil || len(messages) < 20 {
					t.Fatalf("%d messages, %v", len(messages), err)
				}
				if key == shapedKey {
					masked += strings.Count(string(all), "****")
				}
				showsNoKey(t, []string{"lsp", name}, key, strings.ReplaceAll(string(all), uri, ""))
			}
			if key == shapedKey && masked < 20 {
				t.Errorf("only %d places had a key to mask", masked)
			}
		})
	}
}

// everyQuestion asks each question that names a document or a place in it.
func everyQuestion(t *testing.T, uri, text string) []string {
	t.Helper()
	document := map[string]string{"uri": uri}
	whole := map[string]any{"start": map[string]int{"line": 0, "character": 0}, "end": map[string]int{"line": 99, "character": 0}}
	id := 100
	var out []string
	ask := func(method string, more map[string]any) {
		more["textDocument"] = document
		id++
		out = append(out, lspMessage(t, id, method, more))
	}
	ask("textDocument/diagnostic", map[string]any{})
	ask("textDocument/codeAction", map[string]any{"range": whole, "context": map[string]any{"diagnostics": []any{}}})
	ask("textDocument/documentSymbol", map[string]any{})
	ask("textDocument/inlayHint", map[string]any{"range": whole})
	for n, line := range slices.Collect(strings.Lines(text)) {
		for at := 0; at < len(line); at += 1 + len(line)/60 {
			place := map[string]int{"line": n, "character": at}
			for _, method := range []string{"hover", "completion", "definition", "references", "prepareRename"} {
				ask("textDocument/"+method, map[string]any{"position": place, "context": map[string]any{"includeDeclaration": true, "triggerKind": 1}})
			}
			ask("textDocument/rename", map[string]any{"position": place, "newName": "17"})
		}
	}
	return out
}
