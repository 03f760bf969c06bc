package prompt

import (
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// example is a prompt that shows a rule with the embedded catalog.
func example(input string) rule.Example {
	return rule.Example{Input: input, Endpoint: endpoint.Prompt}
}

// picture is the good example most rules share: a picture, saved.
const picture = `{
  "1": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}},
  "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}}
}
`

// pictureWith is picture with other inputs for node 1.
func pictureWith(inputs string) rule.Example {
	return example(`{
  "1": {"class_type": "EmptyImage", "inputs": ` + inputs + `},
  "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}}
}
`)
}

// saveWith is picture with other inputs for node 2.
func saveWith(inputs string) rule.Example {
	return example(`{
  "1": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}},
  "2": {"class_type": "SaveImage", "inputs": ` + inputs + `}
}
`)
}

// scaledBy is a picture that is scaled, with the given method.
func scaledBy(method string) rule.Example {
	return example(`{
  "1": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}},
  "2": {"class_type": "ImageScaleBy", "inputs": {"image": ["1", 0], "upscale_method": ` + method + `, "scale_by": 2}},
  "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0], "filename_prefix": "out"}}
}
`)
}
