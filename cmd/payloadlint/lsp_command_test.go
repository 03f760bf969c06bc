package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/fetch/standin"
)

func marshalled(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func quotedJSON(text string) string {
	out, _ := json.Marshal(text) // a string does not fail
	return string(out)
}

func (e *lspPeer) actionsIn(uri string, r lspRange) (list []lspAction) {
	e.t.Helper()
	e.call("textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": uri}, "range": r, "context": map[string]any{"diagnostics": []any{}}}, &list)
	return list
}

// everything is a range that holds a whole document.
var everything = lspRange{End: lspPosition{Line: 9999}}

// A missing definition is fetched when the user asks for it, and not before.
func TestFetchCommand(t *testing.T) {
	platform := standin.New()
	defer platform.Close()
	platform.Workflows[lspTestID] = strings.Replace(lspTestGraph, `"6"`, `"7"`, 1)
	t.Setenv("RUNNINGHUB_API_KEY", standin.Key)
	t.Setenv("PAYLOADLINT_TRUST_HOST", platform.URL)
	for name, text := range map[string]string{
		"sub/req.json": lspTestBody,
		"call.py":      "import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', json=" + lspTestBody + ")\n",
		"v2.py":        "import requests\nrequests.post('https://www.runninghub.cn/openapi/v2/run/workflow/" + lspTestID + "', json={'nodeInfoList': [{'nodeId': '6', 'fieldName': 'text', 'fieldValue': 'a'}]})\n",
	} {
		e, dir := session(t, map[string]string{".payloadlint.yaml": "version: 1\nhost: " + platform.URL + "\n"}, nil)
		uri := uriOf(filepath.Join(dir, name))
		asked := platform.Asked(lspTestID)
		if got := codesOf(e.open(uri, "", text)); !slices.Contains(got, "unchecked") || slices.Contains(got, "nodeinfo-node") {
			t.Errorf("%s: before: %v", name, got)
		}
		actions := e.actionsIn(uri, everything)
		i := slices.IndexFunc(actions, func(a lspAction) bool { return a.Command != nil })
		if i < 0 {
			t.Errorf("%s: %+v", name, actions)
			continue
		}
		if a := actions[i]; a.Command.Command != "payloadlint.fetch" || !strings.Contains(a.Title, lspTestID) || a.Edit != nil || strings.Contains(marshalled(t, a), standin.Key) {
			t.Errorf("%s: %+v", name, a)
		}
		if platform.Asked(lspTestID) != asked {
			t.Errorf("%s: the platform was asked before the user said so", name)
		}
		delete(e.shown, uri)
		e.call("workspace/executeCommand", map[string]any{"command": actions[i].Command.Command, "arguments": actions[i].Command.Arguments}, nil)
		if got := codesOf(e.shown[uri]); !slices.Contains(got, "nodeinfo-node") || slices.Contains(got, "unchecked") && name != "v2.py" {
			t.Errorf("%s: after: %v", name, got)
		}
		if list, err := os.ReadDir(filepath.Join(dir, ".payloadlint")); err != nil || len(list) < 2 {
			t.Errorf("%s: the store: %v %v", name, list, err)
		}
		if actions = e.actionsIn(uri, everything); slices.ContainsFunc(actions, func(a lspAction) bool { return a.Command != nil }) {
			t.Errorf("%s: still offered: %+v", name, actions)
		}
	}
}

// A fetch that fails says why, shows no key, and the session goes on.
func TestFetchCommandFails(t *testing.T) {
	platform := standin.New()
	defer platform.Close()
	platform.Answers[lspTestID] = standin.Answer{Code: 380, Msg: "WORKFLOW_NOT_EXISTS"}
	t.Setenv("RUNNINGHUB_API_KEY", "")
	e, dir := session(t, map[string]string{".payloadlint.yaml": "version: 1\nhost: " + platform.URL + "\n"}, nil)
	uri := uriOf(filepath.Join(dir, "req.json"))
	e.open(uri, "json", lspTestBody)
	for _, arguments := range []any{
		[]any{map[string]string{"uri": uri, "kind": "workflow", "id": lspTestID}},
		[]any{map[string]string{"uri": uri, "kind": "nodes", "id": "http://127.0.0.1:1"}}, []any{map[string]string{"uri": uri, "kind": "workflow", "id": "../x"}}, []any{}, 7,
	} {
		e.call("workspace/executeCommand", map[string]any{"command": "payloadlint.fetch", "arguments": arguments}, nil)
	}
	if len(e.messages) != 1 || !strings.Contains(e.messages[0], "RUNNINGHUB_API_KEY") || platform.Asked(lspTestID) != 0 {
		t.Errorf("%q, asked %d", e.messages, platform.Asked(lspTestID))
	}
	if got := codesOf(e.save(uri)); !slices.Contains(got, "unchecked") {
		t.Errorf("afterwards: %v", got)
	}
}

// What a user would type instead is an action: a node that is near, no trailing
// comma. TestSuggestAndSuppress has a choice.
func TestActionsOfTheIssue(t *testing.T) {
	item := func(node, field, value string) string {
		return `{"apiKey": "${KEY}", "workflowId": "` + lspTestID + `", "nodeInfoList": [{"nodeId": "` + node + `", "fieldName": "` + field + `", "fieldValue": "` + value + `"}]}`
	}
	for _, c := range []struct{ name, text, title, want string }{
		{"node", item("16", "text", "x"), `Replace "16" with "6"`, item("6", "text", "x")},
		{"comma", strings.Replace(item("6", "text", "x"), "]}", "],}", 1), `Remove ,`, item("6", "text", "x")},
	} {
		e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": renamedGraph}, nil)
		uri := uriOf(filepath.Join(dir, "req.json"))
		found := e.open(uri, "json", c.text)
		actions := e.actionsIn(uri, everything)
		i := slices.IndexFunc(actions, func(a lspAction) bool { return a.Title == c.title })
		if i < 0 {
			t.Errorf("%s: %+v\n%+v", c.name, found, actions)
			continue
		}
		if got := applied(c.text, actions[i].Edit.Changes[uri]); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

// An editor sends what changed; the text is the same as if it had sent all.
func TestPartsOfTheText(t *testing.T) {
	for _, encoding := range []string{"utf-8", "utf-16"} {
		e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph}, map[string]any{"general": map[string]any{"positionEncodings": []string{encoding}}})
		uri := uriOf(filepath.Join(dir, "req.json"))
		text := "{\"webhookUrl\": \"𝄞é\",\r\n \"workflowId\": \"" + lspTestID + "\", \"nodeInfoList\": []}"
		e.open(uri, "json", text)
		change := func(r lspRange, text string) map[string]any { return map[string]any{"range": r, "text": text} }
		where := place(t, text, "[]", 1)
		width := map[string]int{"utf-8": len("𝄞é"), "utf-16": 3}[encoding]
		e.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": uri, "version": 2}, "contentChanges": []any{
			change(lspRange{where, where}, "{\"nodeId\": \"99\",\n"),
			change(lspRange{lspPosition{2, 0}, lspPosition{2, 0}}, `"fieldName": "text", "fieldValue": "a"}`),
			change(lspRange{lspPosition{0, 16}, lspPosition{0, 16 + width}}, "https://example.com/a"),
		}})
		list := e.all(uri)
		i := slices.IndexFunc(list, func(d lspDiagnostic) bool { return d.Code == "nodeinfo-node" })
		if i < 0 || list[i].Range.Start != (lspPosition{1, where.Character + 11}) || slices.Contains(codesOf(list), "json-syntax") {
			t.Errorf("%s: %+v", encoding, list)
		}
	}
}
