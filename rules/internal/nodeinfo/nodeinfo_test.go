package nodeinfo_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/internal/nodeinfo"
	"github.com/payloadlint/payloadlint/rules/internal/ruletest"
	"github.com/payloadlint/payloadlint/rules/internal/setup"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

// input is one checked document.
type input struct {
	text     string
	kind     endpoint.Kind // told by the shape when empty
	workflow string
	name     string // of the definition
	lang     message.Lang
	url      string
	nodes    string
	ctx      context.Context
}

// unchecked reads a document as the engine does, without checking it.
func unchecked(t testing.TB, in input) *rule.Pass {
	t.Helper()
	if in.kind == endpoint.Unknown {
		in.kind = kindOf(t, in.text)
	}
	return ruletest.Pass(t, ruletest.Case{
		Text: in.text, Kind: in.kind, URL: in.url, Workflow: in.workflow, Definition: in.name, Nodes: in.nodes, Context: in.ctx,
		Settings: func(s *setup.Settings) {
			if in.lang != "" {
				s.Lang = in.lang
			}
		},
	})
}

func kindOf(t testing.TB, text string) endpoint.Kind {
	t.Helper()
	doc, err := jsondoc.Parse("req.json", []byte(text))
	switch {
	case err != nil:
		t.Fatalf("%v\n%s", err, text)
	case doc.Root().Is(jsondoc.Array):
		return endpoint.NodeInfoList
	case doc.Root().Get("webappId").Exists():
		return endpoint.AIAppRun
	}
	return endpoint.Create
}

// pass runs the family over a document as the engine does.
func pass(t testing.TB, in input) *rule.Pass {
	t.Helper()
	p := unchecked(t, in)
	ruletest.Check(p, nodeinfo.Families())
	return p
}

func findings(t testing.TB, in input) []rule.Finding {
	found, _, _ := pass(t, in).Results()
	return found
}

// at replaces @value by the place of the last fieldValue in a text of one line.
func at(want []string, text string) string {
	const key = `"fieldValue": `
	column := strings.LastIndex(text, key) + len(key) + 1
	return strings.ReplaceAll(strings.Join(want, "\n"), "@value", fmt.Sprintf("1:%d", column))
}

// line is a finding in one line.
func line(f rule.Finding) string {
	s := fmt.Sprintf("%d:%d %s %s %d %s", f.Start.Line, f.Start.Column, f.Rule.ID, f.Severity, f.Code, f.Confidence)
	if len(f.Suggestions) > 0 {
		s += " [" + strings.Join(f.Suggestions, " ") + "]"
	}
	if f.Msg != "" {
		s += " " + f.Msg
	}
	return s
}

func TestExamples(t *testing.T) {
	for _, r := range ruletest.Rules(nodeinfo.Families()) {
		fired := false
		for _, f := range findings(t, input{text: r.Bad.Input, kind: r.Bad.Endpoint, workflow: r.Bad.Workflow}) {
			fired = fired || f.Rule == r
		}
		if !fired {
			t.Errorf("%s: the bad example does not fire it", r.ID)
		}
		for _, f := range findings(t, input{text: r.Good.Input, kind: r.Good.Endpoint, workflow: r.Good.Workflow}) {
			t.Errorf("%s: the good example fires %s", r.ID, f.Rule.ID)
		}
		for _, name := range []string{"title", "what", "why", "message", "fix"} {
			if _, ok := message.English.Lookup(r.ID + "." + name); !ok {
				t.Errorf("%s has no %s", r.ID, name)
			}
		}
		if r.Since == "" || r.Source == "" || r.Stage == 0 {
			t.Errorf("%s lacks since, source or stage", r.ID)
		}
	}
}

const (
	hex64 = "9d77b8530f8b3591edc5c4e8f3f55b2cf0960bb2ca35c04e32c1677687866576"

	graph = `{
  "3": {"class_type": "Sampler", "inputs": {"seed": 5, "steps": 20, "cfg": 8, "model": ["4", 0], "on": true, "name": "fast", "list": {"__value__": [1, 2]}}},
  "4": {"class_type": "Loader", "inputs": {"ckpt_name": "a.safetensors"}},
  "6": {"class_type": "Encode", "inputs": {"text": "a cat", "clip": ["4", 1]}, "_meta": {"title": "正向提示词"}},
  "10": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
  "11": {"class_type": "LoadImageFromUrl", "inputs": {"image": "https://example.com/a.png"}},
  "12": {"class_type": "LoadVideo", "inputs": {"video": ""}},
  "13": {"class_type": "Show", "inputs": {"anything": ["6", 0]}},
  "14": {"class_type": "Bare", "inputs": {}},
  "36:12": {"class_type": "Size", "inputs": {"选择尺寸": "大", "Width": "{{w}}"}},
  "150:5": {"class_type": "Ratio", "inputs": {"aspect_ratio": "16:9", "megapixels": 1.5}},
  "1001": {"class_type": "Text", "inputs": {"value": ""}}
}`

	appText = `[
  {"nodeId": "7", "nodeName": "Resize", "fieldName": "ratio", "fieldValue": "1:1", "fieldType": "LIST", "fieldData": "[{\"name\":\"square\",\"index\":\"1:1\"},{\"name\":\"wide\",\"index\":\"16:9 (Widescreen)\"},{\"default\":\"1:1\"}]"},
  {"nodeId": "8", "nodeName": "Video", "fieldName": "seconds", "fieldValue": "5", "fieldType": "INT", "fieldData": "[\"INT\",{\"min\":1,\"max\":15}]"},
  {"nodeId": "9", "nodeName": "ImpactSwitch", "fieldName": "select", "fieldValue": "2", "fieldType": "SWITCH", "fieldData": "[{\"name\":\"input2\",\"index\":2.0},{\"name\":\"input1\",\"index\":1.0}]"},
  {"nodeId": "10", "nodeName": "LoadImage", "fieldName": "image", "fieldValue": "example.png", "fieldType": "IMAGE", "fieldData": "[[\"example.png\",\"keep_this_dic\"],{\"image_upload\":true}]"},
  {"nodeId": "11", "nodeName": "Text", "fieldName": "text", "fieldValue": "5", "fieldType": "STRING", "fieldData": "[\"STRING\",{}]"},
  {"nodeId": "12", "nodeName": "Flag", "fieldName": "on", "fieldValue": "true", "fieldType": "BOOLEAN"},
  {"nodeId": "13", "nodeName": "Odd", "fieldName": "thing", "fieldValue": "x", "fieldType": "WIDGET"},
  {"nodeId": "14", "nodeName": "Big", "fieldName": "seed", "fieldValue": "0", "fieldType": "INT", "fieldData": "[\"INT\",{\"min\":-0.5,\"max\":18446744073709551615}]"}
]`
)

func one(node, field, value string) string {
	return `[{"nodeId": "` + node + `", "fieldName": "` + field + `", "fieldValue": ` + value + `}]`
}

func TestRules(t *testing.T) {
	const (
		noNode  = ", reason=node_not_found_in_workflow)"
		noField = ", reason=field_not_found_in_node_inputs)"
	)
	tests := []struct {
		name string
		in   input
		want []string
	}{
		// Nodes.
		{"known", input{text: one("6", "text", `"x"`)}, nil},
		{"sub-graph id", input{text: one("36:12", "选择尺寸", `"小"`)}, nil},
		{"empty list", input{text: `[]`}, nil},
		{"unknown node that no other resembles", input{text: one("987654", "nothing", `"x"`)}, []string{
			"1:13 nodeinfo-node error 803 certain NODE_INFO_MISMATCH(nodeId=987654, fieldName=nothing" + noNode}},
		{"node with the field", input{text: one("99", "text", `"x"`)}, []string{
			"1:13 nodeinfo-node error 803 certain [6] NODE_INFO_MISMATCH(nodeId=99, fieldName=text" + noNode}},
		{"moved into a sub-graph, by its number", input{text: one("12345", "x", `"x"`), workflow: `{"150:12345":{"class_type":"A","inputs":{}},"9":{"class_type":"B","inputs":{}}}`}, []string{
			"1:13 nodeinfo-node error 803 certain [150:12345] NODE_INFO_MISMATCH(nodeId=12345, fieldName=x" + noNode}},
		{"moved into a sub-graph, by its field", input{text: one("115", "aspect_ratio", `"16:9"`)}, []string{
			"1:13 nodeinfo-node error 803 certain [150:5] NODE_INFO_MISMATCH(nodeId=115, fieldName=aspect_ratio" + noNode}},
		{"moved out of a sub-graph", input{text: one("9:1001", "value", `"x"`)}, []string{
			"1:13 nodeinfo-node error 803 certain [1001] NODE_INFO_MISMATCH(nodeId=9:1001, fieldName=value" + noNode}},
		{"white space", input{text: one("6 ", "text", `"x"`)}, []string{
			"1:13 nodeinfo-node error 803 certain [6] NODE_INFO_MISMATCH(nodeId=6 , fieldName=text" + noNode}},
		{"title as id", input{text: one("正向提示词", "x", `"x"`)}, []string{
			"1:13 nodeinfo-node error 803 certain [6] NODE_INFO_MISMATCH(nodeId=正向提示词, fieldName=x" + noNode}},
		{"class as id", input{text: one("load_image", "x", `"x"`)}, []string{
			"1:13 nodeinfo-node error 803 certain [10] NODE_INFO_MISMATCH(nodeId=load_image, fieldName=x" + noNode}},
		{"near id", input{text: one("10001", "x", `"x"`)}, []string{
			"1:13 nodeinfo-node error 803 certain [1001] NODE_INFO_MISMATCH(nodeId=10001, fieldName=x" + noNode}},
		{"class of the item first", input{text: `[{"nodeId":"99","fieldName":"image","fieldValue":"a.png","nodeName":"LoadImageFromUrl"}]`}, []string{
			"1:12 nodeinfo-node error 803 certain [11 10] NODE_INFO_MISMATCH(nodeId=99, fieldName=image" + noNode}},
		{"number id", input{text: `[{"nodeId": 6, "fieldName": "text", "fieldValue": "x"}]`}, []string{"1:13 nodeinfo-node note 803 possible"}},
		{"number id as float", input{text: `[{"nodeId": 6.0, "fieldName": "text", "fieldValue": "x"}]`}, []string{
			"1:13 nodeinfo-node error 803 certain [6] NODE_INFO_MISMATCH(nodeId=6.0, fieldName=text" + noNode}},
		{"unknown number id", input{text: `[{"nodeId": 777777, "fieldName": "q", "fieldValue": "x"}]`}, []string{
			"1:13 nodeinfo-node error 803 certain NODE_INFO_MISMATCH(nodeId=777777, fieldName=q" + noNode}},
		{"app", input{text: one("99", "zzz", `"x"`), workflow: appText}, []string{
			"1:13 nodeinfo-node error 803 likely NODE_INFO_MISMATCH(nodeId=99, fieldName=zzz" + noNode}},
		{"app, near", input{text: one("99", "image", `"x"`), workflow: appText}, []string{
			"1:13 nodeinfo-node error 803 likely [10] NODE_INFO_MISMATCH(nodeId=99, fieldName=image" + noNode}},
		{"a graph for an app", input{text: `{"webappId":"1","nodeInfoList":` + one("99", "q", `"x"`) + `}`}, []string{
			"1:44 nodeinfo-node error 803 likely NODE_INFO_MISMATCH(nodeId=99, fieldName=q" + noNode}},
		{"app without fields", input{text: one("99", "q", `"x"`), workflow: `{"code":0,"data":{"nodeInfoList":[]}}`}, []string{
			"1:13 nodeinfo-node error 803 likely NODE_INFO_MISMATCH(nodeId=99, fieldName=q" + noNode}},

		// Fields.
		{"case", input{text: one("150:5", "Aspect_Ratio", `"x"`)}, []string{
			"1:35 nodeinfo-field error 803 certain [aspect_ratio] NODE_INFO_MISMATCH(nodeId=150:5, fieldName=Aspect_Ratio" + noField}},
		{"misspelt", input{text: one("3", "sed", `1`)}, []string{
			"1:31 nodeinfo-field error 803 certain [seed] NODE_INFO_MISMATCH(nodeId=3, fieldName=sed" + noField}},
		{"Chinese", input{text: one("36:12", "选择尺码", `1`)}, []string{
			"1:35 nodeinfo-field error 803 certain [选择尺寸] NODE_INFO_MISMATCH(nodeId=36:12, fieldName=选择尺码" + noField}},
		{"the only one that can be set", input{text: one("6", "prompt", `"x"`)}, []string{
			"1:31 nodeinfo-field error 803 certain [text] NODE_INFO_MISMATCH(nodeId=6, fieldName=prompt" + noField}},
		{"several that can be set", input{text: one("3", "zzz", `"x"`)}, []string{
			"1:31 nodeinfo-field error 803 certain NODE_INFO_MISMATCH(nodeId=3, fieldName=zzz" + noField}},
		{"on another node", input{text: one("3", "text", `"x"`)}, []string{
			"1:31 nodeinfo-field error 803 certain NODE_INFO_MISMATCH(nodeId=3, fieldName=text" + noField}},
		{"no inputs", input{text: one("14", "zzz", `"x"`)}, []string{
			"1:32 nodeinfo-field error 803 certain NODE_INFO_MISMATCH(nodeId=14, fieldName=zzz" + noField}},
		{"only links", input{text: one("13", "zzz", `"x"`)}, []string{
			"1:32 nodeinfo-field error 803 certain NODE_INFO_MISMATCH(nodeId=13, fieldName=zzz" + noField}},
		{"app field", input{text: `[{"nodeId":"9","fieldName":"other","fieldValue":"1"}]`, workflow: strings.Replace(appText, `{"nodeId": "8"`, `{"nodeId": "9"`, 1)}, []string{
			"1:28 nodeinfo-field error 803 likely NODE_INFO_MISMATCH(nodeId=9, fieldName=other" + noField}},
		{"widget", input{text: one("3", "control_after_generate", `"fixed"`)}, []string{
			"1:31 nodeinfo-frontend-widget error 803 certain NODE_INFO_MISMATCH(nodeId=3, fieldName=control_after_generate" + noField}},
		{"bypass", input{text: one("3", "bypass", `true`)}, []string{
			"1:31 nodeinfo-frontend-widget error 803 certain NODE_INFO_MISMATCH(nodeId=3, fieldName=bypass" + noField}},
		{"mode near a field", input{text: one("1", "mode", `1`), workflow: `{"1":{"class_type":"A","inputs":{"Mode":1}}}`}, []string{
			"1:31 nodeinfo-field error 803 certain [Mode] NODE_INFO_MISMATCH(nodeId=1, fieldName=mode" + noField}},
		{"widget that the node has", input{text: one("1", "mode", `2`), workflow: `{"1":{"class_type":"A","inputs":{"mode":1}}}`}, nil},

		// Missing parts.
		{"no value", input{text: `[{"nodeId": "6", "fieldName": "text"}]`}, []string{"1:2 nodeinfo-missing-value error 803 likely JsonNull"}},
		{"no value in a request", input{text: `{"workflowId":"1","nodeInfoList":[{"nodeId": "6", "fieldName": "text"}]}`}, []string{"1:35 nodeinfo-missing-value error 803 certain JsonNull"}},
		{"null", input{text: one("6", "text", `null`)}, []string{"1:53 nodeinfo-missing-value error 803 likely JsonNull"}},
		{"empty text is a value", input{text: one("6", "text", `""`)}, nil},
		{"value for fieldValue", input{text: `{"workflowId":"1","nodeInfoList":[{"nodeId": "6", "fieldName": "text", "value": "x"}]}`}, []string{
			"1:72 nodeinfo-missing-value error 803 certain JsonNull"}},
		{"value for fieldValue in a bare list", input{text: `[{"nodeId": "6", "fieldName": "text", "value": "x"}]`}, []string{
			"1:39 nodeinfo-missing-value error 803 likely JsonNull"}},
		{"a program's own template", input{text: `[{"nodeId": "6", "fieldName": "text", "value": "@prompt"}]`}, []string{
			"1:39 nodeinfo-missing-value warning 803 possible JsonNull"}},
		{"parameter key", input{text: `[{"nodeId": "6", "fieldName": "text", "paramKey": "p"}]`}, []string{
			"1:2 nodeinfo-missing-value error 803 likely JsonNull"}},
		{"misspelt keys are told elsewhere", input{text: `[{"nodeID": "6", "field_name": "text", "fieldvalue": "x"}]`}, nil},
		{"no id", input{text: `[{"fieldName": "text", "fieldValue": "x"}]`}, []string{"1:2 nodeinfo-missing-value error 803 likely"}},
		{"empty id", input{text: one("", "text", `"x"`)}, []string{"1:13 nodeinfo-missing-value error 803 likely"}},
		{"no field", input{text: `[{"nodeId": "6", "fieldValue": "x"}]`}, []string{"1:2 nodeinfo-missing-value error 803 likely"}},
		{"null field", input{text: `[{"nodeId": "6", "fieldName": null, "fieldValue": "x"}]`}, []string{"1:31 nodeinfo-missing-value error 803 likely"}},
		{"unknown node without a field", input{text: `[{"nodeId": "987654", "fieldName": "", "fieldValue": "x"}]`}, []string{
			"1:36 nodeinfo-missing-value error 803 likely", "1:13 nodeinfo-node error 803 certain NODE_INFO_MISMATCH(nodeId=987654" + noNode}},
		{"item that is none", input{text: `["x", null]`}, nil},
		{"id and field of a wrong type", input{text: `[{"nodeId": ["6"], "fieldName": 5, "fieldValue": "x"}]`}, []string{
			"1:13 nodeinfo-missing-value error 803 likely", "1:33 nodeinfo-missing-value error 803 likely"}},
		{"empty item", input{text: `[{}]`}, []string{"1:2 nodeinfo-missing-value error 803 likely"}},

		// Types.
		{"number as text", input{text: one("3", "seed", `" 1_231.5 "`)}, nil},
		{"text for a number", input{text: one("3", "steps", `"abc"`)}, []string{"@value nodeinfo-type warning 803 possible"}},
		{"empty text for a number", input{text: one("3", "steps", `""`)}, []string{"@value nodeinfo-type warning 803 possible"}},
		{"hexadecimal", input{text: one("3", "steps", `"0x10"`)}, []string{"@value nodeinfo-type warning 803 possible"}},
		{"bool for a number", input{text: one("3", "steps", `true`)}, []string{"@value nodeinfo-type warning 803 possible"}},
		{"object for a number", input{text: one("3", "steps", `{"a":1}`)}, []string{"@value nodeinfo-type warning 803 possible"}},
		{"placeholder for a number", input{text: one("3", "steps", `"${STEPS}"`)}, nil},
		{"wrapper", input{text: one("3", "list", `{"__value__":[1]}`)}, nil},
		{"array for an array", input{text: one("3", "list", `[1]`)}, nil},
		{"number for text", input{text: one("3", "name", `5`)}, []string{"@value nodeinfo-type note 803 possible"}},
		{"bool for text", input{text: one("3", "name", `true`)}, []string{"@value nodeinfo-type note 803 possible"}},
		{"true as text", input{text: one("3", "on", `"True"`)}, nil},
		{"word for a bool", input{text: one("3", "on", `"yes"`)}, []string{"@value nodeinfo-type warning 803 possible"}},
		{"number for a bool", input{text: one("3", "on", `1`)}, []string{"@value nodeinfo-type note 803 possible"}},
		{"bool for a bool", input{text: one("3", "on", `false`)}, nil},
		{"template says nothing", input{text: one("36:12", "Width", `5`)}, nil},
		{"app number", input{text: one("8", "seconds", `"x"`), workflow: appText}, []string{"@value nodeinfo-type warning 803 possible"}},
		{"app text", input{text: one("11", "text", `5`), workflow: appText}, []string{"@value nodeinfo-type note 803 possible"}},
		{"app bool", input{text: one("12", "on", `"maybe"`), workflow: appText}, []string{"@value nodeinfo-type warning 803 possible"}},
		{"app, unknown type", input{text: one("13", "thing", `5`), workflow: appText}, nil},

		// Lists and ranges.
		{"option", input{text: one("7", "ratio", `"16:9 (Widescreen)"`), workflow: appText}, nil},
		{"beginning of an option", input{text: one("7", "ratio", `"16:9"`), workflow: appText}, []string{"@value nodeinfo-list error 433 likely [16:9 (Widescreen)]"}},
		{"name of an option", input{text: one("7", "ratio", `"square"`), workflow: appText}, []string{"@value nodeinfo-list error 433 likely [1:1]"}},
		{"near an option", input{text: one("7", "ratio", `"16:9 (widescren)"`), workflow: appText}, []string{"@value nodeinfo-list error 433 likely [16:9 (Widescreen)]"}},
		{"the default's description is no option", input{text: one("7", "ratio", `"忽略"`), workflow: appText}, []string{"@value nodeinfo-list error 433 likely"}},
		{"switch", input{text: one("9", "select", `2`), workflow: appText}, nil},
		{"switch as text", input{text: one("9", "select", `"1"`), workflow: appText}, nil},
		{"switch out of it", input{text: one("9", "select", `"3"`), workflow: appText}, []string{"@value nodeinfo-list error 433 likely"}},
		{"wrapped option", input{text: one("9", "select", `{"__value__":[1]}`), workflow: appText}, nil},
		{"too big", input{text: one("8", "seconds", `"30"`), workflow: appText}, []string{"@value nodeinfo-range error 433 likely [15]"}},
		{"too small", input{text: one("8", "seconds", `0`), workflow: appText}, []string{"@value nodeinfo-range error 433 likely [1]"}},
		{"largest seed", input{text: one("14", "seed", `18446744073709551615`), workflow: appText}, nil},
		{"beyond it", input{text: one("14", "seed", `3e20`), workflow: appText}, []string{"@value nodeinfo-range error 433 likely [1.8446744073709552e+19]"}},
		{"below half", input{text: one("14", "seed", `"-1"`), workflow: appText}, []string{"@value nodeinfo-range error 433 likely [-0.5]"}},

		{"the author's own value", input{text: one("7", "ratio", `"old"`), workflow: strings.Replace(appText, `"fieldValue": "1:1"`, `"fieldValue": "old"`, 1)}, nil},
		{"the author's own number", input{text: one("8", "seconds", `"99"`), workflow: strings.Replace(appText, `"fieldValue": "5", "fieldType": "INT"`, `"fieldValue": "99", "fieldType": "INT"`, 1)}, nil},

		// Links.
		{"link overridden", input{text: one("3", "model", `"x"`)}, []string{"1:31 nodeinfo-link warning 805 possible"}},
		{"link with a number", input{text: one("13", "anything", `720`)}, []string{"1:32 nodeinfo-link warning 805 possible"}},
		{"link overridden by a link", input{text: one("3", "model", `["6",0]`)}, []string{"@value nodeinfo-link warning 803 possible"}},
		{"link as value", input{text: one("3", "steps", `["6",0]`)}, []string{"@value nodeinfo-link warning 803 possible"}},
		{"array as value", input{text: one("3", "steps", `[1,2,3]`)}, []string{"@value nodeinfo-link warning 803 possible"}},
		{"placeholder for a link", input{text: one("3", "model", `"{{model}}"`)}, nil},

		// Duplicates.
		{"twice", input{text: `[{"nodeId":"6","fieldName":"text","fieldValue":"a"},
{"nodeId":"6","fieldName":"text","fieldValue":"b"}]`}, []string{"2:11 nodeinfo-duplicate warning 803 possible"}},
		{"twice, equal", input{text: `[{"nodeId":"6","fieldName":"text","fieldValue":"a"},
{"nodeId":"6","fieldName":"text","fieldValue":"a"}]`}, []string{"2:11 nodeinfo-duplicate note 803 possible"}},
		{"twice by number", input{text: `[{"nodeId":"6","fieldName":"text","fieldValue":"a"},
{"nodeId":6,"fieldName":"text","fieldValue":"b"}]`}, []string{"2:11 nodeinfo-node note 803 possible", "2:11 nodeinfo-duplicate warning 803 possible"}},
		{"other field", input{text: `[{"nodeId":"3","fieldName":"seed","fieldValue":"1"},{"nodeId":"3","fieldName":"steps","fieldValue":"1"}]`}, nil},

		// Media.
		{"uploaded", input{text: one("10", "image", `"api/`+hex64+`.png"`)}, nil},
		{"bare hash", input{text: one("10", "image", `"`+hex64+`.png"`)}, nil},
		{"local name", input{text: one("10", "image", `"test.png"`)}, nil},
		{"unused", input{text: one("10", "image", `"None"`)}, nil},
		{"empty", input{text: one("10", "image", `""`)}, nil},
		{"clipspace", input{text: one("10", "image", `"clipspace/a-1.png [input]"`)}, nil},
		{"URL", input{text: one("10", "image", `"https://example.com/a.png"`)}, []string{"@value nodeinfo-media warning 805 possible"}},
		{"download URL", input{text: one("10", "image", `"https://rh-images.example.com/a.png?q-sign=1"`)}, []string{"@value nodeinfo-media warning 805 possible"}},
		{"URL where one was", input{text: one("11", "image", `"https://example.com/b.png"`)}, nil},
		{"URL in an empty slot", input{text: one("12", "video", `"https://example.com/b.mp4"`)}, []string{"@value nodeinfo-media warning 805 possible"}},
		{"Windows path", input{text: one("10", "image", `"C:\\a\\b.png"`)}, []string{"@value nodeinfo-media warning 805 possible"}},
		{"share", input{text: one("10", "image", `"\\\\nas\\b.png"`)}, []string{"@value nodeinfo-media warning 805 possible"}},
		{"home", input{text: one("10", "image", `"/home/me/b.png"`)}, []string{"@value nodeinfo-media warning 805 possible"}},
		{"relative", input{text: one("10", "image", `"./b.png"`)}, []string{"@value nodeinfo-media warning 805 possible"}},
		{"data", input{text: one("10", "image", `"data:image/png;base64,iVBORw0KGgo="`)}, []string{"@value nodeinfo-media warning 805 possible"}},
		{"base64", input{text: one("10", "image", `"`+strings.Repeat("iVBORw0KGgo", 30)+`="`)}, []string{"@value nodeinfo-media warning 805 possible"}},
		{"URL in a text", input{text: one("6", "text", `"https://example.com/a.png"`)}, nil},
		{"path in a text", input{text: one("1001", "value", `"/tmp/a.png"`)}, nil},
		{"app image", input{text: one("10", "image", `"https://example.com/a.png"`), workflow: appText}, []string{"@value nodeinfo-media warning 805 possible"}},
		{"app text", input{text: one("11", "text", `"https://example.com/a.png"`), workflow: appText}, nil},
		{"v2 name in v1", input{text: `{"workflowId":"1","nodeInfoList":` + one("10", "image", `"openapi/`+hex64+`.png"`) + `}`}, nil},
		{"v2 name in v2", input{kind: endpoint.V2RunWorkflow, text: `{"nodeInfoList":` + one("10", "image", `"openapi/`+hex64+`.png"`) + `}`}, nil},
		{"joined by comma", input{text: one("10", "image", `"a.png, b.png"`)}, []string{"@value nodeinfo-media error 433 likely"}},
		{"joined by lines", input{text: one("12", "video", `"api/a.mp4\nb.mp4"`)}, []string{"@value nodeinfo-media error 433 likely"}},
		{"comma in a name", input{text: one("10", "image", `"cat, dog.png"`)}, nil},
		{"URL for an app", input{kind: endpoint.AIAppRun, text: `{"webappId":"1","nodeInfoList":` + one("10", "image", `"https://example.com/a.png"`) + `}`}, []string{"@value nodeinfo-media note 805 possible"}},
		{"URL in v2", input{kind: endpoint.V2RunWorkflow, text: `{"nodeInfoList":` + one("10", "image", `"https://example.com/a.png"`) + `}`}, []string{"@value nodeinfo-media note 805 possible"}},
		{"content in v2", input{kind: endpoint.V2RunWorkflow, text: `{"nodeInfoList":` + one("10", "image", `"data:image/png;base64,AAAA"`) + `}`}, []string{"@value nodeinfo-media note 805 possible"}},
		{"v1 name in v2", input{kind: endpoint.V2RunWorkflow, text: `{"nodeInfoList":` + one("10", "image", `"api/`+hex64+`.png"`) + `}`}, []string{"@value nodeinfo-media note 805 possible"}},

		// A graph in the request.
		{"ignored", input{text: `{"workflowId":"1","workflow":"{\"6\":{\"class_type\":\"A\",\"inputs\":{\"text\":\"x\"}}}","nodeInfoList":` + one("99", "q", `"x"`) + `}`}, []string{
			"1:91 nodeinfo-ignored warning 803 likely", "1:118 nodeinfo-node warning 803 possible NODE_INFO_MISMATCH(nodeId=99, fieldName=q" + noNode}},
		{"ignored, unreadable", input{text: `{"workflowId":"1","workflow":"{","nodeInfoList":` + one("99", "q", `"x"`) + `}`}, []string{
			"1:34 nodeinfo-ignored warning 803 likely"}},
		{"empty workflow", input{text: `{"workflowId":"1","workflow":"","nodeInfoList":` + one("6", "text", `"x"`) + `}`}, nil},
		{"empty list beside a graph", input{text: `{"workflowId":"1","workflow":"{}","nodeInfoList":[]}`}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.in.workflow == "" {
				tt.in.workflow = graph
			}
			var got []string
			for _, f := range findings(t, tt.in) {
				got = append(got, line(f))
			}
			if got, want := strings.Join(got, "\n"), at(tt.want, tt.in.text); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			for _, l := range sharedtest.Languages() {
				tt.in.lang = l
				for _, f := range findings(t, tt.in) {
					if s := f.Message + "\n" + f.Advice; unfilled.MatchString(s) || f.Advice == "" {
						t.Errorf("%s: unfinished text: %s", l, s)
					}
				}
			}
		})
	}
}

// unfilled is a placeholder of a catalog text, a text's key, or a sentence with
// a hole.
var unfilled = regexp.MustCompile(`\{(node|field|value|definition|suggestions|nodes|fields|own|options|bound|index|from|elsewhere|line|key|count|list)\}|nodeinfo-|has $|, ,`)

// TestWithoutDefinition: what a list alone shows is found, the rest is told as
// unchecked with the command that changes it.
func TestWithoutDefinition(t *testing.T) {
	tests := []struct {
		name string
		in   input
		want []string
		// remedy is part of the one unchecked remedy; "" for none.
		remedy string
	}{
		{"create", input{text: `{"workflowId":"190","nodeInfoList":` + one("6", "text", `"x"`) + `}`}, nil, "payloadlint fetch workflow 190,"},
		{"app", input{text: `{"webappId":190,"nodeInfoList":` + one("6", "text", `"x"`) + `}`}, nil, "payloadlint fetch app 190,"},
		{"v2", input{kind: endpoint.V2RunWorkflow, url: "https://www.runninghub.cn/openapi/v2/run/workflow/77?x=1", text: `{"nodeInfoList":` + one("6", "text", `"x"`) + `}`}, nil, "payloadlint fetch workflow 77,"},
		{"v2 app", input{kind: endpoint.V2RunAIApp, url: "/openapi/v2/run/ai-app/78", text: `{"nodeInfoList":` + one("6", "text", `"x"`) + `}`}, nil, "payloadlint fetch app 78,"},
		{"v2, host only", input{kind: endpoint.V2RunAIApp, url: "https://host", text: `{"nodeInfoList":` + one("6", "text", `"x"`) + `}`}, nil, "-w FILE"},
		{"bare", input{text: one("6", "text", `"x"`)}, nil, "-w FILE"},
		{"placeholder id", input{text: `{"workflowId":"${ID}","nodeInfoList":` + one("6", "text", `"x"`) + `}`}, nil, "-w FILE"},
		{"empty list", input{text: `{"workflowId":"190","nodeInfoList":[]}`}, nil, ""},
		{"no list", input{text: `{"workflowId":"190"}`}, nil, ""},
		{"list that is none", input{text: `{"workflowId":"190","nodeInfoList":5}`}, nil, ""},
		{"placeholder list", input{text: `{"workflowId":"190","nodeInfoList":"${LIST}"}`}, nil, "--no-placeholders"},
		{"own graph", input{text: `{"workflow":"{\"6\":{\"class_type\":\"A\",\"inputs\":{\"text\":\"x\"}}}","nodeInfoList":` + one("6", "text", `"x"`) + `}`}, []string{"1:74 nodeinfo-ignored warning 803 likely"}, ""},
		{"no value", input{text: `[{"nodeId":"6","fieldName":"text"}]`}, []string{"1:2 nodeinfo-missing-value error 803 likely JsonNull"}, "-w FILE"},
		{"number id", input{text: `[{"nodeId":6,"fieldName":"text","fieldValue":"x"}]`}, []string{"1:12 nodeinfo-node note 803 possible"}, "-w FILE"},
		{"path", input{text: one("6", "image", `"C:\\a.png"`)}, []string{"@value nodeinfo-media warning 805 possible"}, "-w FILE"},
		{"URL", input{text: one("6", "image", `"https://example.com/a.png"`)}, nil, "-w FILE"},
		{"path for another field", input{text: one("6", "path", `"C:\\a.png"`)}, nil, "-w FILE"},
		{"path for an URL loader", input{text: `[{"nodeId":"6","nodeName":"LoadPath","fieldName":"image","fieldValue": "/a.png"}]`}, nil, "-w FILE"},
		{"link", input{text: one("6", "x", `["4",0]`)}, []string{"@value nodeinfo-link warning 803 possible"}, "-w FILE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, unchecked, _ := pass(t, tt.in).Results()
			var got []string
			for _, f := range found {
				got = append(got, line(f))
			}
			if got, want := strings.Join(got, "\n"), at(tt.want, tt.in.text); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			switch {
			case tt.remedy == "" && len(unchecked) > 0:
				t.Errorf("unchecked %+v", unchecked)
			case tt.remedy == "":
			case len(unchecked) != 1 || unchecked[0].Code != 803 || !strings.Contains(unchecked[0].Remedy, tt.remedy):
				t.Errorf("unchecked %+v, want %q", unchecked, tt.remedy)
			case unfilled.MatchString(unchecked[0].Reason+unchecked[0].Remedy) || strings.Contains(unchecked[0].Reason, "unchecked-"):
				t.Errorf("unfinished text: %+v", unchecked)
			}
		})
	}
}

// TestPlaceholders: an item that cannot be looked up is neither wrong nor fine.
func TestPlaceholders(t *testing.T) {
	found, unchecked, _ := pass(t, input{workflow: graph, text: `[
  {"nodeId":"{{node}}","fieldName":"text","fieldValue":"x"},
  {"nodeId":"{{node}}","fieldName":"text","fieldValue":"x"},
  {"nodeId":"6","fieldName":"${FIELD}","fieldValue":"x"},
  {"nodeId":"99","fieldName":"${FIELD}","fieldValue":"x"}]`}).Results()
	if len(found) != 1 || found[0].Rule.ID != "nodeinfo-node" || found[0].Msg != "NODE_INFO_MISMATCH(nodeId=99, reason=node_not_found_in_workflow)" {
		t.Errorf("findings %+v", found)
	}
	if len(unchecked) != 2 || !strings.Contains(unchecked[0].Reason, "{{node}}") || !strings.Contains(unchecked[1].Reason, "${FIELD}") {
		t.Errorf("unchecked %+v", unchecked)
	}
}

func TestAlternatives(t *testing.T) {
	v2 := findings(t, input{kind: endpoint.V2RunWorkflow, workflow: graph, text: `{"nodeInfoList":` + one("99", "q", `1`) + `}`})
	if fmt.Sprint(v2[0].Alternatives) != "[1101]" || v2[0].Msg == "" {
		t.Errorf("v2: %+v", v2[0])
	}
	v2 = findings(t, input{kind: endpoint.V2RunWorkflow, workflow: graph, text: `{"nodeInfoList":` + one("3", "steps", `"x"`) + `}`})
	if fmt.Sprint(v2[0].Alternatives) != "[433 805 1101]" {
		t.Errorf("v2 type: %v", v2[0].Alternatives)
	}
	v1 := findings(t, input{workflow: appText, text: one("8", "seconds", `99`)})
	if fmt.Sprint(v1[0].Alternatives) != "[805 803]" || v1[0].Comfy != "value_bigger_than_max" {
		t.Errorf("range: %v %s", v1[0].Alternatives, v1[0].Comfy)
	}
	if f := findings(t, input{workflow: appText, text: one("8", "seconds", `0`)}); f[0].Comfy != "value_smaller_than_min" {
		t.Errorf("range: %s", f[0].Comfy)
	}
	if f := findings(t, input{workflow: graph, text: `[{"nodeId":"6","fieldValue":"x"}]`}); fmt.Sprint(f[0].Alternatives) != "[301]" {
		t.Errorf("missing field: %v", f[0].Alternatives)
	}
}

// TestWithNodeDefinitions: where the class is known, the rules of the patched
// prompt judge the value, and an input that the class has but the workflow does
// not carry is told apart.
func TestWithNodeDefinitions(t *testing.T) {
	const info = `{"Sampler":{"input":{"required":{"seed":["INT",{}],"steps":["INT",{}],"model":["MODEL"]},"optional":{"extra":["INT",{}],"any":["*"]}},"output":[],"name":"Sampler"}}`
	if got := findings(t, input{text: one("3", "steps", `"abc"`), workflow: graph, nodes: info}); len(got) > 0 {
		t.Errorf("a value that ComfyUI judges: %+v", got)
	}
	if got := findings(t, input{text: one("3", "cfg", `"abc"`), workflow: graph, nodes: info}); len(got) != 1 || got[0].Rule.ID != "nodeinfo-type" {
		t.Errorf("an input that the class does not declare: %+v", got)
	}
	if got := findings(t, input{text: one("150:5", "megapixels", `"abc"`), workflow: graph, nodes: info}); len(got) != 1 || got[0].Rule.ID != "nodeinfo-type" {
		t.Errorf("a class that is not known: %+v", got)
	}
	for _, l := range sharedtest.Languages() {
		got := findings(t, input{text: one("3", "extra", `1`), workflow: graph, nodes: info, lang: l})
		want, _ := l.Lookup("nodeinfo-field.fix-optional")
		if len(got) != 1 || got[0].Confidence != rule.Certain || got[0].Advice != strings.ReplaceAll(want, "{field}", `"extra"`) || len(got[0].Suggestions) > 0 {
			t.Errorf("an optional input that the workflow lacks: %+v", got)
		}
	}
}

// TestDefinitionErrors: all that a file can be instead of a definition has its
// words.
func TestDefinitionErrors(t *testing.T) {
	for _, name := range []fault.Problem{
		fault.DefinitionUIFormat, fault.DefinitionOther, fault.DefinitionPointer,
		fault.DefinitionRequest, fault.DefinitionEmptyAnswer, fault.DefinitionAnswer,
	} {
		for _, l := range sharedtest.Languages() {
			if _, ok := l.Lookup(string(name)); !ok {
				t.Errorf("no words for %s in %s", name, l)
			}
		}
	}
}

// TestMessages reads the sentences that people see.
func TestMessages(t *testing.T) {
	tests := []struct {
		in     input
		en, zh string
	}{
		{input{text: one("99", "text", `"x"`)},
			`node "99" is not in w.json; did you mean "6" (Encode, 正向提示词)?`,
			`w.json 中没有节点 "99"；是不是想写 "6" (Encode, 正向提示词)？`},
		{input{text: one("987654", "q", `"x"`), workflow: `{"3":{"class_type":"A","inputs":{}},"4":{"class_type":"A","inputs":{}}}`},
			`node "987654" is not in w.json, which has "3", "4"`,
			`w.json 中没有节点 "987654"，现有节点："3"、"4"`},
		{input{text: one("6", "Text", `"x"`)},
			`node "6" (Encode, 正向提示词) has no input "Text"; did you mean "text"? (w.json:4)`,
			`节点 "6" (Encode, 正向提示词) 没有输入 "Text"；是不是想写 "text"？（w.json:4）`},
		{input{text: one("3", "text", `"x"`)},
			`node "3" (Sampler) has no input "text", but "6" (Encode, 正向提示词) has; this node has "seed", "steps", "cfg", "on", "name", "list" (w.json:2)`,
			`节点 "3" (Sampler) 没有输入 "text"，有这个输入的是 "6" (Encode, 正向提示词)；本节点的输入有 "seed"、"steps"、"cfg"、"on"、"name"、"list"（w.json:2）`},
		{input{text: one("3", "model", `"x"`)},
			`"model" of node "3" (Sampler) is fed by "4" (Loader); setting a value replaces that connection (w.json:2)`,
			`节点 "3" (Sampler) 的 "model" 由 "4" (Loader) 供值，另外赋值会取代这个连接（w.json:2）`},
		{input{text: one("3", "steps", `"`+strings.Repeat("长", 100)+`\u001b[31m"`)},
			`"` + strings.Repeat("长", 60) + `…" is not a number, but "steps" of node "3" (Sampler) is: 20 (w.json:2)`,
			`"` + strings.Repeat("长", 60) + `…" 不是数字，而节点 "3" (Sampler) 的 "steps" 是数字：20（w.json:2）`},
	}
	for _, tt := range tests {
		if tt.in.workflow == "" {
			tt.in.workflow = graph
		}
		for l, want := range map[message.Lang]string{message.English: tt.en, message.Chinese: tt.zh} {
			tt.in.lang = l
			if got := findings(t, tt.in)[0].Message; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		}
	}
	for _, f := range findings(t, input{text: `[{"nodeId":"\u001b]0;x\u0007","fieldName":"a\nb","fieldValue":"x"}]`, workflow: graph}) {
		if strings.ContainsAny(f.Message+f.Advice, "\x1b\x07\n") {
			t.Errorf("control characters in %q", f.Message)
		}
	}
	many := `{"0":{"class_type":"A","inputs":{}}`
	for i := 1; i < 40; i++ {
		many += fmt.Sprintf(`,"%d":{"class_type":"A","inputs":{}}`, i)
	}
	if got := findings(t, input{text: one("zzzzz", "q", `1`), workflow: many + "}"})[0].Message; !strings.Contains(got, `"11" and 28 more`) {
		t.Errorf("long list: %s", got)
	}
}

// TestFixes applies each fix and finds the request fixed.
func TestFixes(t *testing.T) {
	tests := []struct{ name, text, workflow, want string }{
		{"blank", one("6 ", "text", `"x"`), graph, one("6", "text", `"x"`)},
		{"number", `[{"nodeId": 6, "fieldName": "text", "fieldValue": "x"}]`, graph, one("6", "text", `"x"`)},
		{"case", one("6", "Text", `"x"`), graph, one("6", "text", `"x"`)},
		{"key", `[{"nodeId": "6", "fieldName": "text", "value": "x"}]`, graph, one("6", "text", `"x"`)},
		{"option name", one("7", "ratio", `"square"`), appText, one("7", "ratio", `"1:1"`)},
		{"option case", one("7", "ratio", `"16:9 (WIDESCREEN)"`), appText, one("7", "ratio", `"16:9 (Widescreen)"`)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := findings(t, input{text: tt.text, workflow: tt.workflow})
			if len(found) != 1 || found[0].Fix == nil || !found[0].Rule.Fixable {
				t.Fatalf("findings %+v", found)
			}
			got := tt.text
			for _, e := range found[0].Fix.Edits {
				got = got[:e.Start] + e.New + got[e.End:]
			}
			if got != tt.want {
				t.Fatalf("got %s", got)
			}
			if again := findings(t, input{text: got, workflow: tt.workflow}); len(again) > 0 {
				t.Errorf("still %+v", again)
			}
		})
	}
}

// TestSecrets: a key that a message would cut in two is not shown in part.
func TestSecrets(t *testing.T) {
	const secret = "0123456789abcdef0123456789abcdef"
	p := unchecked(t, input{text: one("3", "steps", `"`+strings.Repeat("x", 50)+secret+`"`), workflow: graph})
	p.Secret(secret)
	found := ruletest.Check(p, nodeinfo.Families())
	if len(found) != 1 || strings.Contains(found[0].Message, secret[:8]) {
		t.Errorf("%+v", found)
	}
}

// TestRelated: a duplicate shows both places.
func TestRelated(t *testing.T) {
	f := findings(t, input{workflow: graph, text: "[\n{\"nodeId\":\"6\",\"fieldName\":\"text\",\"fieldValue\":\"a\"},\n{\"nodeId\":\"6\",\"fieldName\":\"text\",\"fieldValue\":\"b\"}]"})
	if len(f) != 1 || len(f[0].Related) != 1 || f[0].Related[0].Start.Line != 2 || f[0].Related[0].Start.Column != 11 || f[0].Related[0].Message == "" {
		t.Errorf("%+v", f)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if found := findings(t, input{text: one("99", "q", "1"), workflow: graph, ctx: ctx}); len(found) > 0 {
		t.Errorf("went on after its context was done: %+v", found)
	}
}

// wrong is a list of n items of which every one is wrong, and a graph of n
// nodes.
func wrong(n int) (list, graph string) {
	var l, g strings.Builder
	for i := range n {
		sep := ","
		if i == 0 {
			sep = ""
		}
		fmt.Fprintf(&l, `%s{"nodeId":"%d","fieldName":"txet","fieldValue":null}`, sep, 500+i*3)
		fmt.Fprintf(&g, `%s"%d":{"class_type":"Encode","inputs":{"text":"a","seed":1,"steps":2,"clip":["4",0]}}`, sep, i)
	}
	return "[" + l.String() + "]", "{" + g.String() + "}"
}

func TestManyWrongItems(t *testing.T) {
	list, g := wrong(1000)
	found := findings(t, input{text: list, workflow: g})
	if len(found) < 2000 {
		t.Errorf("%d findings", len(found))
	}
}

func BenchmarkAllWrong(b *testing.B) {
	list, g := wrong(1000)
	b.ReportAllocs()
	for b.Loop() {
		findings(b, input{text: list, workflow: g})
	}
}

func BenchmarkSmall(b *testing.B) {
	p := unchecked(b, input{text: `{"workflowId":"1","nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"x"},{"nodeId":"3","fieldName":"seed","fieldValue":"5"}]}`, workflow: graph})
	b.ReportAllocs()
	families := nodeinfo.Families()
	for b.Loop() {
		one := *p
		ruletest.Check(&one, families)
	}
}

// FuzzCheck: whatever list meets whatever definition, nothing breaks, places
// are inside the file and messages are whole and safe to print.
func FuzzCheck(f *testing.F) {
	f.Add(one("6", "text", `"x"`), graph)
	f.Add(one("7", "ratio", `{"a":1}`), appText)
	f.Add(`[{"nodeId":6,"value":"\u001b"},{"nodeId":"6 ","fieldName":"Text"}]`, graph)
	f.Add(one("36:12", "选择", `["4",0]`), graph)
	f.Fuzz(func(t *testing.T, list, definition string) {
		if _, err := jsondoc.Parse("", []byte(list)); err != nil {
			return
		}
		if _, err := workflow.Read("", []byte(definition)); err != nil {
			definition = ""
		}
		for _, l := range sharedtest.Languages() {
			for _, found := range findings(t, input{text: list, workflow: definition, lang: l}) {
				if found.Start.Line < 1 || found.End.Offset > len(list) || found.Start.Offset > found.End.Offset {
					t.Fatalf("place %+v %+v", found.Start, found.End)
				}
				for _, c := range found.Message + found.Advice {
					if c < ' ' || c == 0x7f {
						t.Fatalf("control character in %q", found.Message)
					}
				}
				if found.Fix != nil {
					for _, e := range found.Fix.Edits {
						if e.Start > e.End || e.End > len(list) {
							t.Fatalf("edit %+v", e)
						}
					}
				}
			}
		}
	})
}
