package prompt

import (
	"github.com/payloadlint/payloadlint/rules/internal/mirror"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// The errors of the whole prompt.
var (
	outputsFailed = mirrored(mirror.TypeOutputsFailed, rule.Rule{
		Source: "validate-prompt.md §2; live-answers.md, 433",
		Bad:    pictureWith(`{"width": 0, "height": 512, "batch_size": 1, "color": 0}`), Good: example(picture),
	})
	missingNodeType = mirrored(mirror.TypeMissingNodeType, rule.Rule{
		Source: "validate-prompt.md §1",
		Bad: example(`{
  "1": {"inputs": {"width": 512, "height": 512}},
  "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}}
}
`), Good: example(picture),
	})
	noOutputs = mirrored(mirror.TypeNoOutputs, rule.Rule{
		Source: "validate-prompt.md §1",
		Bad: example(`{
  "1": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}}
}
`), Good: example(picture),
	})
	http500 = mirrored(mirror.TypeHTTP500, rule.Rule{
		Source: "validate-prompt.md §0.4, §1",
		Bad: example(`{
  "_comment": "made by hand",
  "1": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}},
  "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}}
}
`), Good: example(picture),
	})
	noPrompt = mirrored(mirror.TypeNoPrompt, rule.Rule{
		Source: "validate-prompt.md §0.2",
		Bad:    example(`{"client_id": "me", "extra_data": {}}` + "\n"),
		Good:   example(`{"client_id": "me", "prompt": ` + picture + "}\n"),
	})
	invalidPromptID = mirrored(mirror.TypeInvalidPromptID, rule.Rule{
		Source: "validate-prompt.md §0.2",
		Bad:    example(`{"prompt_id": "42", "prompt": ` + picture + "}\n"),
		Good:   example(`{"prompt_id": "2f1b7f4e-98ab-4c0d-8f6e-0a1b2c3d4e5f", "prompt": ` + picture + "}\n"),
	})
)

var wholeRules = []*rule.Rule{outputsFailed, missingNodeType, noOutputs, http500, noPrompt, invalidPromptID}
