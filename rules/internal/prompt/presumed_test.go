package prompt

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// video ends in the output of a pack; END stands for that class.
const video = `{
 "1": {"class_type": "ResolutionSelector", "inputs": {"aspect_ratio": "16:9 (Widescreen)", "megapixels": 1.0, "multiple": 8}},
 "2": {"class_type": "EmptyLatentImage", "inputs": {"width": ["1", 0], "height": ["1", 1], "batch_size": 9999}},
 "3": {"class_type": "VAELoader", "inputs": {"vae_name": "x.safetensors"}},
 "4": {"class_type": "VAEDecode", "inputs": {"samples": ["2", 0], "vae": ["3", 0]}},
 "5": {"class_type": "END", "inputs": {"images": ["4", 0], "loop_count": 0, "frame_rate": 8, "format": "video/h264-mp4", "pingpong": false, "round_to": 8}},
 "6": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 64, "batch_size": 1, "color": 0}}
}`

func TestPresumedOutputs(t *testing.T) {
	const likely = " likely [805 0]"
	for _, tc := range []struct {
		name, class, items string
		want               []string
		unchecked          string
	}{
		{"a choice", "VHS_VideoCombine", set("1", "aspect_ratio", `"1:1"`), []string{"prompt-outputs-failed-validation" + likely, "prompt-value-not-in-list" + likely}, ""},
		{"a range", "NobodyKnowsThis", set("1", "megapixels", `"99"`), []string{"prompt-outputs-failed-validation" + likely, "prompt-value-bigger-than-max" + likely}, ""},
		{"a right choice", "VHS_VideoCombine", set("1", "aspect_ratio", `"1:1 (Square)"`), nil, ""},
		{"the definition's own number", "VHS_VideoCombine", set("2", "batch_size", `"9999"`), nil, ""},
		{"another form of it", "VHS_VideoCombine", set("2", "batch_size", `9999.0`), nil, ""},
		{"another number", "VHS_VideoCombine", set("2", "batch_size", `"9998"`), []string{"prompt-outputs-failed-validation" + likely, "prompt-value-bigger-than-max" + likely}, ""},
		{"a fact about the pack", "VHS_VideoCombine", set("5", "loop_count", `"101"`), []string{"prompt-outputs-failed-validation" + likely, "prompt-value-bigger-than-max" + likely}, ""},
		{"a kind", "VHS_VideoCombine", set("5", "frame_rate", `"fast"`), []string{"prompt-invalid-input-type" + likely, "prompt-outputs-failed-validation" + likely}, ""},
		{"a kind, although the class checks itself", "TTP_Smart_Tile_Interactive_Crop_Experimental", set("5", "round_to", `"many"`), []string{"prompt-invalid-input-type" + likely, "prompt-outputs-failed-validation" + likely}, ""},
		{"a range that the class checks itself", "TTP_Smart_Tile_Interactive_Crop_Experimental", set("5", "round_to", `-5`), nil, "facts about node packs leave questions open about the class of node 5 (TTP_Smart"},
		{"choices of another server", "VHS_VideoCombine", set("5", "format", `"video/none"`), nil, "facts about node packs leave questions open about the class of node 5 (VHS_VideoCombine)"},
		{"no facts", "NobodyKnowsThis", set("5", "loop_count", `"101"`), nil, "do not have the class of node 5 (NobodyKnowsThis)"},
		{"facts say no output", "ImpactInversedSwitch", set("1", "aspect_ratio", `"1:1"`), nil, "5 (ImpactInversedSwitch)"},
		{"what feeds nothing", "VHS_VideoCombine", set("6", "width", `"0"`), []string{"prompt-unreachable certain []"}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := pass(t, endpoint.Create, `{"workflowId": "1", "nodeInfoList": [`+tc.items+`]}`, strings.Replace(video, "END", tc.class, 1), nodes.Core())
			check(p)
			findings, open, _ := p.Results()
			var got []string
			for _, f := range findings {
				if f.Rule.ID != "prompt-drift" {
					got = append(got, fmt.Sprintf("%s %s %v", f.Rule.ID, f.Confidence, numbers(f.Alternatives)))
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			if len(open) == 0 && tc.unchecked != "" || len(open) > 0 && (tc.unchecked == "" || !strings.Contains(fmt.Sprint(open), tc.unchecked)) {
				t.Errorf("unchecked %v, want %q", open, tc.unchecked)
			}
		})
	}
}

func numbers(list []code.Code) []int {
	out := []int{}
	for _, c := range list {
		out = append(out, int(c))
	}
	return out
}

// TestPartlyPresumed: a known output keeps running.
func TestPartlyPresumed(t *testing.T) {
	graph := strings.Replace(strings.Replace(video, "END", "VHS_VideoCombine", 1), "\n}", `,
 "7": {"class_type": "PreviewImage", "inputs": {"images": ["6", 0]}}
}`, 1)
	p := pass(t, endpoint.Create, `{"workflowId": "1", "nodeInfoList": [`+set("1", "megapixels", "99")+`]}`, graph, nodes.Core())
	check(p)
	findings, _, outputs := p.Results()
	if !p.Partial() || !slices.Equal(outputs, []string{"7"}) {
		t.Errorf("partial %v, outputs %q", p.Partial(), outputs)
	}
	for _, f := range findings {
		if f.Rule.ID == "prompt-value-bigger-than-max" && (f.Code != 0 || f.Confidence != rule.Likely) {
			t.Errorf("%d, %s", f.Code, f.Confidence)
		}
	}
}

// TestCustomClasses: what a live object_info does not tell of packs.
func TestCustomClasses(t *testing.T) {
	text := `{
 "Numbers": {"input": {"required": {}}, "output": ["INT", "LATENT"], "output_name": [], "output_node": false, "python_module": "nodes"},
 "Take": {"input": {"required": {"n": ["INT", {"min": 0}]}}, "output": [], "output_node": true, "python_module": "nodes"},
 "VHS_VideoCombine": {"input": {"required": {"images": ["IMAGE"], "frame_rate": ["FLOAT", {"min": 1}]}}, "output": ["VHS_FILENAMES"], "output_node": true, "python_module": "custom_nodes.vhs"},
 "ETN_Parameter": {"input": {"required": {}}, "output": ["BASIC"], "output_node": false, "python_module": "custom_nodes.etn"},
 "ImpactInversedSwitch": {"input": {"required": {}}, "output": ["*"], "output_node": false, "python_module": "custom_nodes.impact"},
 "LoadText|pysssss": {"input": {"required": {"root_dir": [["a"]]}}, "output": [], "output_node": true, "python_module": "custom_nodes.scripts"}
}`
	for _, graph := range []string{
		`"2": {"class_type": "VHS_VideoCombine", "inputs": {"images": ["1", 1], "frame_rate": ["1", 0]}}`,
		`"2": {"class_type": "ETN_Parameter", "inputs": {}}, "3": {"class_type": "Take", "inputs": {"n": ["2", 0]}}`,
		`"2": {"class_type": "ImpactInversedSwitch", "inputs": {}}, "3": {"class_type": "Take", "inputs": {"n": ["2", 3]}}`,
		`"2": {"class_type": "LoadText|pysssss", "inputs": {"root_dir": "elsewhere"}}`,
	} {
		p := pass(t, endpoint.Prompt, `{"1": {"class_type": "Numbers", "inputs": {}}, `+graph+`}`, "", catalog(t, text))
		check(p)
		findings, _, _ := p.Results()
		for _, f := range findings {
			if f.Severity == rule.Error {
				t.Errorf("%s: %s", graph, f.Rule.ID)
			}
		}
	}
}

// TestPackFacts: the embedded facts are whole.
func TestPackFacts(t *testing.T) {
	if n := nodes.Packs().Len(); n < 3000 {
		t.Fatalf("%d classes", n)
	}
	for _, name := range nodes.Packs().Names() {
		if c, _ := nodes.Packs().Class(name); c.Err != nil {
			t.Errorf("%s: %v", name, c.Err)
		}
	}
}

// TestSamplers: the platform has more of them than plain ComfyUI.
func TestSamplers(t *testing.T) {
	const graph = `{
 "1": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler"}},
 "2": {"class_type": "END", "inputs": {"sampler": ["1", 0]}}
}`
	for name, want := range map[string]string{
		"euler": "", "res_2s": "", "beta57": "", "FlowMatchEulerDiscreteScheduler": "",
		"eulr": "error prompt-outputs-failed-validation error prompt-value-not-in-list", "zzzzzzzzzz": "warning prompt-value-not-in-list",
	} {
		p := pass(t, endpoint.Create, `{"workflowId": "1", "nodeInfoList": [`+set("1", "sampler_name", `"`+name+`"`)+`]}`, graph, nodes.Core())
		check(p)
		findings, _, _ := p.Results()
		var got []string
		for _, f := range findings {
			got = append(got, f.Severity.String()+" "+f.Rule.ID)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// What is wrong with the prompt as a whole has no node to name.
func TestDriftOfTheWhole(t *testing.T) {
	p := pass(t, endpoint.Create, `{"workflowId": "1", "nodeInfoList": [`+set("6", "width", `"32"`)+`]}`,
		`{"6": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 64, "batch_size": 1, "color": 0}}}`, nodes.Core())
	check(p)
	findings, _, _ := p.Results()
	for _, f := range findings {
		if f.Rule.ID == "prompt-drift" {
			if !strings.Contains(f.Message, "(first: prompt_no_outputs)") {
				t.Error(f.Message)
			}
			return
		}
	}
	t.Errorf("no drift in %v", findings)
}
