package prompt

import "github.com/payloadlint/payloadlint/rules/rule"

// The errors of a node's own inputs.
var (
	_ = add(TypeRequiredMissing, &rule.Rule{
		Source: "validate-prompt.md §3.4a",
		Bad:    pictureWith(`{"width": 512, "batch_size": 1, "color": 0}`), Good: example(picture),
	})
	_ = add(TypeInvalidValue, &rule.Rule{
		Source: "validate-prompt.md §3.4c",
		Bad:    pictureWith(`{"width": "1.5", "height": 512, "batch_size": 1, "color": 0}`),
		Good:   pictureWith(`{"width": " 512 ", "height": 512, "batch_size": 1, "color": 0}`),
	})
	_ = add(TypeTooSmall, &rule.Rule{
		Source: "validate-prompt.md §3.4c",
		Bad:    pictureWith(`{"width": 0, "height": 512, "batch_size": 1, "color": 0}`), Good: example(picture),
	})
	_ = add(TypeTooBig, &rule.Rule{
		Source: "validate-prompt.md §3.4c; live-answers.md, 433",
		Bad:    pictureWith(`{"width": 99999, "height": 512, "batch_size": 1, "color": 0}`), Good: example(picture),
	})
	_ = add(TypeNotInList, &rule.Rule{
		Source: "validate-prompt.md §3.4c; live-answers.md, 433",
		Bad:    scaledBy(`"bilinaer"`), Good: scaledBy(`"bilinear"`),
	})
	_ = add(TypeCustom, &rule.Rule{
		Source: "validate-prompt.md §3.6",
		Bad:    camera("0"), Good: camera("0.5"),
	})
)

// camera is a node whose own validator wants one number that is not zero.
func camera(pan string) rule.Example {
	return example(`{
  "1": {"class_type": "KlingCameraControls", "inputs": {"camera_control_type": "simple", "horizontal_movement": 0,
    "vertical_movement": 0, "pan": ` + pan + `, "tilt": 0, "roll": 0, "zoom": 0}},
  "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}
}
`)
}
