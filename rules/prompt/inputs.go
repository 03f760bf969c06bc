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

var inputRules = []*rule.Rule{requiredMissing, invalidValue, tooSmall, tooBig, notInList, custom}

// camera is a node whose own validator asks for a number that is not zero.
func camera(pan string) rule.Example {
	return example(`{
  "1": {"class_type": "KlingCameraControls", "inputs": {"camera_control_type": "simple", "horizontal_movement": 0,
    "vertical_movement": 0, "pan": ` + pan + `, "tilt": 0, "roll": 0, "zoom": 0}},
  "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}
}
`)
}
