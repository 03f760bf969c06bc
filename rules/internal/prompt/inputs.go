package prompt

import (
	"github.com/payloadlint/payloadlint/rules/internal/mirror"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// The errors of a node's own inputs.
var (
	requiredMissing = mirrored(mirror.TypeRequiredMissing, rule.Rule{
		Source: "validate-prompt.md §3.4a",
		Bad:    pictureWith(`{"width": 512, "batch_size": 1, "color": 0}`), Good: example(picture),
	})
	invalidValue = mirrored(mirror.TypeInvalidValue, rule.Rule{
		Source: "validate-prompt.md §3.4c",
		Bad:    pictureWith(`{"width": "1.5", "height": 512, "batch_size": 1, "color": 0}`),
		Good:   pictureWith(`{"width": " 512 ", "height": 512, "batch_size": 1, "color": 0}`),
	})
	tooSmall = mirrored(mirror.TypeTooSmall, rule.Rule{
		Source: "validate-prompt.md §3.4c",
		Bad:    pictureWith(`{"width": 0, "height": 512, "batch_size": 1, "color": 0}`), Good: example(picture),
	})
	tooBig = mirrored(mirror.TypeTooBig, rule.Rule{
		Source: "validate-prompt.md §3.4c; live-answers.md, 433",
		Bad:    pictureWith(`{"width": 99999, "height": 512, "batch_size": 1, "color": 0}`), Good: example(picture),
	})
	notInList = mirrored(mirror.TypeNotInList, rule.Rule{
		Source: "validate-prompt.md §3.4c; live-answers.md, 433",
		Bad:    scaledBy(`"bilinaer"`), Good: scaledBy(`"bilinear"`),
	})
	custom = mirrored(mirror.TypeCustom, rule.Rule{
		Source: "validate-prompt.md §3.6",
		Bad:    camera("0"), Good: camera("0.5"),
	})
)

// invalidDynamic is an error of later releases of ComfyUI, which have groups.
var invalidDynamic = mirrored(mirror.TypeInvalidDynamic, rule.Rule{
	Source: "validate-prompt.md, Changes since v0.26.0 (a, b)",
	Bad:    stack(`"loras.0.strength": 1, "loras.3.strength": 1`), Good: stack(`"loras.0.strength": 1, "loras.2.strength": 1`),
})

var inputRules = []*rule.Rule{requiredMissing, invalidValue, tooSmall, tooBig, notInList, custom, invalidDynamic}

// stack is a node with up to three rows of inputs.
func stack(inputs string) rule.Example {
	e := example(`{"1": {"class_type": "LoraStack", "inputs": {` + inputs + `}}}` + "\n")
	e.Nodes = `{"LoraStack": {"input": {"required": {"loras": ["COMFY_DYNAMICGROUP_V3", {"min": 0, "max": 3,
    "template": {"required": {"strength": ["FLOAT", {"min": 0, "max": 2}]}}}]}}, "output": [], "output_node": true, "python_module": "nodes"}}
`
	return e
}

// camera is a node whose own validator asks for a number that is not zero.
func camera(pan string) rule.Example {
	return example(`{
  "1": {"class_type": "KlingCameraControls", "inputs": {"camera_control_type": "simple", "horizontal_movement": 0,
    "vertical_movement": 0, "pan": ` + pan + `, "tilt": 0, "roll": 0, "zoom": 0}},
  "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}
}
`)
}
