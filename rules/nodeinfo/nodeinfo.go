// Package nodeinfo has the rules about nodeInfoList against the workflow (803).
package nodeinfo

import "github.com/payloadlint/payloadlint/rules/rule"

// Rules is the family's set.
var Rules = &rule.Set{Name: "nodeinfo"}
