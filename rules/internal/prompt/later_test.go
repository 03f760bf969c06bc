package prompt

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// TestLaterNotes: what an exception hides is told, but predicts nothing.
func TestLaterNotes(t *testing.T) {
	p := pass(t, endpoint.Prompt, `{
 "1": {"class_type": "ImageScaleBy", "inputs": {"image": ["9", 0], "upscale_method": "none", "scale_by": 2}},
 "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}}
}`, "", nodes.Core())
	check(p)
	findings, _, _ := p.Results()
	var got []string
	for _, f := range findings {
		got = append(got, fmt.Sprintf("%s %d %s", f.Severity, f.Code, f.Rule.ID))
	}
	slices.Sort(got)
	want := "error 433 prompt-exception-during-inner-validation, error 433 prompt-outputs-failed-validation, note 0 prompt-value-not-in-list"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLists: two lists of choices are one type only where they are equal.
func TestLists(t *testing.T) {
	text := `{
 "Give": {"input": {"required": {}}, "output": [["a", "b"], ["a"], ["a", "c"], ["b", "a", "d"], ["b", "a"], "COMBO", "INT"], "output_name": [], "output_node": false, "python_module": "nodes"},
 "Take": {"input": {"required": {"x": [["a", "b"]]}}, "output": [], "output_node": true, "python_module": "nodes"}
}`
	for slot, want := range []string{
		"", `lacks "b"`, `only the input has "b", only the connection ["1", 2] has "c"`, `also has "d"`, "another order", "COMBO that carries no list", "takes COMBO, but the connection [\"1\", 6] provides INT",
	} {
		p := pass(t, endpoint.Prompt, fmt.Sprintf(`{"1": {"class_type": "Give", "inputs": {}}, "2": {"class_type": "Take", "inputs": {"x": ["1", %d]}}}`, slot), "", catalog(t, text))
		check(p)
		findings, _, _ := p.Results()
		got := ""
		for _, f := range findings {
			if f.Rule == mismatch {
				got = f.Message
			}
		}
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("slot %d: %q, want %q", slot, got, want)
		}
	}
}

// TestFlexibleNames: numbered inputs of a class that takes any name are not
// misspelt.
func TestFlexibleNames(t *testing.T) {
	text := `{
 "Any Switch (rgthree)": {"input": {"required": {}, "optional": {"any_01": ["*"], "any_02": ["*"]}}, "output": ["*"], "output_name": [], "output_node": false, "python_module": "custom_nodes.rgthree-comfy"},
 "Number": {"input": {"required": {}}, "output": ["INT"], "output_name": [], "output_node": false, "python_module": "nodes"},
 "Take": {"input": {"required": {"x": ["INT"]}}, "output": [], "output_node": true, "python_module": "nodes"}
}`
	p := pass(t, endpoint.Prompt, `{
 "1": {"class_type": "Number", "inputs": {}},
 "2": {"class_type": "Any Switch (rgthree)", "inputs": {"any_01": ["1", 0], "any_07": ["1", 0]}},
 "3": {"class_type": "Take", "inputs": {"x": ["2", 0]}}
}`, "", catalog(t, text))
	check(p)
	if findings, _, _ := p.Results(); len(findings) > 0 {
		t.Errorf("%s: %s", findings[0].Rule.ID, findings[0].Message)
	}
}

// TestUndeclaredLink: the server does not check an input that no class declares,
// but runs the node that a link in it leads to.
func TestUndeclaredLink(t *testing.T) {
	for value, want := range map[string]string{`["1", 0]`: "but runs the node that it is connected to", `5`: "the server ignores it", `["a", "b", "c"]`: "the server ignores it"} {
		p := pass(t, endpoint.Prompt, `{
 "1": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 64, "batch_size": 1, "color": 0}},
 "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out", "zzz": `+value+`}}
}`, "", nodes.Core())
		check(p)
		findings, _, _ := p.Results()
		if len(findings) != 1 || !strings.HasSuffix(findings[0].Message, want) {
			t.Errorf("%s: %+v", value, findings)
		}
	}
}

// TestOldCycle: a release without a check for cycles runs out of stack; the
// message names the cycle all the same.
func TestOldCycle(t *testing.T) {
	p := pass(t, endpoint.Prompt, `{
 "1": {"class_type": "ImageInvert", "inputs": {"image": ["2", 0]}},
 "2": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}},
 "3": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}}
}`, "", nodes.Core())
	p.Settings.ComfyUI = "0.19.0"
	check(p)
	findings, _, _ := p.Results()
	if !slices.ContainsFunc(findings, func(f rule.Finding) bool { return strings.Contains(f.Message, "1 → 2 → 1") }) {
		t.Errorf("%+v", findings)
	}
}

// TestLoops: a fault of a loop names its nodes, and is never certain.
func TestLoops(t *testing.T) {
	c := catalog(t, `{
 "StartLoop": {"input": {"required": {}}, "output": ["*"], "output_node": false, "python_module": "comfy_extras.nodes_loop", "price_badge": null},
 "Out": {"input": {"required": {"a": ["*"]}}, "output": [], "output_node": true, "python_module": "nodes"}
}`)
	p := pass(t, endpoint.Prompt, `{"1": {"class_type": "StartLoop", "inputs": {}}, "2": {"class_type": "Out", "inputs": {"a": ["1", 0]}}}`, "", c)
	check(p)
	findings, _, _ := p.Results()
	if len(findings) != 2 {
		t.Fatalf("%+v", findings)
	}
	for _, f := range findings {
		if f.Severity != rule.Error || f.Confidence != rule.Likely || f.Rule.ID == "prompt-custom-validation-failed" && f.Message != "node 1 (StartLoop) starts a loop that no end closes" {
			t.Errorf("%s %s %s", f.Rule.ID, f.Confidence, f.Message)
		}
	}
}
