package tailored

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

const graph = `{
  "3": {"class_type": "KSampler", "inputs": {"seed": 5, "steps": 20, "sampler_name": "euler", "add_noise": true, "model": ["4", 0], "list": {"__value__": [1]}}, "_meta": {"title": "采样"}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1], "选择尺寸": "%size%"}},
  "36:12": {"class_type": "LoadImage", "inputs": {"image": "example.png"}}
}`

const app = `{"code":0,"data":{"webappName":"A","nodeInfoList":[
 {"nodeId":"7","nodeName":"Resize","fieldName":"ratio","fieldValue":"1:1","fieldType":"LIST","description":"比例","fieldData":"[{\"name\":\"square\",\"index\":\"1:1\",\"description\":\"d\"},{\"name\":\"wide\",\"index\":\"16:9\",\"description\":\"d\"},{\"default\":\"1:1\"}]"},
 {"nodeId":"8","nodeName":"Video","fieldName":"seconds","fieldValue":"5","fieldType":"INT","fieldData":"[\"INT\", {\"min\": 1, \"max\": 15}]"},
 {"nodeId":"9","nodeName":"Switch","fieldName":"select","fieldValue":"2","fieldType":"SWITCH","fieldData":"[{\"name\":\"a\",\"index\":1.0},{\"name\":\"b\",\"index\":2.0}]"},
 {"nodeId":"10","nodeName":"LoadImage","fieldName":"image","fieldValue":"a.png","fieldType":"IMAGE","fieldData":"[[\"a.png\"],{\"image_upload\":true}]"}
]}}`

func definition(t testing.TB, text string) *workflow.Definition {
	t.Helper()
	d, err := workflow.Read("d.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func compile(t testing.TB, text []byte) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mem:///s.json", bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("mem:///s.json")
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return s
}

func valid(t testing.TB, s *jsonschema.Schema, text string) bool {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return s.Validate(v) == nil
}

func words(name string, args map[string]string) string {
	return name + args["class"] + args["fields"]
}

// catalog gives KSampler an integer range and a list.
func catalog(class, field string) (Input, bool) {
	switch class + "." + field {
	case "KSampler.steps":
		return Input{Kind: Int, Min: "1", Max: "10000"}, true
	case "KSampler.seed":
		return Input{Kind: Int, Min: "0", Max: "18446744073709551615"}, true
	case "KSampler.sampler_name":
		return Input{Kind: Choice, Choices: []string{`"euler"`, `"dpmpp_2m"`, `1`}}, true
	case "KSampler.add_noise":
		return Input{Kind: Boolean}, true
	case "CLIPTextEncode.text":
		return Input{Kind: Text}, true
	}
	return Input{}, false
}

func TestVerdicts(t *testing.T) {
	for _, tt := range []struct {
		def, node, field, value string
		plain, known            bool // without and with node definitions
	}{
		{graph, `"3"`, `"steps"`, `30`, true, true},
		{graph, `3`, `"steps"`, `30`, true, true},
		{graph, `"3"`, `"steps"`, `"30"`, true, true},
		{graph, `"3"`, `"steps"`, `" 30 "`, true, true},
		{graph, `"3"`, `"steps"`, `"30.5"`, true, false},
		{graph, `"3"`, `"steps"`, `30.5`, true, true},
		{graph, `"3"`, `"steps"`, `0.5`, true, false},
		{graph, `"3"`, `"steps"`, `10000.5`, true, true},
		{graph, `"3"`, `"steps"`, `10001`, true, false},
		{graph, `"3"`, `"steps"`, `"many"`, false, false},
		{graph, `"3"`, `"steps"`, `true`, false, true},
		{graph, `"3"`, `"steps"`, `null`, false, false},
		{graph, `"3"`, `"steps"`, `[1]`, false, false},
		{graph, `"3"`, `"steps"`, `{}`, false, false},
		{graph, `"3"`, `"steps"`, `"${STEPS}"`, true, true},
		{graph, `"3"`, `"steps"`, `"{{ steps }}"`, true, true},
		{graph, `"3"`, `"steps"`, `"<steps>"`, true, true},
		{graph, `"3"`, `"steps"`, `"%steps.n%"`, true, true},
		{graph, `"3"`, `"steps"`, `"$STEPS"`, true, true},
		{graph, `"3"`, `"steps"`, `{"__value__":3}`, true, true},
		{graph, `"3"`, `"seed"`, `18446744073709551615`, true, true},
		{graph, `"3"`, `"seed"`, `18446744073709551616`, true, false},
		{graph, `"3"`, `"seed"`, `-0.5`, true, true},
		{graph, `"3"`, `"seed"`, `-1`, true, false},
		{graph, `"3"`, `"seed"`, `"1e3"`, true, false},
		{graph, `"3"`, `"seed"`, `"inf"`, true, false},
		{graph, `"3"`, `"sampler_name"`, `"euler"`, true, true},
		{graph, `"3"`, `"sampler_name"`, `"nope"`, true, false},
		{graph, `"3"`, `"sampler_name"`, `1`, true, true},
		{graph, `"3"`, `"add_noise"`, `true`, true, true},
		{graph, `"3"`, `"add_noise"`, `"False"`, true, true},
		{graph, `"3"`, `"add_noise"`, `"maybe"`, false, true},
		{graph, `"3"`, `"model"`, `"x"`, true, true},
		{graph, `"3"`, `"model"`, `null`, false, false},
		{graph, `"3"`, `"list"`, `[1,2]`, true, true},
		{graph, `"3"`, `"Steps"`, `1`, false, false},
		{graph, `"3"`, `"${F}"`, `1`, true, true},
		{graph, `"99"`, `"steps"`, `1`, false, false},
		{graph, `"3 "`, `"steps"`, `1`, false, false},
		{graph, `99`, `"steps"`, `1`, false, false},
		{graph, `"${NODE}"`, `"anything"`, `[1]`, true, true},
		{graph, `"6"`, `"text"`, `5`, true, true},
		{graph, `"6"`, `"text"`, `""`, true, true},
		{graph, `"6"`, `"选择尺寸"`, `"x"`, true, true},
		{graph, `"36:12"`, `"image"`, `"None"`, true, true},
		{app, `"7"`, `"ratio"`, `"16:9"`, true, true},
		{app, `"7"`, `"ratio"`, `"wide"`, false, false},
		{app, `"7"`, `"ratio"`, `"${R}"`, true, true},
		{app, `"8"`, `"seconds"`, `"15"`, true, true},
		{app, `"8"`, `"seconds"`, `15`, true, true},
		{app, `"8"`, `"seconds"`, `16`, false, false},
		{app, `"8"`, `"seconds"`, `"x"`, false, false},
		{app, `"9"`, `"select"`, `"2"`, true, true},
		{app, `"9"`, `"select"`, `2`, true, true},
		{app, `"9"`, `"select"`, `"2.0"`, true, true},
		{app, `"9"`, `"select"`, `"3"`, false, false},
		{app, `"10"`, `"image"`, `"api/x.png"`, true, true},
	} {
		def := definition(t, tt.def)
		item := `{"nodeId":` + tt.node + `,"fieldName":` + tt.field + `,"fieldValue":` + tt.value + `,"description":"x"}`
		for i, want := range []bool{tt.plain, tt.known} {
			for _, draft := range Drafts() {
				o := Options{Draft: draft, Kind: endpoint.NodeInfoList, Text: words}
				if i == 1 {
					o.Input = catalog
				}
				text, err := New(def, o)
				if err != nil {
					t.Fatal(err)
				}
				if got := valid(t, compile(t, text), "["+item+"]"); got != want {
					t.Errorf("%s %s known=%v: %v, want %v\n%s", draft, item, i == 1, got, want, text)
				}
			}
		}
	}
}

func TestMissingKeys(t *testing.T) {
	text, err := New(definition(t, graph), Options{Kind: endpoint.NodeInfoList})
	if err != nil {
		t.Fatal(err)
	}
	s := compile(t, text)
	for _, bad := range []string{`[{}]`, `[{"nodeId":"3","fieldName":"steps"}]`, `[{"nodeId":"3","fieldValue":1}]`, `[{"fieldName":"steps","fieldValue":1}]`, `[1]`, `{}`} {
		if valid(t, s, bad) {
			t.Errorf("accepts %s", bad)
		}
	}
	if !valid(t, s, `[]`) {
		t.Error("refuses an empty list")
	}
}

const base = `{"$schema":"http://json-schema.org/draft-07/schema#","title":"POST","type":"object","required":["apiKey","workflowId"],
 "properties":{"apiKey":{"$ref":"#/definitions/k"},"workflowId":{"type":["string","integer"],"pattern":"\\S"},"nodeInfoList":{"type":"array"},
 "usePersonalQueue":{"description":"d","type":["boolean","string"],"enum":[true,false,"true","false"],"default":false},"retainSeconds":{"type":["integer","string"],"minimum":10,"pattern":"^[0-9]+$"}},
 "additionalProperties":false,"definitions":{"k":{"type":"string","pattern":"\\S"}}}`

func TestWholeRequest(t *testing.T) {
	def := definition(t, graph)
	text, err := New(def, Options{Base: []byte(base), ID: "1904136902449209346", Placeholders: []string{`@\w+`, `(?i)x`, `[`}})
	if err != nil {
		t.Fatal(err)
	}
	s := compile(t, text)
	list := `"nodeInfoList":[{"nodeId":"3","fieldName":"steps","fieldValue":"@steps"}]`
	for request, want := range map[string]bool{
		`{"apiKey":"k","workflowId":"1904136902449209346",` + list + `}`:                           true,
		`{"apiKey":"k","workflowId":1904136902449209346,` + list + `}`:                             true,
		`{"apiKey":"k","workflowId":"${WORKFLOW}","usePersonalQueue":"true","retainSeconds":"20"}`: true,
		`{"apiKey":"k","workflowId":"1904136902449209346","usePersonalQueue":true}`:                true,
		`{"apiKey":"k","workflowId":"1904136902449209346","usePersonalQueue":"yes"}`:               false,
		`{"apiKey":"k","workflowId":"1904136902449209346","retainSeconds":5}`:                      false,
		`{"apiKey":"k","workflowId":"1","retainSeconds":20}`:                                       false,
		`{"apiKey":" ","workflowId":"1904136902449209346"}`:                                        false,
		`{"workflowId":"1904136902449209346"}`:                                                     false,
		`{"apiKey":"k","workflowId":"1904136902449209346","nodeinfolist":[]}`:                      false,
		`{"apiKey":"k","workflowId":"1904136902449209346","nodeInfoList":[{"nodeId":"x"}]}`:        false,
		`{"apiKey":"k","workflowId":"1904136902449209346","nodeInfoList":{"nodeId":"3"}}`:          false,
	} {
		if got := valid(t, s, request); got != want {
			t.Errorf("%s: %v", request, got)
		}
	}
	// Without the endpoint's schema, other fields are free.
	text, err = New(definition(t, app), Options{ID: "7"})
	if err != nil {
		t.Fatal(err)
	}
	s = compile(t, text)
	if !valid(t, s, `{"apiKey":"k","webappId":"7","x":1,"nodeInfoList":[{"nodeId":"8","fieldName":"seconds","fieldValue":3}]}`) || valid(t, s, `{"apiKey":"k","webappId":"8"}`) {
		t.Errorf("%s", text)
	}
	text, err = New(def, Options{Kind: endpoint.V2RunWorkflow})
	if err != nil || !valid(t, compile(t, text), `{"nodeInfoList":[]}`) {
		t.Error(err)
	}
	if _, err := New(def, Options{Kind: endpoint.Status}); !errors.Is(err, ErrEndpoint) {
		t.Error(err)
	}
}

func TestEqualSchemasAreShared(t *testing.T) {
	text, err := New(definition(t, `{"1":{"class_type":"A","inputs":{"a":1,"b":2,"c":"x","d":"y"}},"2":{"class_type":"A","inputs":{"a":1,"b":2}}}`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), `[eE][+-]?[0-9]+`); n != 1 {
		t.Errorf("the pattern of numbers stands %d times in\n%s", n, text)
	}
}

// ownRequest sets every field to the value it has.
func ownRequest(def *workflow.Definition) string {
	var items []string
	for i := range def.Nodes {
		for _, f := range def.Nodes[i].Fields {
			if f.Link || !f.Value.Exists() || f.Value.Is(jsondoc.Null) {
				continue
			}
			value := string(f.Value.Raw())
			if p := f.Value.Parent(); p.Get("__value__").Same(f.Value) {
				value = string(p.Raw())
			}
			items = append(items, `{"nodeId":`+quote(def.Nodes[i].ID)+`,"fieldName":`+quote(f.Name)+`,"fieldValue":`+value+`}`)
		}
	}
	return "[" + strings.Join(items, ",\n") + "]"
}

// dump writes a schema and a request that it accepts for other validators,
// into the folder that PAYLOADLINT_SCHEMAS names.
func dump(t testing.TB, number int, schema []byte, request string) {
	t.Helper()
	dir := os.Getenv("PAYLOADLINT_SCHEMAS")
	if dir == "" {
		return
	}
	base := filepath.Join(dir, "definition-"+strconv.Itoa(number))
	line := `{"valid": true, "request": ` + strings.ReplaceAll(request, "\n", " ") + "}\n"
	if err := errors.Join(os.WriteFile(base+".schema.json", schema, 0o600), os.WriteFile(base+".cases.jsonl", []byte(line), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func TestCollectedDefinitions(t *testing.T) {
	root := sharedtest.Dir(t)
	var files []string
	for _, pattern := range []string{"corpus/definitions/*.json", "corpus/prompts/*.json", "corpus/wild/definitions/*.json", "corpus/responses/getJson*.json", "corpus/responses/apiCallDemo*.json"} {
		found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	read, largest, largestName := 0, 0, ""
	for i, file := range files {
		if testing.Short() && i%8 != 0 {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		def, err := workflow.Read(filepath.Base(file), data)
		if err != nil {
			continue
		}
		read++
		// The drafts differ in two words; each file stands for one.
		for _, draft := range Drafts()[i%2 : i%2+1] {
			text, err := New(def, Options{Kind: endpoint.NodeInfoList, Draft: draft, Text: words, Input: FromCatalog(nodes.Core())})
			if err != nil {
				t.Fatal(err)
			}
			if len(text) > largest {
				largest, largestName = len(text), filepath.Base(file)
			}
			s := compile(t, text)
			own := ownRequest(def)
			dump(t, read, text, own)
			if !valid(t, s, own) {
				dec := json.NewDecoder(strings.NewReader(own))
				dec.UseNumber()
				var v any
				_ = dec.Decode(&v)
				t.Errorf("%s (%s) refuses its own values: %.2000s", filepath.Base(file), draft, fmt.Sprintf("%#v", s.Validate(v)))
			}
		}
	}
	t.Logf("%d definitions of %d files; the largest schema has %d bytes (%s)", read, len(files), largest, largestName)
	if read < 400 && !testing.Short() {
		t.Errorf("only %d definitions were read", read)
	}
}

// FuzzNew holds that every definition gives a schema that compiles and accepts
// the definition's own values.
func FuzzNew(f *testing.F) {
	f.Add([]byte(graph))
	f.Add([]byte(app))
	f.Add([]byte(`{"3":{"class_type":"KSampler","inputs":{"seed":-1,"steps":0.5,"cfg":"many","denoise":{},"sampler_name":7,"scheduler":true}},"1":{"class_type":"EmptyLatentImage","inputs":{"width":true,"height":"8","batch_size":1e9}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		def, err := workflow.Read("f", data)
		if err != nil {
			return
		}
		text, err := New(def, Options{Kind: endpoint.NodeInfoList, Input: FromCatalog(nodes.Core())})
		if err != nil {
			t.Fatal(err)
		}
		if own := ownRequest(def); json.Valid([]byte(own)) && !strings.Contains(own, `\u`) && !hugeExponent(own) {
			if !valid(t, compile(t, text), own) {
				t.Fatalf("refuses %s\n%s", own, text)
			}
		}
	})
}

// unsafeExponent is an exponent of four digits or more.
var unsafeExponent = regexp.MustCompile(`[0-9][eE][+-]?[0-9]{4,}`)

// hugeExponent tells a number such as 1e999999999, with which arithmetic on
// arbitrary numbers never ends.
func hugeExponent(s string) bool {
	return unsafeExponent.MatchString(s)
}
