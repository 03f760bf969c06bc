// Package request has the rules about a request's parameters, path, ids and key
// (301, 412, 380, 435, 802 and neighbours).
package request

import "github.com/payloadlint/payloadlint/rules/rule"

// Rules is the family's set.
var Rules = &rule.Set{Name: "request"}
