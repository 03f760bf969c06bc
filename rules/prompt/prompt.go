// Package prompt mirrors ComfyUI's validate_prompt (433).
package prompt

import "github.com/payloadlint/payloadlint/rules/rule"

// Rules is the family's set.
var Rules = &rule.Set{Name: "prompt"}
