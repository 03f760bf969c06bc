package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/config"
)

// applied is a text after the edits of an action, which has one edit.
func applied(text string, edits []lspTextEdit) string {
	lines := newLSPText([]byte(text), false)
	for _, e := range edits {
		text = text[:lines.offset(e.Range.Start)] + e.NewText + text[lines.offset(e.Range.End):]
	}
	return text
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}

// A finding without a certain fix has its suggestions, and each can be left out,
// after which it is not there.
func TestSuggestAndSuppress(t *testing.T) {
	graph := `{"3": {"class_type": "KSampler", "inputs": {"seed": 5, "steps": 20, "cfg": 8, "sampler_name": "euler", "scheduler": "normal", "denoise": 1, "model": ["4", 0], "positive": ["6", 0], "negative": ["6", 0], "latent_image": ["5", 0]}}, "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a"}}, "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}}, "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a", "clip": ["4", 1]}}, "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}}, "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "x", "images": ["8", 0]}}}`
	body := `{"apiKey": "${KEY}", "workflowId": "` + lspTestID + `", "nodeInfoList": [{"nodeId": "3", "fieldName": "sampler_name", "fieldValue": "dpmpp_2mm"}]}`
	program := "import requests\n\nBODY = " + body + "\nrequests.post('https://www.runninghub.cn/task/openapi/create', json=BODY)\n"
	har := marshal(t, map[string]any{"log": map[string]any{"entries": []any{map[string]any{"request": map[string]any{
		"method": "POST", "url": "https://www.runninghub.cn/task/openapi/create", "postData": map[string]any{"mimeType": "application/json", "text": body},
	}}}}})
	var cell []string
	for line := range strings.Lines(program) {
		cell = append(cell, marshal(t, line))
	}
	http := "POST https://www.runninghub.cn/task/openapi/create\nContent-Type: application/json\n\n" + body + "\n"
	for name, text := range map[string]string{
		"req.json":     body,
		"call.py":      "import requests\n\ndef call():\n    requests.post('https://www.runninghub.cn/task/openapi/create', json=" + body + ")\n",
		"json.md":      "# 猫\n\n~~~json\n" + body + "\n~~~\n",
		"python.md":    "- 猫\n\n  ```python\n  " + strings.ReplaceAll(program, "\n", "\n  ") + "```\n",
		"quoted.md":    "> ```python\n> " + strings.ReplaceAll(program, "\n", "\n> ") + "```\n",
		"http.md":      "```http\n" + http + "```\n",
		"cell.ipynb":   "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": [\n  " + strings.Join(cell, ",\n  ") + "\n]}]}\n",
		"packed.ipynb": "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": " + marshal(t, program) + "}]}\n",
		"calls.http":   http + "\n### 2\n" + http,
		"all.har":      har,
	} {
		e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": graph}, nil)
		uri := uriOf(filepath.Join(dir, name))
		found := codesOf(e.open(uri, "", text))
		var actions []lspAction
		e.call("textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": uri}, "range": lspRange{End: lspPosition{Line: 99}}}, &actions)
		i := slices.IndexFunc(actions, func(a lspAction) bool {
			return strings.ReplaceAll(a.Title, `\`, "") == `Replace "dpmpp_2mm" with "dpmpp_2m"`
		})
		if i < 0 || !strings.Contains(strings.ReplaceAll(applied(text, actions[i].Edit.Changes[uri]), `\`, ""), `"fieldValue": "dpmpp_2m"`) {
			t.Errorf("%s: %v: %+v", name, found, actions)
			continue
		}
		i = slices.IndexFunc(actions, func(a lspAction) bool { return a.Title == "Suppress prompt-value-not-in-list" })
		if i < 0 {
			t.Errorf("%s: no suppression in %+v", name, actions)
			continue
		}
		if edits := actions[i].Edit.Changes[uri]; len(edits) > 0 {
			text = applied(text, edits)
		} else {
			put(t, filepath.Join(dir, ".payloadlint.yaml"), applied(lspTestConfig, actions[i].Edit.Changes[uriOf(filepath.Join(dir, ".payloadlint.yaml"))]))
		}
		before := strings.Count(strings.Join(found, " "), "prompt-value-not-in-list")
		if strings.HasSuffix(name, ".http") {
			before-- // the first of two
		} else {
			before = 0
		}
		got := codesOf(e.open(uri, "", text))
		if strings.Count(strings.Join(got, " "), "prompt-value-not-in-list") != before || !slices.Contains(got, "unchecked") || slices.Contains(got, "configuration") || slices.Contains(got, "ignore-comment") {
			t.Errorf("%s: after the suppression: %v\n%s", name, got, text)
		}
	}
}

// An entry joins those that are there.
func TestSuppressionEntry(t *testing.T) {
	for _, text := range []string{"version: 1\n", "version: 1", "version: 1\nsuppress:\n  - {rule: a, files: [x], reason: r}\n", "version: 1\nsuppress:\n- {rule: a, files: [x], reason: r}\nhost: www.runninghub.ai\n"} {
		offset, words := suppression(text, `{"rule": "b", "files": ["y"], "reason": "r"}`)
		var conf config.Config
		err := conf.UnmarshalText([]byte(text[:offset] + words + text[offset:]))
		if err != nil || !slices.ContainsFunc(conf.Suppress, func(s *config.Suppression) bool { return s.Rule == "b" }) || len(conf.Suppress) != strings.Count(text, "rule:")+1 {
			t.Errorf("%q: %v", text, err)
		}
	}
}
