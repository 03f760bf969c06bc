package prompt

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// graph makes a prompt of testNodes: one loader, one output, and what more is
// given.
func graph(more ...string) string {
	return `{"1": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}}, "9": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": "x"}}` +
		strings.Join(append([]string{""}, more...), ", ") + `}`
}

// Hostile input costs time in proportion to its size, and messages stay short.
func TestHostile(t *testing.T) {
	var many, items, ring strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&many, `, "k%d": %d`, i, i)
		if i > 0 {
			items.WriteByte(',')
		}
		fmt.Fprintf(&items, `{"nodeId": "1", "fieldName": "f%d", "fieldValue": "x"}`, i)
	}
	found, _, _, _ := docs(t, `{"1": {"class_type": "Save", "inputs": {"name": "x"`+many.String()+`}}}`, nil)
	if len(found) != 20002 {
		t.Errorf("%d findings", len(found))
	}
	for i := range 900 {
		fmt.Fprintf(&ring, `"%d": {"class_type": "Grow", "inputs": {"image": ["%d", 0], "by": 1}}, `, i, (i+1)%900)
	}
	cyclic := pass(t, endpoint.Prompt, `{`+ring.String()+`"s": {"class_type": "Save", "inputs": {"images": ["0", 0], "name": ""}}}`, "", catalog(t, testNodes()))
	check(cyclic)
	if findings, _, _ := cyclic.Results(); len(findings) != 901 || len(findings[1].Message) > 200 {
		t.Errorf("%d findings, %q", len(findings), findings[1].Message)
	}
	p := pass(t, endpoint.Create, `{"nodeInfoList": [`+items.String()+`]}`, `{"1": {"class_type": "Save", "inputs": {"name": "x"`+strings.ReplaceAll(many.String(), `"k`, `"f`)+`}}}`, catalog(t, testNodes()))
	check(p)
	if findings, _, _ := p.Results(); len(findings) != 20001 {
		t.Errorf("%d findings", len(findings))
	}
}

// docs runs the rules over a prompt document.
func docs(t *testing.T, text string, change func(*rule.Pass)) (found, unchecked []string, outputs string, partial bool) {
	t.Helper()
	p := pass(t, endpoint.Prompt, text, "", catalog(t, testNodes()))
	if change != nil {
		change(p)
	}
	check(p)
	findings, open, out := p.Results()
	for _, f := range findings {
		found = append(found, fmt.Sprintf("%s %s@%s %d", f.Severity, strings.TrimPrefix(f.Rule.ID, "prompt-"), f.Pointer, f.Code))
	}
	for _, u := range open {
		unchecked = append(unchecked, u.Reason)
	}
	return found, unchecked, strings.Join(out, " "), p.Partial()
}

func TestPromptDocuments(t *testing.T) {
	for _, x := range []struct {
		name, text string
		want       []string
		outputs    string
		partial    bool
	}{
		{"a bare graph", graph(), nil, "9", false},
		{"in a body", `{"prompt": ` + graph() + `, "client_id": "x", "prompt_id": null}`, nil, "9", false},
		{"a node called prompt", graph(`"prompt": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}}`), []string{"note unreachable@/prompt 0"}, "9", false},
		{"no prompt", `{"client_id": "x"}`, []string{"error no-prompt@ 433"}, "", false},
		{"a bad id", `{"prompt": ` + graph() + `, "prompt_id": "2F1B7F4E-98AB-4C0D-8F6E-0A1B2C3D4E5F"}`, []string{"error invalid-prompt-id@/prompt_id 433"}, "", false},
		{"a bad id's dashes", `{"prompt": ` + graph() + `, "prompt_id": "2f1b7f4e098ab-4c0d-8f6e-0a1b2c3d4e5f"}`, []string{"error invalid-prompt-id@/prompt_id 433"}, "", false},
		{"targets", `{"prompt": ` + graph(`"8": {"class_type": "Save", "inputs": {"name": 1}}`) + `, "partial_execution_targets": ["9", 8]}`, []string{"note unreachable@/prompt/8 0"}, "9", false},
		{"partly", graph(`"8": {"class_type": "Save", "inputs": {"name": 1}}`), []string{"error required-input-missing@/8/inputs 0"}, "9", true},
		{"stray inputs", graph(`"8": {"class_type": "Load", "inputs": 3}`), []string{"note unreachable@/8 0", "warning inputs-object@/8/inputs 433"}, "9", false},
		{"stray inputs in a body", `{"prompt": ` + graph(`"8": {"class_type": "Load", "inputs": 3}`) + `}`, []string{"error http-500-unhandled@/prompt/8/inputs 433"}, "", false},
		{"unknown names", graph(`"8": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": 1, "nam": 2, "x": 1, "upload": "image", "control_after_generate": "fixed"}}`), []string{"note unknown-input@/8/nam 0", "note unknown-input@/8/x 0"}, "9 8", false},
		{"a slip in a name", graph(`"8": {"class_type": "Grow", "inputs": {"image": ["1", 0], "By": 1}}`, `"7": {"class_type": "Save", "inputs": {"images": ["8", 0], "name": 1}}`),
			[]string{"error required-input-missing@/8/inputs 0", "warning unknown-input@/8/inputs/By 0"}, "9", true},
		{"a class near", graph(`"8": {"class_type": "Sav", "inputs": {}}`), []string{"error missing-node-type@/8/class_type 433"}, "", false},
		{"a choice near", strings.Replace(graph(), "a.png", "A.png", 1), []string{"error outputs-failed-validation@ 433", "error value-not-in-list@/1/inputs/image 433"}, "", false},
	} {
		t.Run(x.name, func(t *testing.T) {
			found, _, outputs, partial := docs(t, x.text, nil)
			want := x.want
			for i := range want {
				want[i] = strings.NewReplacer("@/8/nam", "@/8/inputs/nam", "@/8/x", "@/8/inputs/x").Replace(want[i])
			}
			if !reflect.DeepEqual(found, want) || outputs != x.outputs || partial != x.partial {
				t.Errorf("got  %q %q %v\nwant %q %q %v", found, outputs, partial, want, x.outputs, x.partial)
			}
		})
	}
}

func TestPromptUnchecked(t *testing.T) {
	core := func(p *rule.Pass) { p.Catalog = nil }
	text := `{"1": {"class_type": "LoadImage", "inputs": {"image": "cat.png"}}, "2": {"class_type": "MyOwnNode", "inputs": {"x": ["1", 0]}},
		"3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}, "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "m"}}, "5": {"class_type": "PreviewAny", "inputs": {"source": ["4", 0]}}}`
	found, open, outputs, _ := docs(t, text, core)
	if found != nil || outputs != "3 5" || len(open) != 3 || !strings.Contains(open[0], "MyOwnNode") || !strings.Contains(open[1], "4/ckpt_name") || !strings.Contains(open[2], "1/image") {
		t.Errorf("%q %q %q", found, open, outputs)
	}
	dir := t.TempDir()
	withDir := func(p *rule.Pass) { p.Catalog = nil; p.Settings.InputDir = dir }
	found, _, _, _ = docs(t, text, withDir)
	if want := []string{"error custom-validation-failed@/1/inputs/image 0"}; !reflect.DeepEqual(found, want) {
		t.Errorf("a file that is not there: %q", found)
	}
	if err := os.WriteFile(filepath.Join(dir, "cat.png"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if found, open, _, _ = docs(t, text, withDir); found != nil || len(open) != 2 {
		t.Errorf("a file that is there: %q %q", found, open)
	}
}

func TestLookIn(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "sub"), 0o750); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dir, folder, path string
		exists, known     bool
	}{
		{dir, "input", "sub", true, true}, {dir, "input", "sub/", true, true}, {dir, "input", "none.png", false, true}, {dir, "input", "a\x00b", false, true},
		{filepath.Join(dir, "sub"), "output", "x", false, false}, {dir, "input", "/etc/none/x", false, false}, {dir, "input", dir, true, true},
		{filepath.Join(dir, "gone"), "sub", "x", false, true}, {filepath.Join(dir, "sub"), "temp", "x", false, true}, {dir, "input", "gone/../sub", false, true}, {filepath.Join(dir, "gone"), "input", "x", false, false},
	} {
		if exists, known := lookIn(c.dir, c.folder, c.path); exists != c.exists || known != c.known {
			t.Errorf("%s %q: %v %v", c.folder, c.path, exists, known)
		}
	}
}

func TestPlaceholdersInPrompts(t *testing.T) {
	text := strings.Replace(strings.Replace(graph(), `"a.png"`, `"${IMAGE}"`, 1), `"n": 1`, `"n": "{{n}}"`, 1)
	if found, _, outputs, _ := docs(t, text, nil); found != nil || outputs != "9" {
		t.Errorf("%q %q", found, outputs)
	}
	found, _, _, _ := docs(t, text, func(p *rule.Pass) { p.Settings.Strict = true })
	if len(found) != 3 {
		t.Errorf("strict: %q", found)
	}
}

func TestVersions(t *testing.T) {
	// Before v0.8.0 the choices of V3 inputs were not checked.
	text := `{"1": {"class_type": "KlingCameraControls", "inputs": {"camera_control_type": "none", "horizontal_movement": 1, "vertical_movement": 0, "pan": 0, "tilt": 0, "roll": 0, "zoom": 0}}, "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}}`
	run := func(version string) []string {
		found, _, _, _ := docs(t, text, func(p *rule.Pass) { p.Catalog = nil; p.Settings.ComfyUI = version })
		return found
	}
	if got := run("0.7.9"); got != nil {
		t.Errorf("0.7.9: %q", got)
	}
	if got := run(""); len(got) != 2 {
		t.Errorf("newest: %q", got)
	}
}

func TestReplacement(t *testing.T) {
	node := func(class, inputs, meta string) string {
		return `{"1": {"class_type": "` + class + `", "inputs": ` + inputs + meta + `}, "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}}`
	}
	meta := `, "_meta": {"title": "t"}`
	for _, x := range []struct {
		text, version string
		want          []string
	}{
		{node("T2IAdapterLoader", `{"t2i_adapter_name": "x"}`, meta), "", []string{"note replaced@/1/class_type 0"}},
		{node("T2IAdapterLoader", `{"t2i_adapter_name": "x"}`, ""), "", []string{"error http-500-unhandled@/1 433"}},
		{node("T2IAdapterLoader", `{}`, meta), "", []string{"error http-500-unhandled@/1 433"}},
		{node("T2IAdapterLoader", `[]`, meta), "", []string{"error http-500-unhandled@/1/inputs 433"}},
		{node("ConditioningAverage ", `{"conditioning_to_strength": 1}`, meta), "", []string{"error outputs-failed-validation@ 433",
			"error required-input-missing@/1/inputs 433", "error required-input-missing@/1/inputs 433", "error required-input-missing@/1/inputs 433", "note replaced@/1/class_type 0"}},
		{node("T2IAdapterLoader", `{"t2i_adapter_name": "x"}`, meta), "0.13.0", nil},
		{`{"1": {"class_type": "T2IAdapterLoader", "_meta": {}}, "2": {"class_type": "PreviewAny", "inputs": {"source": "x"}}}`, "", nil},
	} {
		found, _, _, _ := docs(t, x.text, func(p *rule.Pass) { p.Catalog = nil; p.Settings.ComfyUI = x.version })
		if !reflect.DeepEqual(found, x.want) {
			t.Errorf("%s %s\ngot  %q\nwant %q", x.text, x.version, found, x.want)
		}
	}
}

// Messages show the user's value, name the node, and give what is allowed, in
// either language.
func TestMessages(t *testing.T) {
	text := `{"1": {"class_type": "Load", "inputs": {"image": "a.pgn", "n": 77}}, "9": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": "x"}}}`
	for lang, want := range map[message.Lang][]string{
		message.English: {`"a.pgn" is not one of the 2 choices of image of node 1 (Load); did you mean "a.png"?`, `77 is above 9, the maximum of n of node 1 (Load)`},
		message.Chinese: {`"a.pgn" 不在节点 1（Load）的 image 的 2 个可选值中；是不是想写“a.png”？`, `77 大于节点 1（Load）的 n 的最大值 9`},
	} {
		p := pass(t, endpoint.Prompt, text, "", catalog(t, testNodes()))
		p.Settings.Lang = lang
		check(p)
		findings, _, _ := p.Results()
		if len(findings) != 3 || findings[1].Message != want[0] || findings[2].Message != want[1] {
			t.Errorf("%s: %v", lang, findings)
		}
		if len(findings) == 3 && (findings[1].Suggestions[0] != "a.png" || findings[1].Node != "1" || findings[1].Input != "image" || findings[1].Comfy != "value_not_in_list") {
			t.Errorf("%+v", findings[1])
		}
	}
	long := strings.Repeat("语", 200)
	if s := shorten(long + "\n x"); len([]rune(s)) != 60 || strings.Contains(s, "\n") {
		t.Errorf("shorten: %q", s)
	}
}
