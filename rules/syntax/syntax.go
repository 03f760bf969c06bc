// Package syntax has the rules about the text of a request: that it is JSON at
// all (500), and what is legal JSON but not what its author meant.
package syntax

import "github.com/payloadlint/payloadlint/rules/rule"

// Rules is the family's set.
var Rules = &rule.Set{Name: "syntax"}
