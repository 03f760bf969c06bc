// Package rule has what every rule is made of: the Rule value with its
// documentation, the Request it looks at, the Pass it reports to, the Finding
// it reports, and the Family, rules that one check reports. The program's own
// families live under rules/internal, in request, nodeinfo, prompt and
// syntax; package rules runs them.
package rule

import (
	"fmt"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Severity is how bad a finding is.
type Severity uint8

// The severities. Off is for configuration only: the rule does not report.
const (
	Off Severity = iota
	Note
	Warning
	Error
)

// String is the severity's name on the command line and in output.
func (s Severity) String() string { return [...]string{"off", "note", "warning", "error"}[s] }

// UnmarshalText is the inverse of String; what names no severity is an error and
// leaves s as it is.
func (s *Severity) UnmarshalText(text []byte) error {
	for _, v := range []Severity{Off, Note, Warning, Error} {
		if v.String() == string(text) {
			*s = v
			return nil
		}
	}
	return fmt.Errorf("no severity %q", text)
}

// Confidence says how certain a prediction is.
type Confidence uint8

// The confidences, in rising order.
const (
	Possible Confidence = iota
	Likely
	Certain
)

// String is the confidence's name in output.
func (c Confidence) String() string { return [...]string{"possible", "likely", "certain"}[c] }

// Stage is the server's working order: the verdict is the first stage with an
// error. Source: design.md §3.
type Stage uint8

// The stages.
const (
	StagePath     Stage = iota + 1 // path and method: 412, 1009
	StageSyntax                    // the body is JSON: 500
	StageParams                    // parameters: 301
	StageAccount                   // key, account, resource: 801 802 811 435, 380 901 810
	StageNodeInfo                  // nodeInfoList against the workflow: 803
	StagePrompt                    // the patched prompt: 433
)

// Example is a small input that shows a rule. Every rule's Bad fires it and
// its Good does not; a test runs both.
type Example struct {
	// Input is the checked document.
	Input string
	// Endpoint is given where the document's shape does not tell.
	Endpoint endpoint.Kind
	// Workflow is the definition to check against, Nodes an object_info.
	Workflow, Nodes string
	// Config is a .payloadlint.yaml.
	Config string
	// Path is the file name where it matters; "example.json" otherwise.
	Path string
	// Strict turns placeholders into errors, as --no-placeholders does.
	Strict bool
}

// Rule is one thing that must hold. ID, Code, Severity and the words in the
// message catalogs under the ID (title, what, why, message, fix) are what
// `explain`, `rules`, SARIF metadata and editor hovers show.
type Rule struct {
	// ID is kebab-case and never changes once released.
	ID string
	// Code is the answer predicted when the rule fires; 0 when no answer
	// will tell (silent traps, advice).
	Code code.Code
	// Alternatives are other codes it may turn out to be.
	Alternatives []code.Code
	Severity     Severity
	Confidence   Confidence
	Stage        Stage
	// Comfy is ComfyUI's own error type for rules that mirror validate_prompt.
	Comfy string
	// Since is the release that brought the rule.
	Since string
	// Source names the fact the rule rests on, e.g. "live-answers.md, 803".
	Source string
	// Fixable says that --fix can fix at least some findings.
	Fixable bool
	// Secret says that what stands at the findings' places must not be kept,
	// not even as a hash.
	Secret bool
	// Yields are the IDs of rules whose finding about the same node and input
	// says the same, and more of it: next to it this rule's finding is left
	// out, so that one cause is reported once.
	Yields []string
	Bad    Example
	Good   Example
	// Words are the rule's texts by language and name (title, what, why,
	// message, fix; message-VARIANT and fix-VARIANT for Details.Variant). They
	// are for rules of a caller's own: those of this program have theirs in
	// the message catalogs. English stands in for a language that is missing.
	Words map[message.Lang]map[string]string
}

// Text is one of the rule's texts, unfilled; ok is false when it has no such
// text. English stands in for a language that lacks it.
func (r *Rule) Text(l message.Lang, name string) (text string, ok bool) {
	for _, lang := range [...]message.Lang{l, message.English} {
		if text, ok = r.Words[lang][name]; ok {
			return text, true
		}
		if text, ok = lang.Lookup(r.ID + "." + name); ok {
			return text, true
		}
	}
	return "", false
}
