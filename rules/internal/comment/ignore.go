// Package comment has the rules about what a source file says to this program in
// its comments. The engine reports them, which alone knows what each comment was
// for.
package comment

import "github.com/payloadlint/payloadlint/rules/rule"

// Ignore is about the comments that leave findings out.
var Ignore = &rule.Rule{
	ID: "ignore-comment", Code: 0, Severity: rule.Warning, Confidence: rule.Certain, Stage: rule.StageParams, Since: "0.2.0",
	Source: "design.md §4: unused suppressions are told, reasons required",
	Bad: rule.Example{Path: "example.md", Input: "<!-- payloadlint:ignore request-key -->\n" +
		"```json\n{\"apiKey\": \"${KEY}\", \"workflowid\": \"1904136902449209346\"}\n```\n"},
	Good: rule.Example{Path: "example.md", Input: "<!-- payloadlint:ignore request-key shows the mistake -->\n" +
		"```json\n{\"apiKey\": \"${KEY}\", \"workflowid\": \"1904136902449209346\"}\n```\n"},
}

var ignores = rule.Family{Rules: []*rule.Rule{Ignore}, Check: func(*rule.Pass) {}}
