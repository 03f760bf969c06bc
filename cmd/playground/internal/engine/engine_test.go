package engine

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"
)

const flow = `{"3":{"class_type":"KSampler","_meta":{"title":"采样"},"inputs":{"seed":7,"steps":20,"cfg":8,"sampler_name":"euler","scheduler":"normal","denoise":1,"model":["4",0],"positive":["6",0],"negative":["6",0],"latent_image":["5",0]}},
 "4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"a.safetensors"}},"5":{"class_type":"EmptyLatentImage","inputs":{"width":512,"height":512,"batch_size":1}},
 "6":{"class_type":"CLIPTextEncode","inputs":{"text":"a cat","clip":["4",1]}},"8":{"class_type":"VAEDecode","inputs":{"samples":["3",0],"vae":["4",2]}},"9":{"class_type":"SaveImage","inputs":{"images":["8",0],"filename_prefix":"a"}}}`

// The emoji is two units long, the Chinese text one unit a character.
const misspelt = `{"apiKey": "${RUNNINGHUB_API_KEY}", "note": "🐈 猫", "workflowId": "1904136902449209346",
  "nodeInfoList": [{"nodeId": "6", "fieldname": "text", "fieldValue": "一只狗"}, {"nodeId": "3", "fieldName": "sampler_name", "fieldValue": "eulr"}]}`

func ask[T any](t *testing.T, e *Engine, method string, in Input) (out T) {
	t.Helper()
	text, err := Methods()[method](e, &in)
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatalf("%s: %v in %s", method, err, text)
	}
	return out
}

type studyAnswer struct {
	Name   string
	Prompt bool
	Report struct {
		Files []struct {
			Verdict  struct{ Outcome string }
			Findings []struct{ Rule, Node string }
		}
	}
	Marks   [][]mark
	Touched []string
}

// apply makes edits as an editor does, in UTF-16.
func apply(text string, edits []edit) string {
	units := utf16.Encode([]rune(text))
	for i := len(edits) - 1; i >= 0; i-- {
		e := edits[i]
		units = append(append(append([]uint16{}, units[:e.From]...), utf16.Encode([]rune(e.New))...), units[e.To:]...)
	}
	return string(utf16.Decode(units))
}

// What the actions of all findings write, one after the other, is accepted.
func TestActions(t *testing.T) {
	e, text := &Engine{}, misspelt
	for range 10 {
		s := ask[studyAnswer](t, e, "study", Input{Request: text, Workflow: flow})
		if s.Name != "request.json" || s.Prompt || len(s.Touched) == 0 || s.Touched[0] != "6" {
			t.Fatalf("%+v", s)
		}
		var next []edit
		for i, m := range s.Marks[0] {
			if m.To <= m.From {
				t.Errorf("%s is nowhere: %+v", s.Report.Files[0].Findings[i].Rule, m)
			}
			for _, a := range m.Actions {
				if a.Title == "" {
					t.Errorf("an action of %s has no title", s.Report.Files[0].Findings[i].Rule)
				}
				if next == nil {
					next = a.Edits
				}
			}
		}
		if next == nil {
			break
		}
		text = apply(text, next)
	}
	if !strings.Contains(text, `"fieldName": "text"`) || !strings.Contains(text, `"euler"`) || !strings.Contains(text, "🐈 猫") {
		t.Errorf("not mended:\n%s", text)
	}
}

func TestCheckSaysWhatTheCommandSays(t *testing.T) {
	type report struct {
		Version string
		Files   []struct{ Verdict struct{ Code int } }
		Summary struct{ Rejected int }
	}
	r := ask[report](t, &Engine{}, "check", Input{Request: `{"apiKey":"${K}","workflowId":"1","nodeInfoList":[{"nodeId":"99","fieldName":"text","fieldValue":"a"}]}`, Workflow: flow})
	if r.Version != "1" || len(r.Files) != 1 || r.Files[0].Verdict.Code != 803 || r.Summary.Rejected != 1 {
		t.Errorf("%+v", r)
	}
}

func TestOtherKinds(t *testing.T) {
	for name, text := range map[string]string{
		"request.sh": `curl -X POST https://www.runninghub.cn/task/openapi/create -H 'Content-Type: application/json' -d '{"apiKey":"${K}","workflowId":"1904136902449209346"}'`,
		"request.py": "import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', json={'apiKey': KEY, 'workflowId': '1904136902449209346'})\n",
	} {
		if s := ask[studyAnswer](t, &Engine{}, "study", Input{Request: text}); s.Name != name || len(s.Report.Files) != 1 {
			t.Errorf("%s: %+v", name, s)
		}
	}
	if s := ask[studyAnswer](t, &Engine{}, "study", Input{Request: flow}); !s.Prompt || len(s.Touched) != 0 {
		t.Errorf("a graph: %+v", s)
	}
	if s := ask[studyAnswer](t, &Engine{}, "study", Input{Request: "not anything"}); s.Name != "request.json" {
		t.Errorf("text: %+v", s)
	}
}

// A fault of a text beside the request says which one it is.
func TestFaults(t *testing.T) {
	for _, in := range []Input{{Workflow: `{"nodes": [], "links": []}`}, {Workflow: "{"}, {Nodes: "x"}} {
		in.Request = misspelt
		for _, lang := range []string{"en", "zh-CN"} {
			in.Lang = lang
			_, err := (&Engine{}).Check(&in)
			fault, ok := errors.AsType[*Error](err)
			if !ok || (fault.Text == "nodes") != (in.Nodes != "") || strings.Contains(fault.Message, "error.") {
				t.Errorf("%+v: %v", in, err)
			}
		}
	}
}

func TestDescribe(t *testing.T) {
	type described struct {
		App    bool
		Nodes  []flowNode
		Links  []flowLink
		Fields []struct {
			NodeID string `json:"nodeId"`
			Fields []struct {
				FieldName, Type string
				Choices         []any
			}
		}
	}
	d := ask[described](t, &Engine{}, "describe", Input{Workflow: flow})
	if d.App || len(d.Nodes) != 6 || !d.Nodes[5].Output || d.Nodes[0].Title != "采样" || len(d.Links) != 8 || d.Links[4].Slot != 1 {
		t.Errorf("%+v", d)
	}
	if len(d.Fields) != 5 || d.Fields[0].Fields[0].FieldName != "seed" || d.Fields[0].Fields[0].Type != "integer" {
		t.Errorf("%+v", d.Fields)
	}
	if text, err := (&Engine{}).describe(&Input{}); err != nil || string(text) != "null" {
		t.Errorf("nothing: %s %v", text, err)
	}
	if text := ask[string](t, &Engine{}, "build", Input{Workflow: flow}); !strings.Contains(text, `"fieldName": "steps"`) {
		t.Errorf("built %s", text)
	}
}

func TestAssist(t *testing.T) {
	e := &Engine{}
	at := func(mark string) int { // in UTF-16
		before, _, _ := strings.Cut(misspelt, mark)
		return len(utf16.Encode([]rune(before)))
	}
	list := ask[[]completion](t, e, "complete", Input{Request: misspelt, Workflow: flow, At: at("eulr") + 2})
	found := false
	for _, c := range list {
		found = found || c.Label == "dpmpp_2m" && c.From == at(`"eulr`) && c.New == `"dpmpp_2m"`
	}
	if !found {
		t.Errorf("no sampler in %+v", list)
	}
	h := ask[struct {
		From int
		Text string
	}](t, e, "hover", Input{Request: misspelt, Workflow: flow, At: at("eulr") + 2})
	if h.From != at(`"eulr`) || !strings.Contains(h.Text, "sampler_name") {
		t.Errorf("%+v", h)
	}
	if text, err := e.hover(&Input{Request: "{}", At: 1}); err != nil || string(text) != "null" {
		t.Errorf("%s %v", text, err)
	}
}

func TestExplain(t *testing.T) {
	type explained struct {
		Kind, Title, Text string
		Recognized        bool
	}
	for answer, kind := range map[string]string{"803": "code", `{"code":803,"msg":"APIKEY_INVALID_NODE_INFO","data":null}`: "answer", "nodeinfo-node": "rule"} {
		if r := ask[explained](t, &Engine{}, "explain", Input{Answer: answer, Request: misspelt, Workflow: flow}); r.Kind != kind || !r.Recognized || r.Text == "" {
			t.Errorf("%s: %+v", answer, r)
		}
	}
}

// No secret is in what a link carries, and what stands for it is a placeholder.
func TestHide(t *testing.T) {
	const key = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
	type hidden struct {
		Request, Workflow, Answer string
		Hidden                    int
	}
	h := ask[hidden](t, &Engine{}, "hide", Input{
		Request: `{"apiKey": "` + key + `", "accessPassword": "hunter2 *", "workflowId": "1904136902449209346"}`,
		Answer:  "https://www.runninghub.cn/proxy/" + key + "/x 猫",
	})
	if h.Hidden != 3 || !strings.Contains(h.Request, `"apiKey": "${RUNNINGHUB_API_KEY}"`) || !strings.Contains(h.Request, `"accessPassword": "${SECRET}"`) ||
		h.Answer != "https://www.runninghub.cn/proxy/${RUNNINGHUB_API_KEY}/x 猫" {
		t.Errorf("%+v", h)
	}
}

func FuzzHide(f *testing.F) {
	f.Add(`{"apiKey": "0f1e2d3c4b5a69788796a5b4c3d2e1f0"}`)
	f.Fuzz(func(t *testing.T, text string) {
		shown, n := hideSecrets(text)
		if n == 0 && shown != text {
			t.Errorf("%q became %q", text, shown)
		}
	})
}

func TestUnits(t *testing.T) {
	text := strings.Repeat("a猫🐈é\n", 3000)
	u, n := newUnits(text), 0
	for i, r := range text {
		if i%7 == 0 && (u.to16(i) != n || u.from16(n) != i) {
			t.Fatalf("byte %d is unit %d: %d, %d", i, n, u.to16(i), u.from16(n))
		}
		n += utf16.RuneLen(r)
	}
	if u.to16(len(text)+9) != n || u.from16(n+9) != len(text) {
		t.Error("the end")
	}
}
