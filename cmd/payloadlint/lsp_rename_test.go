package main

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

type workspaceEdit struct {
	Changes map[string][]lspTextEdit `json:"changes"`
	Message string                   `json:"message"`
}

// appliedAll are the files after an edit, by name; each must be known.
func (w *workspaceEdit) appliedAll(t *testing.T, dir string, files map[string]string) map[string]string {
	t.Helper()
	out := maps.Clone(files)
	for uri, edits := range w.Changes {
		name := strings.TrimPrefix(uri, uriOf(dir)+"/")
		text, ok := files[name]
		if !ok {
			t.Fatalf("an edit of %s", uri)
		}
		lines := newLSPText([]byte(text), false)
		slices.SortFunc(edits, func(a, b lspTextEdit) int { return lines.offset(b.Range.Start) - lines.offset(a.Range.Start) })
		for _, e := range edits {
			text = text[:lines.offset(e.Range.Start)] + e.NewText + text[lines.offset(e.Range.End):]
		}
		out[name] = text
	}
	return out
}

const renamedGraph = `{"4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a"}},
 "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "6", "clip": ["4", 1]}, "_meta": {"title": "6"}},
 "3": {"class_type": "KSampler", "inputs": {"positive": ["6", 0], "negative": ["6", 0], "seed": 6}}}`

// A node gets another id in its graph and in all requests for that workflow,
// wherever the cursor is, in the manner of each file; nothing else changes.
func TestRename(t *testing.T) {
	program := "import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', json={'workflowId': '" + lspTestID + "', 'nodeInfoList': [{'nodeId': '6', 'fieldName': 'text', 'fieldValue': '6'}]})\n"
	files := map[string]string{
		".payloadlint.yaml": "version: 1\nworkflows: {\"" + lspTestID + "\": w.json, \"1904136902449209347\": v.json}\n",
		"w.json":            renamedGraph,
		"v.json":            renamedGraph,
		"req.json":          `{"workflowId": "` + lspTestID + `", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "6"}, {"nodeId": 6, "fieldName": "text", "fieldValue": "6"}, {"nodeId": "3", "fieldName": "positive", "fieldValue": ["6", 0]}]}`,
		"call.py":           program,
		"foreign.json":      `{"workflowId": "1904136902449209347", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "6"}]}`,
		"unknown.json":      `{"workflowId": "1904136902449209348", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "6"}]}`,
		"other.txt":         `{"nodeId": "6"}`,
		// Requests that bring a copy of the graph.
		"object.json": `{"workflowId": "` + lspTestID + `", "workflow": ` + renamedGraph + `}`,
		"string.json": `{"workflowId": "` + lspTestID + `", "workflow": ` + quotedJSON(renamedGraph) + `, "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "6"}]}`,
		"README.md":   "For RunningHub:\n```json\n{\"workflowId\": \"" + lspTestID + "\", \"workflow\": " + quotedJSON(renamedGraph) + "}\n```\n",
	}
	want := maps.Clone(files)
	for _, name := range []string{"w.json", "req.json", "call.py", "object.json", "string.json", "README.md"} {
		for _, r := range [][2]string{{`\"6\":`, `\"12\":`}, {`[\"6\", 0]`, `[\"12\", 0]`}, {`"6":`, `"12":`}, {`["6", 0]`, `["12", 0]`}, {`"nodeId": "6"`, `"nodeId": "12"`}, {`"nodeId": 6`, `"nodeId": 12`}, {`'nodeId': '6'`, `'nodeId': '12'`}} {
			want[name] = strings.ReplaceAll(want[name], r[0], r[1])
		}
	}
	for _, c := range []struct {
		file, mark string
		into       int
	}{{"req.json", `"nodeId": "6"`, 11}, {"call.py", `'nodeId': '6'`, 11}, {"w.json", `"6":`, 1}, {"w.json", `["6", 0]`, 2},
		{"object.json", `"6":`, 1}, {"string.json", `\"6\":`, 2}, {"string.json", `[\"6\", 0]`, 3}} {
		e, dir := session(t, files, nil)
		uri := uriOf(filepath.Join(dir, c.file))
		e.open(uri, "", files[c.file])
		var prepared struct {
			Range       lspRange `json:"range"`
			Placeholder string   `json:"placeholder"`
		}
		where := place(t, files[c.file], c.mark, c.into)
		e.call("textDocument/prepareRename", at(uri, where), &prepared)
		if prepared.Placeholder != "6" || prepared.Range.Start != where || prepared.Range.End.Character != where.Character+1 {
			t.Errorf("%s %s: prepared %+v, want %+v", c.file, c.mark, prepared, where)
		}
		var edit workspaceEdit
		ask := at(uri, where)
		ask["newName"] = "12"
		e.call("textDocument/rename", ask, &edit)
		got := edit.appliedAll(t, dir, files)
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("from %s, %s is\n%s\nwant\n%s", c.file, name, got[name], want[name])
			}
		}
	}
}

// What cannot be renamed is refused with the reason, before a name is asked for
// where that is known.
func TestRenameRefused(t *testing.T) {
	body := lspTestBody
	saved := `{"code": 0, "msg": "success", "data": {"prompt": ` + quotedJSON(renamedGraph) + `}}`
	for _, c := range []struct{ name, file, text, newName, want string }{
		{"taken", "w.json", renamedGraph, "4", "already has a node 4"},
		{"empty", "w.json", renamedGraph, " ", "needs an id"},
		{"in a text", "w.json", saved, "12", "cannot be renamed"},
		{"fetched", ".payloadlint/w.json", renamedGraph, "12", "named by the platform"},
	} {
		e, dir := session(t, map[string]string{".payloadlint.yaml": "version: 1\nworkflows: {\"" + lspTestID + "\": " + c.file + "}\n", c.file: c.text}, nil)
		uri := uriOf(filepath.Join(dir, "req.json"))
		e.open(uri, "json", body)
		ask := at(uri, place(t, body, `"nodeId": "6"`, 11))
		ask["newName"] = c.newName
		var edit workspaceEdit
		e.call("textDocument/rename", ask, &edit)
		if !strings.Contains(edit.Message, c.want) || len(edit.Changes) > 0 {
			t.Errorf("%s: %+v", c.name, edit)
		}
		ask["position"] = place(t, body, `"fieldName"`, 2)
		var nothing any
		if e.call("textDocument/prepareRename", ask, &nothing); nothing != nil {
			t.Errorf("%s: a key of a request: %v", c.name, nothing)
		}
	}
}

// A node of a graph that only the request itself has is renamed there.
func TestRenameOwnGraph(t *testing.T) {
	const unknown = "1904136902449209348"
	for name, text := range map[string]string{
		"object": `{"workflowId": "` + unknown + `", "workflow": ` + renamedGraph + `, "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "6"}]}`,
		"string": `{"nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "6"}], "workflow": ` + quotedJSON(renamedGraph) + `, "workflowId": "` + unknown + `"}`,
	} {
		files := map[string]string{"req.json": text}
		e, dir := session(t, files, nil)
		uri := uriOf(filepath.Join(dir, "req.json"))
		e.open(uri, "json", text)
		want := strings.NewReplacer(`"6":`, `"12":`, `["6", 0]`, `["12", 0]`, `\"6\":`, `\"12\":`, `[\"6\", 0]`, `[\"12\", 0]`, `"nodeId": "6"`, `"nodeId": "12"`).Replace(text)
		for mark, into := range map[string]int{`"nodeId": "6"`: 11, "positive": 13} {
			if name == "string" && mark == "positive" {
				into += 3
			}
			ask := at(uri, place(t, text, mark, into))
			ask["newName"] = "12"
			var edit workspaceEdit
			e.call("textDocument/rename", ask, &edit)
			if got := edit.appliedAll(t, dir, files)["req.json"]; got != want {
				t.Errorf("%s from %s: %s\n%s", name, mark, edit.Message, got)
			}
			ask["newName"] = "4"
			edit = workspaceEdit{}
			e.call("textDocument/rename", ask, &edit)
			if !strings.Contains(edit.Message, "already has a node 4") {
				t.Errorf("%s: taken: %+v", name, edit)
			}
		}
	}
}

// A prompt that is no definition is renamed by itself.
func TestRenamePrompt(t *testing.T) {
	files := map[string]string{"p.json": renamedGraph}
	e, dir := session(t, files, nil)
	uri := uriOf(filepath.Join(dir, "p.json"))
	e.open(uri, "json", renamedGraph)
	ask := at(uri, place(t, renamedGraph, `["4", 1]`, 2))
	ask["newName"] = "40:1"
	var edit workspaceEdit
	e.call("textDocument/rename", ask, &edit)
	want := strings.NewReplacer(`"4":`, `"40:1":`, `["4", 1]`, `["40:1", 1]`).Replace(renamedGraph)
	if got := edit.appliedAll(t, dir, files)["p.json"]; got != want {
		t.Errorf("%s", got)
	}
}

// The requests of a project are found from the definition as well.
func TestReferencesFromDefinition(t *testing.T) {
	e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": renamedGraph, "req.json": lspTestBody, "sub/other.json": lspTestBody}, nil)
	uri := uriOf(filepath.Join(dir, "w.json"))
	e.open(uri, "json", renamedGraph)
	var places []lspLocation
	e.call("textDocument/references", at(uri, place(t, renamedGraph, `"6":`, 1)), &places)
	var files []string
	for _, p := range places {
		files = append(files, filepath.Base(p.URI))
	}
	slices.Sort(files)
	if !slices.Equal(files, []string{"other.json", "req.json", "w.json", "w.json", "w.json"}) {
		t.Errorf("%v", files)
	}
}

// Each of several folders has its own configuration, and folders come and go.
func TestSeveralFolders(t *testing.T) {
	e, dir := session(t, nil, nil)
	for folder, node := range map[string]string{"one": "6", "two": "7"} {
		put(t, filepath.Join(dir, folder, ".payloadlint.yaml"), lspTestConfig)
		put(t, filepath.Join(dir, folder, "w.json"), strings.Replace(lspTestGraph, `"6"`, `"`+node+`"`, 1))
		put(t, filepath.Join(dir, folder, "sub", "other.json"), strings.Replace(lspTestBody, `"6"`, `"`+node+`"`, 1))
	}
	change := func(key, folder string) {
		event := map[string]any{"added": []any{}, "removed": []any{}}
		event[key] = []any{map[string]string{"uri": uriOf(filepath.Join(dir, folder)), "name": folder}}
		e.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": event})
	}
	e.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{"removed": []any{map[string]string{"uri": uriOf(dir)}}}})
	change("added", "one")
	one, two := uriOf(filepath.Join(dir, "one", "req.json")), uriOf(filepath.Join(dir, "two", "req.json"))
	if got := codesOf(e.open(one, "json", lspTestBody)); slices.Contains(got, "nodeinfo-node") {
		t.Errorf("one: %v", got)
	}
	if got := codesOf(e.open(two, "json", lspTestBody)); !slices.Contains(got, "nodeinfo-node") {
		t.Errorf("two: %v", got)
	}
	in := func(uri, node string) (n int) {
		text := strings.Replace(lspTestBody, `"6"`, `"`+node+`"`, 1)
		e.open(uri, "json", text)
		var places []lspLocation
		e.call("textDocument/references", at(uri, place(t, text, `"nodeId": "`, 11)), &places)
		return len(places)
	}
	// The node, the request itself, and the other request where its folder is open.
	if a, b := in(one, "6"), in(two, "7"); a != 3 || b != 2 {
		t.Errorf("references in one %d, in two %d", a, b)
	}
	for key, folder := range map[string]string{"added": "two", "removed": "one"} {
		change(key, folder)
	}
	if a, b := in(one, "6"), in(two, "7"); a != 2 || b != 3 {
		t.Errorf("after the change: references in one %d, in two %d", a, b)
	}
}

// Several folders may be there from the start.
func TestSeveralFoldersAtTheStart(t *testing.T) {
	hello := lspHello{WorkspaceFolders: []lspFolder{{"file:///a"}, {"vscode-vfs://x/b"}, {"file:///c"}}}
	s := newLSPServer(&run{})
	s.initialize([]byte(marshalled(t, hello)))
	if !slices.Equal(s.client.roots, []string{"/a", "/c"}) {
		t.Errorf("%v", s.client.roots)
	}
}
