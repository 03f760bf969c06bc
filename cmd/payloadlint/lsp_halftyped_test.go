package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A key or value of a program is completed while it is being typed, with its
// closing quote and without, though the program cannot be read meanwhile.
func TestCompletionOfHalfTyped(t *testing.T) {
	const api = "https://www.runninghub.cn/task/openapi/create"
	e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph}, nil)
	python := func(items string) string {
		return "import requests\nrequests.post('" + api + "', json={'workflowId': '" + lspTestID + "', 'nodeInfoList': [" + items + "]})\nprint('é𝄞')\n"
	}
	javascript := func(items string) string {
		return "fetch('" + api + "', {method: 'POST', body: JSON.stringify({workflowId: '" + lspTestID + "', nodeInfoList: [" + items + "]})})\n"
	}
	ruby := func(items string) string {
		return "require 'net/http'\nNet::HTTP.post(URI('" + api + "'), {'workflowId' => '" + lspTestID + "', 'nodeInfoList' => [" + items + "]}.to_json)\n"
	}
	php := func(items string) string {
		return "<?php\n$b = ['workflowId' => '" + lspTestID + "', 'nodeInfoList' => [" + items + "]];\npost('" + api + "', json_encode($b));\n"
	}
	golang := func(items string) string {
		return "package a\n\nfunc f() {\n\tpost(\"" + api + "\", map[string]any{\"workflowId\": \"" + lspTestID + "\", \"nodeInfoList\": []map[string]any{" + items + "}})\n}\n"
	}
	notebook := func(items string) string {
		return `{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["import requests\n", "requests.post('` + api + `', json={'workflowId': '` + lspTestID + `', 'nodeInfoList': [` + items + `]})\n"]}]}`
	}
	markdown := func(items string) string { return "# é𝄞\n\n```python\n" + python(items) + "```\n" }
	for _, c := range []struct{ name, text, label, want string }{
		{"a.py", python(`{'nodeId': '6', 'fie|'}`), "fieldName", `{'nodeId': '6', 'fieldName': ''}`},
		{"a.py", python(`{'nodeId': '6', 'fie|}`), "fieldName", `{'nodeId': '6', 'fieldName': ''}`},
		{"a.py", python(`{'nodeId': '6', '|'}`), "fieldName", `{'nodeId': '6', 'fieldName': ''}`},
		{"a.py", python(`{'nodeId': '6', 'fi|el'}`), "fieldName", `{'nodeId': '6', 'fieldName': ''}`},
		{"a.py", python(`{"nodeId": "6", "fie|"}`), "fieldName", `{"nodeId": "6", "fieldName": ""}`},
		{"a.py", python(`{'nodeId': '6', 'fie|', 'fieldValue': 'x'}`), "fieldName", `{'nodeId': '6', 'fieldName': '', 'fieldValue': 'x'}`},
		{"a.py", python("\n  {\n    'nodeId': '6',\n    'fie|'\n  }\n"), "fieldName", "'nodeId': '6',\n    'fieldName': ''\n"},
		{"a.py", python("\n  {\n    'nodeId': '6',\n    'fie|\n  }\n"), "fieldName", "'nodeId': '6',\n    'fieldName': ''\n"},
		{"a.py", python(`{'nodeId': '6', 'fieldName': 'te|}`), "text", `{'nodeId': '6', 'fieldName': 'text'}`},
		{"a.py", strings.Replace(python(``), "]}", "], 'inst|'}", 1), "instanceType", `[], 'instanceType': ''}`},
		{"a.js", javascript(`{nodeId: '6', fie|}`), "fieldName", `{nodeId: '6', fieldName: ''}`},
		{"a.js", javascript(`{'nodeId': '6', 'fie|'}`), "fieldName", `{'nodeId': '6', 'fieldName': ''}`},
		{"a.js", javascript(`{"nodeId": "6", "fie|}`), "fieldName", `{"nodeId": "6", "fieldName": ""}`},
		{"a.ts", javascript(`{nodeId: '6', 'fie|'}`), "fieldName", `{nodeId: '6', fieldName: ''}`},
		{"a.rb", ruby(`{'nodeId' => '6', 'fie|'}`), "fieldName", `{'nodeId' => '6', 'fieldName' => ''}`},
		{"a.rb", ruby(`{'nodeId' => '6', 'fie|}`), "fieldName", `{'nodeId' => '6', 'fieldName' => ''}`},
		{"a.php", php(`['nodeId' => '6', 'fie|']`), "fieldName", `['nodeId' => '6', 'fieldName' => '']`},
		{"a.php", php(`['nodeId' => '6', 'fie|]`), "fieldName", `['nodeId' => '6', 'fieldName' => '']`},
		{"a.go", golang(`{"nodeId": "6", "fie|"}`), "fieldName", `{"nodeId": "6", "fieldName": ""}`},
		{"a.ipynb", notebook(`{'nodeId': '6', 'fie|'}`), "fieldName", `{'nodeId': '6', 'fieldName': ''}`},
		{"a.ipynb", notebook(`{\"nodeId\": \"6\", \"fie|\"}`), "fieldName", `{\"nodeId\": \"6\", \"fieldName\": \"\"}`},
		{"a.ipynb", notebook(`{'nodeId': '6',\n", "  'fie|'}`), "fieldName", `'fieldName': ''}`},
		{"a.md", markdown(`{'nodeId': '6', 'fie|'}`), "fieldName", `{'nodeId': '6', 'fieldName': ''}`},
	} {
		at := strings.Index(c.text, "|")
		text := strings.Replace(c.text, "|", "", 1)
		uri := uriOf(filepath.Join(dir, c.name))
		e.open(uri, "", text)
		var items []lspCompletion
		lines := newLSPText([]byte(text), false)
		e.call("textDocument/completion", map[string]any{"textDocument": map[string]any{"uri": uri}, "position": lines.position(at)}, &items)
		i := slices.IndexFunc(items, func(i lspCompletion) bool { return i.Label == c.label })
		if i < 0 {
			t.Errorf("%s: %s: no %s in %v", c.name, c.text, c.label, items)
			continue
		}
		edit := items[i].TextEdit
		start, end := lines.offset(edit.Range.Start), lines.offset(edit.Range.End)
		if got := text[:start] + edit.NewText + text[end:]; start > at || end < at || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s becomes %s, want %s", c.name, c.text, got, c.want)
		}
	}
}

// What is written in other places of a program is not completed.
func TestNothingHalfTyped(t *testing.T) {
	e, dir := session(t, map[string]string{".payloadlint.yaml": lspTestConfig, "w.json": lspTestGraph}, nil)
	for i, marked := range []string{
		"print('fie|')\n", "fie|", "", "|", "x = {'a': 'b|'}\n",
		"import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', json={'workflowId': '" + lspTestID + "', 'nodeInfoList': []})\nprint({'a': 1, 'fie|'})\n",
	} {
		at := strings.Index(marked, "|")
		text := strings.Replace(marked, "|", "", 1)
		uri := uriOf(filepath.Join(dir, "a.py"))
		e.open(uri, "python", text)
		var items []lspCompletion
		e.call("textDocument/completion", map[string]any{"textDocument": map[string]any{"uri": uri}, "position": newLSPText([]byte(text), false).position(max(at, 0))}, &items)
		if len(items) > 0 {
			t.Errorf("%d: %s: %+v", i, marked, items)
		}
	}
}
