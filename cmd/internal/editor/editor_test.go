package editor_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/editor"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

const graph = `{
 "3": {"class_type": "KSampler", "inputs": {"seed": 5, "sampler_name": "euler", "model": ["4", 0]}, "_meta": {"title": "Sampler"}},
 "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
 "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}, "_meta": {"title": "Prompt"}}}`

const id = "1904136902449209346"

// opened is a file whose cursor is the bar in its text.
func opened(t testing.TB, name, marked string) (regions []*editor.Region, p *editor.Project, at int) {
	t.Helper()
	def, err := workflow.Read("w.json", []byte(graph))
	if err != nil {
		t.Fatal(err)
	}
	at = strings.Index(marked, "|")
	text := strings.Replace(marked, "|", "", 1)
	c, err := rules.New(rules.Options{})
	if err != nil {
		t.Fatal(err)
	}
	results, err := c.Check(t.Context(), name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	find := func(want string) *workflow.Definition {
		if want == id {
			return def
		}
		return nil
	}
	return editor.Regions(results), &editor.Project{
		Workflow: find, App: func(string) *workflow.Definition { return nil },
		IDs: func(bool) []string { return []string{id} }, Catalog: nodes.Core(),
		Say: func(key string, args map[string]string) string {
			return key + args["fields"] + args["choices"] + args["value"] + args["code"]
		},
		Snippets: true,
	}, at
}

const head = `{"apiKey": "k", "workflowId": "` + id + `", "nodeInfoList": [`

// python and javascript are programs that send a list of items.
func python(items string) string {
	return "import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', json={'workflowId': '" + id + "', 'nodeInfoList': [" + items + "]})\n"
}

func javascript(items string) string {
	return "fetch('https://www.runninghub.cn/task/openapi/create', {method: 'POST', body: JSON.stringify({workflowId: '" + id + "', nodeInfoList: [" + items + "]})})\n"
}

func TestComplete(t *testing.T) {
	for _, c := range []struct{ name, marked, label, new string }{
		{"a.json", head + `{"nodeId": "|", "fieldName": ""}]}`, "6", `"6"`},
		{"a.json", head + `{"nodeId": |, "fieldName": ""}]}`, "6", `"6"`},
		{"a.json", head + `{"nodeId": |`, "6", `"6"`},
		{"a.json", head + `{"nodeId": "|`, "6", `"6"`},
		{"a.json", head + "{\"nodeId\": |\n \"fieldName\": \"x\"}]}", "6", `"6"`},
		{"a.json", head + `{"nodeId": "6", "fieldName": "|"}]}`, "text", `"text"`},
		{"a.json", head + `{"nodeId": "3", "fieldName": "sampler_name", "fieldValue": "dpm|"}]}`, "dpmpp_2m", `"dpmpp_2m"`},
		{"a.json", head + `{"nodeId": "6", "fieldName": "text", "fieldValue": |}]}`, `"a cat"`, `"a cat"`},
		{"a.json", head + `{"nodeId": "3", |}]}`, "fieldName", `"fieldName": ""`},
		{"a.json", head + `{"nodeId": "3", "fie|"}]}`, "fieldName", `"fieldName": ""`},
		{"a.json", head + `{"nodeId": "3", "fie|}]}`, "fieldName", `"fieldName": ""`},
		{"a.json", head + `{"nodeId": "3", "fie|`, "fieldName", `"fieldName": ""`},
		{"a.json", head + `{"nodeId": "3", "fie|", "fieldValue": 1}]}`, "fieldName", `"fieldName": ""`},
		{"a.json", head + `{"nodeId": "3", "fie|": "x"}]}`, "fieldName", `"fieldName"`},
		{"a.json", head + `{"nodeId": "3", "fie|" : ""}]}`, "fieldName", `"fieldName"`},
		{"p.json", strings.Replace(graph, `"seed": 5`, `"seed": 5, "ste|"`, 1), "steps", `"steps": 20`},
		{"a.sh", "curl -X POST https://www.runninghub.cn/task/openapi/create -d '" + head + `{"nodeId": "3", "fie|"}]}` + "'\n", "fieldName", `"fieldName": ""`},
		{"a.json", head + `], "instanceType": "|"}`, "ultra", `"ultra"`},
		{"a.json", head + `|]}`, "nodeId, fieldName, fieldValue", `{"nodeId": "$1", "fieldName": "$2", "fieldValue": "$3"\}`},
		{"a.json", head + `], |}`, "instanceType", `"instanceType": ""`},
		{"a.json", head + `], "instanceType": "|"}`, "plus", `"plus"`},
		{"a.json", head + `], "addMetadata": |}`, "true", "true"},
		{"a.json", `{"workflowId": "|"}`, id, `"` + id + `"`},
		{"a.py", "import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', json={'workflowId': '" + id + "', 'nodeInfoList': [{'nodeId': '|', 'fieldName': 'text', 'fieldValue': 'x'}]})\n", "6", `'6'`},
		{"a.py", "import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', json={'workflowId': '" + id + "', 'nodeInfoList': [{'nodeId': '6', 'fieldName': 'te|', 'fieldValue': 'x'}]})\n", "text", `'text'`},
		{"a.js", "fetch('https://www.runninghub.cn/task/openapi/create', {method: 'POST', body: JSON.stringify({workflowId: '" + id + "', nodeInfoList: [{nodeId: '|', fieldName: 'text', fieldValue: 'x'}]})})\n", "6", `'6'`},
		{"a.md", "```json\n" + head + `{"nodeId": "|", "fieldName": ""}]}` + "\n```\n", "6", `"6"`},
		{"a.http", "POST https://www.runninghub.cn/task/openapi/create\nContent-Type: application/json\n\n" + head + `{"nodeId": "|", "fieldName": ""}]}` + "\n", "6", `"6"`},
		{"a.md", "```json\n" + head + `|]}` + "\n```\n", "nodeId, fieldName, fieldValue", `{"nodeId": "$1", "fieldName": "$2", "fieldValue": "$3"\}`},
		{"a.md", "```json\n" + head + `], |}` + "\n```\n", "instanceType", `"instanceType": ""`},
		{"a.http", "POST https://www.runninghub.cn/task/openapi/create\nContent-Type: application/json\n\n" + head + `|]}` + "\n", "nodeId, fieldName, fieldValue", `{"nodeId": "$1", "fieldName": "$2", "fieldValue": "$3"\}`},
		{"a.http", "POST https://www.runninghub.cn/task/openapi/create\nContent-Type: application/json\n\n" + head + `{"nodeId": "3", "fieldName": "sampler_name", "fieldValue": "|"}]}` + "\n", "dpmpp_2m", `"dpmpp_2m"`},
		{"a.http", "POST https://www.runninghub.cn/openapi/v2/run/workflow/" + id + "\nContent-Type: application/json\n\n" + `{"nodeInfoList": [{"nodeId": "|"}]}` + "\n", "6", `"6"`},
		{"a.sh", "curl -X POST https://www.runninghub.cn/task/openapi/create -d '" + head + `{"nodeId": "|", "fieldName": "text"}]}` + "'\n", "6", `"6"`},
		{"a.sh", "curl -X POST https://www.runninghub.cn/task/openapi/create -d '" + head + `{"nodeId": "3", "fieldName": "sampler_name", "fieldValue": "|"}]}` + "'\n", "dpmpp_2m", `"dpmpp_2m"`},
		{"a.sh", "curl -X POST https://www.runninghub.cn/task/openapi/create -d '" + head + `], |}` + "'\n", "instanceType", `"instanceType": ""`},
		{"a.py", python(`{'nodeId': '3', 'fieldName': 'sampler_name', 'fieldValue': 'dpm|'}`), "dpmpp_2m", `'dpmpp_2m'`},
		{"a.py", python(`{'nodeId': '3', |}`), "fieldName", `'fieldName': ''`},
		{"a.py", python(`|`), "nodeId, fieldName, fieldValue", `{'nodeId': '$1', 'fieldName': '$2', 'fieldValue': '$3'\}`},
		{"a.py", strings.ReplaceAll(python(`|`), "'", `"`), "nodeId, fieldName, fieldValue", `{"nodeId": "$1", "fieldName": "$2", "fieldValue": "$3"\}`},
		{"a.py", strings.ReplaceAll(python(`{'nodeId': '3', |}`), "'", `"`), "fieldName", `"fieldName": ""`},
		{"a.py", strings.Replace(python(``), "]}", "], 'instanceType': '|'}", 1), "plus", `'plus'`},
		{"a.py", strings.Replace(python(``), "]}", "], |}", 1), "instanceType", `'instanceType': ''`},
		{"a.py", strings.Replace(python(``), "]}", "], 'addMetadata': |}", 1), "true", `True`},
		{"a.js", javascript(`{nodeId: '3', fieldName: 'sampler_name', fieldValue: 'dpm|'}`), "dpmpp_2m", `'dpmpp_2m'`},
		{"a.js", javascript(`{nodeId: '3', |}`), "fieldName", `fieldName: ''`},
		{"a.js", javascript(`|`), "nodeId, fieldName, fieldValue", `{nodeId: '$1', fieldName: '$2', fieldValue: '$3'\}`},
		{"a.js", strings.Replace(javascript(``), "]}", "], addMetadata: |}", 1), "true", `true`},
		{"a.go", "package a\n\nfunc f() {\n\tpost(\"https://www.runninghub.cn/task/openapi/create\", map[string]any{\"workflowId\": \"" + id + "\", \"nodeInfoList\": []map[string]any{{\"nodeId\": \"|\", \"fieldName\": \"text\"}}})\n}\n", "6", `"6"`},
		{"a.py", python(`{'nodeId': |}`), "6", `'6'`},
		{"a.py", python(`{'nodeId': '6', 'fieldName': |, 'fieldValue': 'x'}`), "text", `'text'`},
		{"a.js", javascript(`{nodeId: |}`), "6", `'6'`},
		{"a.rb", "require 'net/http'\nNet::HTTP.post(URI('https://www.runninghub.cn/task/openapi/create'), {'workflowId' => '" + id + "', 'nodeInfoList' => [{'nodeId' => '6', |}]}.to_json)\n", "fieldName", `'fieldName' => ''`},
		{"a.php", "<?php\n$b = ['workflowId' => '" + id + "', 'nodeInfoList' => [|]];\npost('https://www.runninghub.cn/task/openapi/create', json_encode($b));\n", "nodeId, fieldName, fieldValue", `['nodeId' => '$1', 'fieldName' => '$2', 'fieldValue' => '$3']`},
		{"a.har", `{"log": {"entries": [{"request": {"method": "POST", "url": "https://www.runninghub.cn/task/openapi/create", "postData": {"mimeType": "application/json", "text": "{\"workflowId\": \"` + id + `\", \"nodeInfoList\": [{\"nodeId\": \"|\", \"fieldName\": \"text\"}]}"}}}]}}`, "6", `\"6\"`},
		{"a.postman_collection.json", `{"info": {"name": "x", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [{"name": "y", "request": {"method": "POST", "url": "https://www.runninghub.cn/task/openapi/create", "body": {"mode": "raw", "raw": "{\"workflowId\": \"` + id + `\", \"nodeInfoList\": [{\"nodeId\": \"|\", \"fieldName\": \"text\"}]}"}}}]}`, "6", `\"6\"`},
		{"a.ipynb", `{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["import requests\n", "requests.post('https://www.runninghub.cn/task/openapi/create', json={'workflowId': '` + id + `', 'nodeInfoList': [{'nodeId': '|', 'fieldName': 'text', 'fieldValue': 'x'}]})\n"]}]}`, "6", `'6'`},
		{"own.json", `{"workflowId": "1", "workflow": "{\"4\": {\"class_type\": \"CheckpointLoaderSimple\", \"inputs\": {}}, \"6\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"clip\": [\"|\", 1]}}}"}`, "4 → CLIP", `\"4\"`},
		{"p.json", strings.Replace(graph, `"KSampler"`, `"KSam|"`, 1), "KSampler", `"KSampler"`},
		{"p.json", strings.Replace(graph, `"euler"`, `"|"`, 1), "euler", `"euler"`},
		{"p.json", strings.Replace(graph, `["4", 0]`, `|`, 1), "4 → MODEL", `["4", 0]`},
		{"p.json", strings.Replace(graph, `["4", 0]`, `["|", 0]`, 1), "4 → MODEL", `"4"`},
		{"p.json", strings.Replace(graph, `"seed": 5`, `"seed": 5, |`, 1), "steps", `"steps": 20`},
		{"p.json", strings.Replace(graph, `"seed": 5, `, `"seed": 5, | `, 1), "steps", `"steps": 20,`},
	} {
		regions, p, at := opened(t, c.name, c.marked)
		items := editor.Complete(regions, p, at)
		i := slices.IndexFunc(items, func(i editor.Item) bool { return i.Label == c.label })
		if i < 0 {
			t.Errorf("%s: %s: no %q in %+v", c.name, c.marked, c.label, items[:min(len(items), 5)])
			continue
		}
		if items[i].New != c.new || items[i].Start > at || items[i].End < at {
			t.Errorf("%s: %s: %+v at %d, want %s", c.name, c.marked, items[i], at, c.new)
		}
	}
}

// Nothing is offered where nothing fits.
func TestCompleteNothing(t *testing.T) {
	for _, marked := range []string{`|`, `{"a": "|"}`, head + `{"nodeId": "6"|}]}`, head + `{"nodeId": "99", "fieldName": "|"}]}`, `{"apiKey": "|"}`} {
		regions, p, at := opened(t, "a.json", marked)
		if items := editor.Complete(regions, p, at); len(items) > 0 {
			t.Errorf("%s: %+v", marked, items)
		}
	}
}

func TestHover(t *testing.T) {
	for _, c := range []struct {
		name, marked string
		want         []string
	}{
		{"a.json", head + `{"nodeId": "6|", "fieldName": "text", "fieldValue": "x"}]}`, []string{"**6** Prompt (CLIPTextEncode)", "`text`", "803"}},
		{"a.json", head + `{"nodeId": "3", "fieldName": "sampler_name", "fieldValue": "x|"}]}`, []string{"COMBO", "`dpmpp_2m`", "`\"euler\"`", "433"}},
		{"a.json", head + `{"nodeId": "3", "fieldName": "s|eed", "fieldValue": 1}]}`, []string{"INT 0..18446744073709551615", "`5`"}},
		{"a.json", `{"workflowId": "|` + id + `"}`, []string{"w.json"}},
		{"p.json", strings.Replace(graph, `["4", 0]`, `["|4", 0]`, 1), []string{"`model` MODEL", "→ **4** CheckpointLoaderSimple"}},
		{"p.json", strings.Replace(graph, `"KSampler"`, `"|KSampler"`, 1), []string{"- `steps` INT", "LATENT"}},
	} {
		regions, p, at := opened(t, c.name, c.marked)
		h, ok := editor.HoverAt(regions, p, at)
		for _, want := range c.want {
			if !ok || !strings.Contains(h.Text, want) || h.Start > at || h.End < at {
				t.Errorf("%s: %+v, want %q", c.marked, h, want)
			}
		}
	}
}

func TestDefinition(t *testing.T) {
	for _, c := range []struct{ name, marked, path, want string }{
		{"a.json", head + `{"nodeId": "6|", "fieldName": "text", "fieldValue": "x"}]}`, "w.json", `"6"`},
		{"a.json", head + `{"nodeId": "6", "fieldName": "te|xt", "fieldValue": "x"}]}`, "w.json", `"text"`},
		{"p.json", strings.Replace(graph, `["4", 0]`, `["|4", 0]`, 1), "", `"4"`},
		{"a.json", `{"workflowId": "|` + id + `"}`, "w.json", ""},
	} {
		regions, p, at := opened(t, c.name, c.marked)
		pl, ok := editor.DefinitionAt(regions, p, at)
		source := string(pl.Text)
		if c.path == "" {
			source = strings.Replace(c.marked, "|", "", 1)
		}
		if !ok || pl.Path != c.path || source[pl.Start:pl.End] != c.want && c.want != "" {
			t.Errorf("%s: %v %+v", c.marked, ok, pl)
		}
	}
}

func TestSymbolsAndHints(t *testing.T) {
	regions, p, _ := opened(t, "a.json", head+`{"nodeId": "6", "fieldName": "text", "fieldValue": "x"}]}|`)
	if s := editor.Symbols(regions, p); len(s) != 1 || s[0].Name != "6 text" || s[0].Detail != "Prompt (CLIPTextEncode)" {
		t.Errorf("%+v", s)
	}
	if h := editor.Hints(regions, p); len(h) != 1 || h[0].Text != "Prompt (CLIPTextEncode)" {
		t.Errorf("%+v", h)
	}
	regions, p, _ = opened(t, "p.json", graph+"|")
	if s, h := editor.Symbols(regions, p), editor.Hints(regions, p); len(s) != 3 || len(h) != 2 {
		t.Errorf("%+v %+v", s, h)
	}
}

func TestReferences(t *testing.T) {
	regions, p, at := opened(t, "a.json", head+`{"nodeId": "6|", "fieldName": "text"}, {"nodeId": "6"}, {"nodeId": "3"}]}`)
	if of, places := editor.References(regions, p, at); of != "6" || len(places) != 2 {
		t.Errorf("%s %+v", of, places)
	}
	regions, p, at = opened(t, "p.json", strings.Replace(graph, `"4": {`, `"4|": {`, 1))
	if of, places := editor.References(regions, p, at); of != "4" || len(places) != 3 {
		t.Errorf("%s %+v", of, places)
	}
}

// FuzzComplete finds nothing that stops on unfinished text.
func FuzzComplete(f *testing.F) {
	for _, s := range []string{head + `{"nodeId": "`, graph, `{"a"`, `[[{]}`, `{"a" "b": `, `":{,`} {
		f.Add(s, 5)
	}
	f.Add("{\"\"1{\"class_type", 2) // a member that has no key yet
	f.Fuzz(func(t *testing.T, text string, at int) {
		regions, p, _ := opened(t, "a.json", text)
		editor.Complete(regions, p, at)
		editor.HoverAt(regions, p, at)
		editor.DefinitionAt(regions, p, at)
		editor.References(regions, p, at)
		editor.Symbols(regions, p)
		editor.Hints(regions, p)
	})
}
