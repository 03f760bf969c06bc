package workflow_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

const graph = `{
  "3": {"class_type": "Sampler", "inputs": {"seed": 5, "model": ["36:12", 0], "flags": {"__value__": [false, true]}}, "_meta": {"title": "采样"}},
  "36:12": {"class_type": "Loader", "inputs": {"选择尺寸": "大", "steps": "{{steps}}", "pair": ["a", "b"]}}
}`

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func read(t *testing.T, s string) *workflow.Definition {
	t.Helper()
	d, err := workflow.Read("w.json", []byte(s))
	if err != nil {
		t.Fatalf("Read: %v\n%s", err, s)
	}
	return d
}

// TestReadGraphForms reads one graph in every form it is saved in.
func TestReadGraphForms(t *testing.T) {
	forms := map[string]string{
		"bare":           graph,
		"answer":         `{"code":0,"msg":"SUCCESS","data":{"prompt":` + quote(graph) + `}}`,
		"answer 200":     `{"code":200,"msg":"SUCCESS","data":{"prompt":` + quote(graph) + `}}`,
		"answer, string": `{"code":"0","msg":"SUCCESS","data":` + quote(`{"prompt":`+quote(graph)+`}`) + `}`,
		"data":           `{"prompt":` + quote(graph) + `}`,
		"packed twice":   `{"prompt":` + quote(quote(graph)) + `}`,
		"prompt object":  `{"prompt":` + graph + `,"client_id":"x"}`,
		"front end":      `{"output":` + graph + `,"workflow":{"nodes":[],"links":[]}}`,
		"commented":      `{"_comment":"mine",` + graph[1:],
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			d := read(t, form)
			if d.App || !d.Graph.Exists() || len(d.Nodes) != 2 {
				t.Fatalf("App %v, graph %v, %d nodes", d.App, d.Graph.Exists(), len(d.Nodes))
			}
			n, ok := d.Node("3")
			if !ok || n.Class != "Sampler" || n.Title != "采样" || !n.Value.Exists() {
				t.Fatalf("node 3: %+v", n)
			}
			if f, _ := n.Field("model"); f == nil || !f.Link {
				t.Errorf("3.model should be a link: %+v", f)
			}
			if f, _ := n.Field("seed"); f == nil || f.Link || f.Value.Text() != "5" {
				t.Errorf("3.seed: %+v", f)
			}
			if f, _ := n.Field("flags"); f == nil || f.Link || f.Value.Text() != "[false, true]" {
				t.Errorf("3.flags should be unwrapped: %+v", f)
			}
			sub, ok := d.Node("36:12")
			if !ok {
				t.Fatal("no node 36:12")
			}
			for name, link := range map[string]bool{"选择尺寸": false, "steps": false, "pair": false} {
				if f, ok := sub.Field(name); !ok || f.Link != link {
					t.Errorf("36:12.%s: %+v", name, f)
				}
			}
			if _, ok := sub.Field("STEPS"); ok {
				t.Error("field names must be case-sensitive")
			}
		})
	}
}

func TestPositionsAreThoseOfTheFile(t *testing.T) {
	if d := read(t, graph); true {
		n, _ := d.Node("36:12")
		if p := d.Position(n.Place); p.Line != 3 || p.Column != 3 {
			t.Errorf("bare graph: node 36:12 at %+v", p)
		}
	}
	packed := "{\"code\":0,\n\"data\":{\"prompt\":" + quote(`{"3":{"class_type":"A","inputs":{"seed":5}}}`) + "}}"
	d := read(t, packed)
	n, _ := d.Node("3")
	f, _ := n.Field("seed")
	want := strings.Index(packed, `\"seed`)
	if p := d.Position(f.Place); p.Line != 2 || p.Offset != want {
		t.Errorf("packed graph: seed at %+v, want offset %d", p, want)
	}
	if p := d.Position(jsondoc.Value{}); p != (jsondoc.Position{}) {
		t.Errorf("missing value at %+v", p)
	}
}

func TestReadRepeated(t *testing.T) {
	d := read(t, `{"1":{"class_type":"A","inputs":{"x":1,"x":2}},"1":{"class_type":"B","inputs":{"y":1,"y":3}}}`)
	n, _ := d.Node("1")
	if len(d.Nodes) != 1 || n.Class != "B" || len(n.Fields) != 1 || n.Fields[0].Value.Text() != "3" {
		t.Errorf("the last of repeated keys should count: %+v", d.Nodes)
	}
}

func TestFieldOfWideNode(t *testing.T) {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, `"f%d":%d,`, i, i)
	}
	d := read(t, `{"1":{"class_type":"A","inputs":{`+b.String()+`"f3":"again"}}}`)
	n, _ := d.Node("1")
	if len(n.Fields) != 40 {
		t.Fatalf("%d fields", len(n.Fields))
	}
	for i := range 40 {
		want := fmt.Sprint(i)
		if i == 3 {
			want = "again"
		}
		if f, ok := n.Field(fmt.Sprintf("f%d", i)); !ok || f.Value.Text() != want {
			t.Errorf("f%d: %+v", i, f)
		}
	}
	if _, ok := n.Field("f40"); ok {
		t.Error("f40 should not be there")
	}
}

func item(fieldType, data string) string {
	return `{"nodeId":"7","nodeName":"N","fieldName":"f","fieldValue":"1","fieldType":"` + fieldType + `","fieldData":` + data + `,"description":"d"}`
}

func TestReadAppForms(t *testing.T) {
	list := `[` + item("INT", quote(`["INT",{"min":0,"max":9}]`)) + `,{"nodeId":8,"nodeName":"M","fieldName":"g","fieldValue":null},
	  {"nodeId":"7","fieldName":"h"},{"fieldName":"lost"},{"nodeId":"9"},"noise"]`
	forms := map[string]string{
		"answer":   `{"code":0,"msg":"success","errorMessages":null,"data":{"curl":"x","webappId":"null","webappName":"Hair","nodeInfoList":` + list + `}}`,
		"data":     `{"webappName":"Hair","nodeInfoList":` + list + `}`,
		"bare":     list,
		"detail":   `{"code":0,"data":{"id":"123","name":"Hair","inputNodes":` + list + `}}`,
		"with id":  `{"webappId":123,"nodeInfoList":` + list + `}`,
		"undetail": `{"code":0,"msg":"","data":{"nodeInfoList":` + strings.ReplaceAll(list, "nodeName", "other") + `}}`,
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			d := read(t, form)
			if !d.App || d.Graph.Exists() || len(d.Nodes) != 2 {
				t.Fatalf("App %v, graph %v, nodes %+v", d.App, d.Graph.Exists(), d.Nodes)
			}
			if id := map[string]string{"detail": "123", "with id": "123"}[name]; d.ID != id {
				t.Errorf("ID %q, want %q", d.ID, id)
			}
			n, ok := d.Node("7")
			if !ok || len(n.Fields) != 2 || !n.Place.Exists() {
				t.Fatalf("node 7: %+v", n)
			}
			f, _ := n.Field("f")
			if f.Type != "INT" || f.Min == nil || *f.Min != 0 || f.Max == nil || *f.Max != 9 || f.Description != "d" || f.Value.Text() != "1" {
				t.Errorf("7.f: %+v", f)
			}
			if _, ok := d.Node("8"); !ok {
				t.Error("a numeric nodeId should be read")
			}
		})
	}
	if d := read(t, `{"code":0,"data":{"nodeInfoList":[]}}`); !d.App || len(d.Nodes) != 0 {
		t.Error("an app that exposes nothing is still one")
	}
}

func TestFieldData(t *testing.T) {
	f := func(s string) *string { return &s }
	tests := []struct {
		name, fieldType string
		data            *string // nil: none
		raw             string  // instead of data, unpacked
		want            []string
		bounds          string
	}{
		{name: "list without its default", fieldType: "LIST", data: f(`[{"name":"A","index":"a"},{"name":"B","index":"b"},{"default":"a","description":"忽略"}]`), want: []string{"a", "b"}},
		{name: "list, unpacked", fieldType: "LIST", raw: `[{"name":"A","index":"a"}]`, want: []string{"a"}},
		{name: "switch with float index", fieldType: "SWITCH", data: f(`[{"name":"input2","index":2.0},{"name":"input1","index":1.0}]`), want: []string{"2", "1"}},
		{name: "option without index", fieldType: "LIST", data: f(`[{"name":"A"},{"name":"B"}]`), want: []string{"A", "B"}},
		{name: "combo", fieldType: "LIST", data: f(`[["a","b"],{"default":"a"}]`), want: []string{"a", "b"}},
		{name: "combo alone", fieldType: "", data: f(`[["a",2]]`), want: []string{"a", "2"}},
		{name: "new combo", fieldType: "LIST", data: f(`["COMBO",{"options":["a","b"]}]`), want: []string{"a", "b"}},
		{name: "upload combo", fieldType: "LIST", data: f(`[["a.png"],{"image_upload":true}]`)},
		{name: "new upload combo", fieldType: "LIST", data: f(`["COMBO",{"options":["a"],"video_upload":true}]`)},
		{name: "image", fieldType: "IMAGE", data: f(`[["a.png","keep_this_dic"],{"image_upload":true}]`)},
		{name: "image, lower case", fieldType: "image", data: f(`[["a.png"]]`)},
		{name: "checkpoint", fieldType: "CKPT", data: f(`[{},{"tooltip":"x"}]`)},
		{name: "string", fieldType: "STRING", data: f(`["STRING",{"multiline":true}]`)},
		{name: "int", fieldType: "INT", data: f(`["INT",{"min":-1,"max":5}]`), bounds: "-1..5"},
		{name: "float, half bounded", fieldType: "FLOAT", data: f(`["FLOAT",{"min":0.5}]`), bounds: "0.5.."},
		{name: "int, odd bounds", fieldType: "INT", data: f(`["INT",{"min":"x","max":1e999}]`)},
		{name: "nested option", fieldType: "LIST", data: f(`[[["a"],"b"],{}]`)},
		{name: "strange entry", fieldType: "LIST", data: f(`[{"name":"A","index":"a"},"b"]`)},
		{name: "empty object", fieldType: "LIST", data: f(`[{},{"tooltip":"x"}]`)},
		{name: "no JSON", fieldType: "LIST", data: f(`[{"name":`)},
		{name: "word", fieldType: "LIST", data: f(`string`)},
		{name: "dots", fieldType: "LIST", data: f(`...`)},
		{name: "empty", fieldType: "LIST", data: f(``)},
		{name: "empty list", fieldType: "LIST", data: f(`[]`)},
		{name: "null", fieldType: "LIST", raw: `null`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			raw := tt.raw
			if tt.data != nil {
				raw = quote(*tt.data)
			}
			d := read(t, "["+item(tt.fieldType, raw)+"]")
			n, _ := d.Node("7")
			field, _ := n.Field("f")
			var got []string
			for _, o := range field.Options {
				got = append(got, o.Index)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("options %q, want %q", got, tt.want)
			}
			bounds := ""
			if field.Min != nil || field.Max != nil {
				if field.Min != nil {
					bounds += fmt.Sprint(*field.Min)
				}
				bounds += ".."
				if field.Max != nil {
					bounds += fmt.Sprint(*field.Max)
				}
			}
			if bounds != tt.bounds {
				t.Errorf("bounds %q, want %q", bounds, tt.bounds)
			}
		})
	}
}

func TestAccepts(t *testing.T) {
	d := read(t, "["+item("SWITCH", quote(`[{"name":"second","index":2.0},{"name":"x","index":"1:1"}]`))+"]")
	n, _ := d.Node("7")
	f, _ := n.Field("f")
	for s, want := range map[string]bool{"2": true, "2.0": true, "1:1": true, "3": false, "second": false, "": false} {
		if f.Accepts(s) != want {
			t.Errorf("Accepts(%q) is %v", s, !want)
		}
	}
	if index, ok := f.Named("second"); !ok || index != "2" {
		t.Errorf("Named: %q", index)
	}
	if _, ok := f.Named("2"); ok {
		t.Error("an index is no name")
	}
	var long []string
	for i := range 50 {
		long = append(long, fmt.Sprintf(`{"name":"n","index":%d.0}`, i))
	}
	d = read(t, "["+item("LIST", quote("["+strings.Join(long, ",")+"]"))+"]")
	n, _ = d.Node("7")
	if f, _ := n.Field("f"); !f.Accepts("49") || !f.Accepts("3.0") || f.Accepts("50") || f.Accepts("n") {
		t.Errorf("a long list: %+v", f)
	}
	if open := (&workflow.Field{}); !open.Accepts("anything") {
		t.Error("a field without options accepts everything")
	}
}

func TestReadErrors(t *testing.T) {
	const ui = `{"last_node_id":2,"nodes":[{"id":1,"type":"A","pos":[0,0]}],"links":[]}`
	tests := []struct {
		name, in string
		problem  fault.Problem
	}{
		{"ui", ui, fault.DefinitionUIFormat},
		{"empty ui", `{"nodes":[],"links":[]}`, fault.DefinitionUIFormat},
		{"ui without links", `{"nodes":[{"id":1,"type":"A"}]}`, fault.DefinitionUIFormat},
		{"ui in an answer", `{"code":0,"data":{"prompt":` + quote(ui) + `}}`, fault.DefinitionUIFormat},
		{"pointer", `{"source":"runninghub","workflow_id":"1983427617984585729"}`, fault.DefinitionPointer},
		{"app pointer", `{"webappId":1983427617984585729}`, fault.DefinitionPointer},
		{"request", `{"apiKey":"x","workflowId":"1","nodeInfoList":[]}`, fault.DefinitionRequest},
		{"request list", `[{"nodeId":"6","fieldName":"text","fieldValue":"x"}]`, fault.DefinitionRequest},
		{"request list, wrapped", `{"nodeInfoList":[{"nodeId":"6","fieldName":"text","fieldValue":"x"}]}`, fault.DefinitionRequest},
		{"empty answer", `{"code":0,"msg":"success","data":null}`, fault.DefinitionEmptyAnswer},
		{"status answer", `{"code":0,"msg":"success","data":"FAILED"}`, fault.DefinitionEmptyAnswer},
		{"create answer", `{"code":0,"msg":"success","data":{"taskId":"1"}}`, fault.DefinitionOther},
		{"empty object", `{}`, fault.DefinitionOther},
		{"empty list", `[]`, fault.DefinitionOther},
		{"nodes that are none", `{"nodes":[1]}`, fault.DefinitionOther},
		{"numbers", `[1,2]`, fault.DefinitionOther},
		{"word", `"hello"`, fault.DefinitionOther},
		{"null", `null`, fault.DefinitionOther},
		{"packed too often", quote(quote(quote(quote(graph)))), fault.DefinitionOther},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := workflow.Read("w.json", []byte(tt.in))
			var fe *fault.Error
			if !errors.As(err, &fe) || !errors.Is(err, tt.problem) {
				t.Fatalf("got %v, want %s", err, tt.problem)
			}
			if !strings.HasPrefix(err.Error(), "w.json: ") {
				t.Errorf("error without the file: %v", err)
			}
			if tt.problem == fault.DefinitionPointer && fe.Args["id"] != "1983427617984585729" {
				t.Errorf("args %v", fe.Args)
			}
		})
	}
}

func TestReadAnswerErrors(t *testing.T) {
	for in, want := range map[string][2]string{
		`{"code":380,"msg":"WORKFLOW_NOT_EXISTS","data":null}`:          {"380", "WORKFLOW_NOT_EXISTS"},
		`{"code":401,"message":"no","data":null}`:                       {"401", "no"},
		`{"errorCode":"1101","errorMessage":"Node info error"}`:         {"1101", "Node info error"},
		`{"code":-1,"msg":null,"data":{"nodeInfoList":[]}}`:             {"-1"},
		`{"code":810,"msg":"X","data":{"prompt":` + quote(graph) + `}}`: {"810", "X"},
	} {
		_, err := workflow.Read("a.json", []byte(in))
		var e *fault.Error
		if !errors.As(err, &e) || e.Args["code"] != want[0] || e.Args["msg"] != want[1] || e.Problem != fault.DefinitionAnswer {
			t.Errorf("%s: %v", in, err)
		} else if !strings.Contains(err.Error(), want[0]) {
			t.Errorf("error without the code: %v", err)
		}
	}
}

func TestReadSyntaxErrors(t *testing.T) {
	for in, offset := range map[string]int{
		`{"1": {`:              7,
		``:                     0,
		`{"prompt":"{\"1\":"}`: 18,
	} {
		_, err := workflow.Read("w.json", []byte(in))
		var se *jsondoc.SyntaxError
		if !errors.As(err, &se) {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if at := se.Document().Position(se.Span.Start).Offset; at != offset {
			t.Errorf("%s: at %d, want %d", in, at, offset)
		}
	}
}

// TestReadCollected reads every collected definition; those that are none must
// say why.
func TestReadCollected(t *testing.T) {
	dir := filepath.Join(sharedtest.Dir(t), "corpus")
	wrong := map[string]fault.Problem{
		"AIDC-AI_Pixelle-Video__workflows_runninghub_image_flux.json":             fault.DefinitionPointer,
		"HM-RunningHub_ComfyUI_RH_APICall__examples_rh_image_to_image.json":       fault.DefinitionUIFormat,
		"HM-RunningHub_ComfyUI_RH_APICall__examples_rh_text_to_image_webapp.json": fault.DefinitionUIFormat,
		"ghforwjy_RunninghubLocal__workflows_RunningHub_QwenImageEdit_姿态迁移.json":  fault.DefinitionUIFormat,
		"ghforwjy_RunninghubLocal__workflows_RunningHub_改变动作_使用版.json":            fault.DefinitionUIFormat,
		"laotie567_ComfyU_test_14_RunningHUB__comfyui_workflow14.json":            fault.DefinitionUIFormat,
		// A list of excerpts of several apps' answers.
		"T8mars_T8-penguin-canvas__tests_fixtures_rh-media-app-info-20261007.json": fault.DefinitionOther,
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "definitions", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(dir, "definitions", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, more...)
	files = append(files, filepath.Join(dir, "responses", "apiCallDemo_resp.json"), filepath.Join(dir, "responses", "getJsonApiFormat_resp.json"))
	if len(files) < 40 {
		t.Fatalf("only %d files", len(files))
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d, err := workflow.Read(file, data)
		if reason, ok := wrong[filepath.Base(file)]; ok {
			if !errors.Is(err, reason) {
				t.Errorf("%s: %v, want %s", file, err, reason)
			}
			continue
		}
		if err != nil {
			t.Error(err)
			continue
		}
		if len(d.Nodes) == 0 {
			t.Errorf("%s: no nodes", file)
		}
		for _, n := range d.Nodes {
			for _, f := range n.Fields {
				// The author's own value must be one of the options.
				if f.Value.Is(jsondoc.String) && !f.Accepts(f.Value.Text()) {
					t.Errorf("%s: %s.%s = %q is not in %v", file, n.ID, f.Name, f.Value.Text(), f.Options)
				}
			}
		}
	}
}

// big is an API-format graph of n nodes.
func big(n int) []byte {
	var b strings.Builder
	b.WriteByte('{')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"%d": {"inputs": {"seed": %d, "steps": 20, "cfg": 7.5, "sampler_name": "euler", "text": "a portrait of a cat, studio light", "model": ["%d", 0], "positive": ["%d", 1]}, "class_type": "KSampler", "_meta": {"title": "Sampler %d"}}`, i, i*7919, i+1, i+2, i)
	}
	b.WriteByte('}')
	return []byte(b.String())
}

func BenchmarkRead1000Nodes(b *testing.B) {
	bare := big(1000)
	answer := []byte(`{"code":0,"msg":"SUCCESS","data":{"prompt":` + quote(string(bare)) + `}}`)
	for name, data := range map[string][]byte{"graph": bare, "answer": answer} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := workflow.Read("w.json", data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(graph)
	f.Add(`{"code":0,"data":{"prompt":` + quote(graph) + `}}`)
	f.Add("[" + item("LIST", quote(`[{"name":"A","index":1.0},{"default":"a"}]`)) + "]")
	f.Add("[" + item("INT", quote(`["INT",{"min":1}]`)) + "]")
	f.Add(`{"nodes":[],"links":[]}`)
	f.Add(`{"code":380,"msg":"x"}`)
	f.Fuzz(func(t *testing.T, s string) {
		d, err := workflow.Read("w.json", []byte(s))
		if err != nil {
			var e *fault.Error
			var se *jsondoc.SyntaxError
			if !errors.As(err, &e) && !errors.As(err, &se) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		for i := range d.Nodes {
			n := &d.Nodes[i]
			if got, ok := d.Node(n.ID); !ok || got != n {
				t.Fatalf("node %q is not found", n.ID)
			}
			if p := d.Position(n.Place); p.Line < 1 || p.Offset > len(s) {
				t.Fatalf("node %q at %+v", n.ID, p)
			}
			for j := range n.Fields {
				if got, ok := n.Field(n.Fields[j].Name); !ok || got != &n.Fields[j] {
					t.Fatalf("field %q is not found", n.Fields[j].Name)
				}
				if n.Fields[j].Place.Exists() {
					d.Position(n.Fields[j].Place)
				}
			}
		}
	})
}
