package prompt

import "github.com/payloadlint/payloadlint/rules/rule"

// What ComfyUI accepts silently although it is seldom meant.
var (
	unreachable = &rule.Rule{
		ID: "prompt-unreachable", Severity: rule.Note, Confidence: rule.Certain, Stage: rule.StagePrompt, Since: since, Source: "validate-prompt.md §2",
		Bad: example(`{
  "1": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}},
  "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}},
  "3": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}}
}
`), Good: example(picture),
	}
	unknownInput = &rule.Rule{
		ID: "prompt-unknown-input", Severity: rule.Note, Confidence: rule.Likely, Stage: rule.StagePrompt, Since: since, Source: "validate-prompt.md §3.3",
		Bad:  pictureWith(`{"width": 512, "height": 512, "batch_size": 1, "color": 0, "batchsize": 4}`),
		Good: example(picture),
	}
	booleanText = &rule.Rule{
		ID: "prompt-boolean-text", Severity: rule.Warning, Confidence: rule.Likely, Stage: rule.StagePrompt, Since: since, Source: "validate-prompt.md §3.4c",
		Bad: thresholded(`"false"`), Good: thresholded(`false`),
	}
	literalLink = &rule.Rule{
		ID: "prompt-literal-link", Code: taskFailed, Severity: rule.Warning, Confidence: rule.Likely, Stage: rule.StagePrompt, Since: since, Source: "validate-prompt.md §3.4c",
		Yields: []string{"nodeinfo-link"},
		Bad:    saveWith(`{"images": "1", "filename_prefix": "out"}`), Good: example(picture),
	}
	truncated = &rule.Rule{
		ID: "prompt-truncated", Severity: rule.Warning, Confidence: rule.Certain, Stage: rule.StagePrompt, Since: since, Source: "validate-prompt.md §3.4c",
		Bad:  pictureWith(`{"width": 512.7, "height": 512, "batch_size": 1, "color": 0}`),
		Good: pictureWith(`{"width": 512.0, "height": 512, "batch_size": 1, "color": 0}`),
	}
	replaced = &rule.Rule{
		ID: "prompt-replaced", Severity: rule.Note, Confidence: rule.Likely, Stage: rule.StagePrompt, Since: since, Source: "validate-prompt.md §0.4",
		Bad:  controlNet("T2IAdapterLoader", "t2i_adapter_name"),
		Good: controlNet("ControlNetLoader", "control_net_name"),
	}
	inputsObject = &rule.Rule{
		ID: "prompt-inputs-object", Code: validateFailed, Severity: rule.Warning, Confidence: rule.Likely, Stage: rule.StagePrompt, Since: since, Source: "validate-prompt.md §0.4",
		Bad: example(`{
  "1": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}},
  "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}},
  "3": {"class_type": "ImageInvert", "inputs": null}
}
`), Good: example(picture),
	}
	drift = &rule.Rule{
		ID: "prompt-drift", Severity: rule.Note, Confidence: rule.Possible, Stage: rule.StagePrompt, Since: since, Source: "validate-prompt.md §8",
		Bad:  drifting(`{"width": 512, "batch_size": 1, "color": 0}`),
		Good: drifting(`{"width": 512, "height": 512, "batch_size": 1, "color": 0}`),
	}
)

var hintRules = []*rule.Rule{unreachable, unknownInput, booleanText, literalLink, truncated, replaced, inputsObject, drift}

func thresholded(value string) rule.Example {
	return example(`{
  "1": {"class_type": "PrimitiveBoolean", "inputs": {"value": ` + value + `}},
  "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}
}
`)
}

func controlNet(class, input string) rule.Example {
	return example(`{
  "1": {"class_type": "` + class + `", "inputs": {"` + input + `": "canny.safetensors"}, "_meta": {"title": "net"}},
  "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}
}
`)
}

// drifting is a request against a workflow whose node 1 has these inputs.
func drifting(inputs string) rule.Example {
	return rule.Example{
		Input: `{
  "apiKey": "0123456789abcdef0123456789abcdef",
  "workflowId": "1904136902449209346",
  "nodeInfoList": [{"nodeId": "1", "fieldName": "width", "fieldValue": "768"}]
}
`,
		Workflow: `{
  "1": {"class_type": "EmptyImage", "inputs": ` + inputs + `},
  "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}}
}
`,
	}
}
