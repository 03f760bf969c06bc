package mirror

import (
	"fmt"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/nodes"
)

// TestLater: ComfyUI stops at a node at the first exception; what it would say
// next is outside the outcome.
func TestLater(t *testing.T) {
	o := Validate(parse(t, `{
 "1": {"class_type": "KSampler", "inputs": {"model": ["9", 0], "seed": 1, "steps": 0, "cfg": 7, "sampler_name": "none", "scheduler": "normal", "positive": ["2", 0], "negative": ["2", 0], "denoise": 1}},
 "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "a", "clip": ["3", 1]}},
 "3": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "x"}},
 "4": {"class_type": "SaveLatent", "inputs": {"samples": ["1", 0], "filename_prefix": "a"}}
}`), nodes.Core(), Options{})
	names := func(list []Problem) string {
		var out []string
		for _, p := range list {
			out = append(out, fmt.Sprintf("%s %s %s", p.Node, p.Type, p.Culprit))
		}
		return strings.Join(out, ", ")
	}
	if got, want := names(o.Problems), " prompt_outputs_failed_validation , 1 exception_during_inner_validation model"; got != want {
		t.Errorf("problems %q, want %q", got, want)
	}
	if got, want := names(o.Later), "1 value_smaller_than_min steps, 1 value_not_in_list sampler_name, 1 required_input_missing latent_image"; got != want {
		t.Errorf("later %q, want %q", got, want)
	}
}

// TestUnreached: only what no output is linked to in any way is called so.
func TestUnreached(t *testing.T) {
	const picture = `"1": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 64, "batch_size": 1, "color": 0}}, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"`
	for rest, want := range map[string]string{
		`}}, "3": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}}`:                                                                                            "3",
		`, "extra": ["3", 0]}}, "3": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}}`:                                                                         "",
		`}}, "3": {"class_type": "SaveImage", "inputs": {"images": ["4", 0], "filename_prefix": "b"}}, "4": {"class_type": "VAELoader", "inputs": {"vae_name": "x"}}`:      "",
		`}}, "3": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}}, "4": {"class_type": "NobodyKnows", "inputs": {}}`:                                          "3",
		`}}, "3": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}}, "4": {"class_type": "NobodyKnows", "inputs": {"a": ["3", 0]}}`:                             "",
		`}}, "3": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}}, "4": {"class_type": "ImpactInversedSwitch", "inputs": {"a": ["3", 0]}}`:                    "3 4",
		`, "x": ["4", 0]}}, "3": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}}, "4": {"class_type": "ImpactInversedSwitch", "inputs": {"input": ["3", 0]}}`: "",
	} {
		var got []string
		for _, v := range Validate(parse(t, `{`+picture+rest+`}`), nodes.Core(), Options{}).Unreached {
			got = append(got, v.Text())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", rest, got, want)
		}
	}
}
