package prompt

import (
	"github.com/payloadlint/payloadlint/rules/internal/mirror"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// The errors of connections, and the exceptions that ComfyUI has no better
// name for.
var (
	badLink = mirrored(mirror.TypeBadLink, rule.Rule{
		Source: "validate-prompt.md §3.4b",
		Bad:    saveWith(`{"images": ["1"], "filename_prefix": "out"}`), Good: example(picture),
	})
	mismatch = mirrored(mirror.TypeMismatch, rule.Rule{
		Source: "validate-prompt.md §3.4b, §4",
		Bad: example(`{
  "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "model.safetensors"}},
  "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}}
}
`), Good: example(picture),
	})
	cycle = mirrored(mirror.TypeCycle, rule.Rule{
		Source: "validate-prompt.md §3.1",
		Bad: example(`{
  "1": {"class_type": "ImageScaleBy", "inputs": {"image": ["2", 0], "upscale_method": "area", "scale_by": 2}},
  "2": {"class_type": "ImageScaleBy", "inputs": {"image": ["1", 0], "upscale_method": "area", "scale_by": 2}},
  "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0], "filename_prefix": "out"}}
}
`), Good: example(picture),
	})
	innerException = mirrored(mirror.TypeInnerException, rule.Rule{
		Source: "validate-prompt.md §3.4b, §3.5",
		Bad: example(`{
  "1": {"class_type": "ImageScaleBy", "inputs": {"image": ["9", 0], "upscale_method": "area", "scale_by": 2}},
  "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}}
}
`), Good: scaledBy(`"area"`),
	})
	exception = mirrored(mirror.TypeException, rule.Rule{
		Source: "validate-prompt.md §2, §3.5",
		Bad:    saveWith(`{"images": ["1", 5], "filename_prefix": "out"}`), Good: example(picture),
	})
)

var linkRules = []*rule.Rule{badLink, mismatch, cycle, innerException, exception}
