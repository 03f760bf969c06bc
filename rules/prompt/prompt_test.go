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

// problems is an outcome's problems in short.
func problems(o *Outcome) []string {
	var out []string
	for _, p := range o.Problems {
		s := string(p.Type)
		if p.Cause != CauseNone {
			s += "/" + string(p.Cause)
		}
		out = append(out, strings.TrimSpace(p.Node+" "+s+" "+p.Culprit))
	}
	return out
}

func TestValidate(t *testing.T) {
	c := catalog(t, testNodes)
	deep := `"d0": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}}`
	for i := 1; i < 2000; i++ {
		deep += fmt.Sprintf(`, "d%d": {"class_type": "Grow", "inputs": {"image": ["d%d", 0], "by": 1}}`, i, i-1)
	}
	link := func(v string) string {
		return `{"2": {"class_type": "Save", "inputs": {"images": ` + v + `, "name": ""}}}`
	}
	load := func(inputs string) string {
		return `{"1": {"class_type": "Load", "inputs": ` + inputs + `}, "2": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": ""}}}`
	}
	all := "prompt_outputs_failed_validation"
	for _, x := range []struct {
		name, prompt string
		opt          Options
		want         []string
	}{
		{"fine", graph(), Options{}, nil},
		{"a list", `[]`, Options{}, []string{"http_500_unhandled/prompt-kind"}},
		{"empty", `{}`, Options{}, []string{"prompt_no_outputs"}},
		{"a comment", graph(`"_c": "text"`), Options{}, []string{"_c http_500_unhandled/node-kind"}},
		{"the editor's file", `{"last_node_id": 3, "nodes": [], "links": [], "version": 0.4}`, Options{}, []string{"last_node_id http_500_unhandled/ui-format"}},
		{"class a list", graph(`"3": {"class_type": []}`), Options{}, []string{"3 http_500_unhandled/class-kind"}},
		{"class a list, server", graph(`"3": {"class_type": [], "inputs": {}}`), Options{Server: true}, []string{"3 http_500_unhandled/class-kind"}},
		{"no class", graph(`"3": {}`), Options{}, []string{"3 missing_node_type/no-class"}},
		{"no class, _meta null", graph(`"3": {"_meta": null}`), Options{}, []string{"3 http_500_unhandled/meta"}},
		{"class null", graph(`"3": {"class_type": null}`), Options{}, []string{"3 missing_node_type/unknown-class"}},
		{"unknown class", graph(`"3": {"class_type": "load"}`), Options{}, []string{"3 missing_node_type/unknown-class"}},
		{"unknown class before v0.12", graph(`"3": {"class_type": "load"}`), Options{Version: Version{0, 11, 1}}, []string{"3 invalid_prompt/unknown-class"}},
		{"inputs null, nobody cares", graph(`"3": {"class_type": "Load", "inputs": null}`), Options{}, nil},
		{"inputs null, the server cares", graph(`"3": {"class_type": "Load", "inputs": null}`), Options{Server: true}, []string{"3 http_500_unhandled/inputs-kind"}},
		{"inputs null, an old server", graph(`"3": {"class_type": "Load", "inputs": null}`), Options{Server: true, Version: Version{0, 13, 0}}, nil},
		{"inputs a text", load(`"abc"`), Options{}, []string{all, "1 required_input_missing image", "1 required_input_missing n"}},
		{"inputs a text with a name", load(`"the image"`), Options{}, []string{all, "1 exception_during_inner_validation/inputs-kind image"}},
		{"inputs a list with a name", load(`["n"]`), Options{}, []string{all, "1 exception_during_inner_validation/inputs-kind n"}},
		{"inputs a number", load(`7`), Options{}, []string{all, "1 exception_during_inner_validation/inputs-kind"}},
		{"a repeated id: the last", `{"1": {"class_type": "Nope"}, "1": {"class_type": "Load", "inputs": {"image": "a.png", "n": 1}}, "9": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": "x"}}}`, Options{}, nil},
		{"an escaped id", `{"\u0031": {"class_type": "Load", "inputs": {"ima\u0067e": "a.pn\u0067", "n": 1}}, "9": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": "x"}}}`, Options{}, nil},
		{"no link", link(`["1"]`), Options{}, []string{all, "2 bad_linked_input images"}},
		{"no node", link(`["1", 0]`), Options{}, []string{all, "2 exception_during_validation/no-such-node images"}},
		{"id a number", link(`[2, 0]`), Options{}, []string{all, "2 exception_during_validation/bad-node-id images"}},
		{"slot a float", link(`["2", 0.0]`), Options{}, []string{all, "2 exception_during_validation/bad-slot images"}},
		{"slot beyond", link(`["2", 0]`), Options{}, []string{all, "2 exception_during_validation/no-such-slot images"}},
		{"slot huge", link(`["2", 1` + strings.Repeat("0", 400) + `]`), Options{}, []string{all, "2 exception_during_validation/no-such-slot images"}},
		{"too deep", `{` + deep + `, "o": {"class_type": "Save", "inputs": {"images": ["d1999", 0], "name": ""}}}`, Options{}, []string{all, "d1015 exception_during_inner_validation/recursion"}},
		{"partial execution", graph(`"8": {"class_type": "Save", "inputs": {}}`), Options{Partial: true, Targets: []string{"9"}}, nil},
		{"partial execution of what is no output", graph(), Options{Partial: true, Targets: []string{"1"}}, []string{"prompt_no_outputs"}},
		{"a cycle before v0.20", `{"1": {"class_type": "Grow", "inputs": {"image": ["1", 0], "by": 1}}, "2": {"class_type": "Save", "inputs": {"images": ["1", 0], "name": ""}}}`, Options{Version: Version{0, 19, 9}},
			[]string{all, "1 exception_during_inner_validation/recursion"}},
		{"a bound on text", load(`{"image": "a.png", "n": {"__value__": "x"}}`), Options{}, []string{all, "1 invalid_input_type/integer n"}},
		{"1e400 for an INT", load(`{"image": "a.png", "n": 1e400}`), Options{}, []string{all, "1 invalid_input_type/not-finite n"}},
		{"a very long number", load(`{"image": "a.png", "n": "` + strings.Repeat("1", 5000) + `"}`), Options{}, []string{all, "1 invalid_input_type/overflow n"}},
		{"null", load(`{"image": "a.png", "n": null}`), Options{}, []string{all, "1 invalid_input_type/null n"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			o := Validate(parse(t, x.prompt), c, x.opt)
			if got := problems(o); !reflect.DeepEqual(got, x.want) {
				t.Errorf("got  %q\nwant %q", got, x.want)
			}
			if o.Valid != (x.want == nil) {
				t.Errorf("valid %v", o.Valid)
			}
		})
	}
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
	o := Validate(parse(t, `{`+ring.String()+`"s": {"class_type": "Save", "inputs": {"images": ["0", 0], "name": ""}}}`), catalog(t, testNodes), Options{})
	if len(o.Problems) != 901 || len(o.Problems[1].Text) > 100 {
		t.Errorf("%d problems, %q", len(o.Problems), o.Problems[1].Text)
	}
	p := pass(t, endpoint.Create, `{"nodeInfoList": [`+items.String()+`]}`, `{"1": {"class_type": "Save", "inputs": {"name": "x"`+strings.ReplaceAll(many.String(), `"k`, `"f`)+`}}}`, catalog(t, testNodes))
	check(p)
	if findings, _, _ := p.Results(); len(findings) != 20001 {
		t.Errorf("%d findings", len(findings))
	}
}

func TestOddCatalogs(t *testing.T) {
	c := catalog(t, `{
		"T": {"input": {"required": {"x": ["STRING", {"min": 3}]}}, "output": [], "output_node": true},
		"N": {"input": {"required": {"x": ["ANY", {"max": null}]}}, "output": [], "output_node": true},
		"O": {"input": {"required": {"x": ["COMBO", {"options": 5}]}}, "output": [], "output_node": true},
		"G": {"input": {"required": {"x": ["COMFY_AUTOGROW_V3", {"template": {}}]}}, "output": [], "output_node": true, "schema": "v3"},
		"S": {"input": {"required": {"x": ["COMFY_DYNAMICSLOT_V3", {"slotType": "*", "inputs": {"required": {"y": ["INT"]}}}],
		      "g": ["COMFY_AUTOGROW_V3", {"template": {"input": {"optional": {"z": ["COMFY_DYNAMICCOMBO_V3", {"options": [{"key": 1, "inputs": {"required": {"w": ["INT"]}}}]}]}}, "names": ["a", "b"], "min": 2}}]}}, "output": [], "output_node": true, "schema": "v3"},
		"P": {"input": {"required": {"pics": ["COMFY_AUTOGROW_V3", {"template": {"input": {"required": {"i": ["INT"]}}, "names": ["a", "b"], "min": 1}}]}}, "output": [], "output_node": true, "schema": "v3"},
		"K": {"input": {"required": {"x": ["INT", {"max": 5}]}, "hidden": {"h": "PROMPT"}}, "output": [], "output_node": true, "validator": {"kwargs": true}},
		"M": {"input": {"required": {"x": [["a", "b"], {"multiselect": true}]}}, "output": [], "output_node": true},
		"L": {"input": {}, "output": "IM"}, "I": {"input": {"required": {"x": ["I"]}}, "output": null, "output_node": true},
		"E": {"input": {}, "output": [], "output_node": true}, "Broken": {"input": {]}
	}`)
	one := func(class, inputs string) string {
		return `{"1": {"class_type": "` + class + `", "inputs": ` + inputs + `}}`
	}
	all := "prompt_outputs_failed_validation"
	for _, x := range []struct {
		prompt string
		want   []string
		open   int
	}{
		{one("T", `{"x": "a"}`), []string{all, "1 exception_during_validation/compare x"}, 0},
		{one("N", `{"x": 1}`), []string{all, "1 exception_during_validation/compare x"}, 0},
		{one("O", `{"x": "a"}`), []string{all, "1 exception_during_validation/options x"}, 0},
		{one("G", `{}`), []string{all, "1 exception_during_validation/template"}, 0},
		{one("G", `[]`), []string{all, "1 exception_during_validation/template"}, 0},
		{one("P", `"my pics"`), []string{all, "1 required_input_missing pics.a"}, 0},
		{one("P", `["pics.b"]`), []string{all, "1 exception_during_validation/inputs-kind pics.b"}, 0},
		{one("S", `{}`), nil, 0},
		{one("S", `{"x": 1}`), []string{all, "1 required_input_missing x.y"}, 0},
		{one("S", `{"x": 1, "x.y": 2, "g.a": 1, "g.c": 3, "g": 4}`), []string{all, "1 required_input_missing g.a.w"}, 0},
		{one("S", `{"g.a": true, "g.a.w": "5"}`), nil, 0},
		{one("K", `{"x": 9}`), nil, 1},
		{one("M", `{"x": {"__value__": ["a", "b"]}}`), nil, 0},
		{one("M", `{"x": {"__value__": ["a", "c"]}}`), []string{all, "1 value_not_in_list x"}, 0},
		{one("M", `{"x": "b"}`), nil, 0},
		{one("E", `null`), nil, 0},
		{`{"1": {"class_type": "L", "inputs": {}}, "2": {"class_type": "I", "inputs": {"x": ["1", 0]}}}`, nil, 0},
		{`{"1": {"class_type": "L", "inputs": {}}, "2": {"class_type": "I", "inputs": {"x": ["1", -1]}}}`, []string{all, "2 return_type_mismatch x"}, 0},
		{`{"1": {"class_type": "L", "inputs": {}}, "2": {"class_type": "I", "inputs": {"x": ["1", 2]}}}`, []string{all, "2 exception_during_validation/no-such-slot x"}, 0},
		{`{"1": {"class_type": "E", "inputs": {}}, "2": {"class_type": "Broken", "inputs": {"x": ["1", 0]}}}`, nil, 1},
	} {
		o := Validate(parse(t, x.prompt), c, Options{})
		if got := problems(o); !reflect.DeepEqual(got, x.want) || len(o.Open) != x.open {
			t.Errorf("%s\ngot  %q %v\nwant %q", x.prompt, got, o.Open, x.want)
		}
	}
}

func TestIncompleteCatalog(t *testing.T) {
	core := func(s string) *Outcome { return Validate(parse(t, s), nil, Options{}) }
	if o := core(graph()); o.Valid || !o.Uncertain || o.Error != TypeNone || len(o.Open) != 2 {
		t.Errorf("no catalog at all: %+v", o)
	}
	c := catalog(t, testNodes)
	lenient := func(s string) *Outcome { return Validate(parse(t, s), c, Options{Lenient: true}) }
	// A class nobody knows takes any link and gives any type; what is above it
	// is still checked.
	o := lenient(`{"1": {"class_type": "Load", "inputs": {"image": "c.png", "n": 1}}, "2": {"class_type": "My", "inputs": {"z": ["1", 0]}}, "9": {"class_type": "Save", "inputs": {"images": ["2", 7], "name": "x"}}}`)
	if got := problems(o); len(got) != 2 || o.Uncertain || !strings.Contains(got[1], "value_not_in_list") {
		t.Errorf("above an unknown class: %q %v", got, o.Uncertain)
	}
	// An unknown class at the end may be an output that runs.
	o = lenient(`{"1": {"class_type": "My", "inputs": {}}, "9": {"class_type": "Save", "inputs": {"name": "x"}}}`)
	if !o.Uncertain || o.Valid {
		t.Errorf("an unknown output: %+v", o)
	}
	o = lenient(`{"1": {"class_type": "My", "inputs": {}}, "2": {"class_type": "Load", "inputs": {}}}`)
	if !o.Uncertain || o.Error != TypeNone {
		t.Errorf("perhaps an output: %+v", o)
	}
}

// docs runs the rules over a prompt document.
func docs(t *testing.T, text string, change func(*rule.Pass)) (found, unchecked []string, outputs string, partial bool) {
	t.Helper()
	p := pass(t, endpoint.Prompt, text, "", catalog(t, testNodes))
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
	for s, want := range map[string]Version{"0.14.0": {0, 14, 0}, "v0.8": {0, 8, 0}, "1": {1, 0, 0}} {
		if v, err := ParseVersion(s); err != nil || v != want {
			t.Errorf("%s: %v %v", s, v, err)
		}
	}
	for _, s := range []string{"", "x", "1.2.3.4", "1.-2"} {
		if _, err := ParseVersion(s); err == nil {
			t.Errorf("%q is no version", s)
		}
	}
	if (Version{}).before(versionCycle) || !(Version{0, 3, 64}).before(versionComboChecked) || (Version{1, 0, 0}).before(versionCycle) || (Version{0, 8, 1}).before(versionComboChecked) {
		t.Error("order")
	}
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
		message.English: {`"a.pgn" is not among the 2 choices of image of node 1 (Load); did you mean "a.png"?`, `77 is above 9, the largest n that node 1 (Load) accepts`},
		message.Chinese: {`"a.pgn" 不是节点 1（Load）的 image 的可选项（共 2 个）；是不是想写“a.png”？`, `77 大于 9，即节点 1（Load）的 n 允许的最大值`},
	} {
		p := pass(t, endpoint.Prompt, text, "", catalog(t, testNodes))
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
