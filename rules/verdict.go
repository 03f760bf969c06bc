package rules

import (
	"cmp"
	"slices"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// order sorts findings by place, then rule, so that output never depends on
// the order in which rules ran.
func order(findings []rule.Finding) {
	slices.SortStableFunc(findings, func(a, b rule.Finding) int {
		return cmp.Or(
			cmp.Compare(a.Start.Offset, b.Start.Offset),
			cmp.Compare(a.End.Offset, b.End.Offset),
			cmp.Compare(a.Rule.ID, b.Rule.ID),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

// predict makes the verdict: the first stage that fails, and in it the first
// place. Source: design.md §3.
func predict(findings []rule.Finding, unchecked, partial bool) Verdict {
	var first *rule.Finding
	for i := range findings {
		f := &findings[i]
		if f.Severity != rule.Error || f.Code == 0 {
			continue
		}
		if first == nil || f.Rule.Stage < first.Rule.Stage {
			first = f
		}
	}
	switch {
	case first != nil:
		return Verdict{Outcome: Rejected, Code: first.Code, Alternatives: alternatives(first, findings), Confidence: first.Confidence, Msg: first.Msg}
	case partial:
		return Verdict{Outcome: Partial, Confidence: rule.Likely}
	case unchecked:
		return Verdict{Outcome: Unknown, Confidence: rule.Possible}
	}
	return Verdict{Outcome: Accepted, Confidence: rule.Likely}
}

// alternatives are those of the deciding finding, and what other errors of the
// same stage predict instead.
func alternatives(first *rule.Finding, findings []rule.Finding) []code.Code {
	out := slices.Clone(first.Alternatives)
	for _, f := range findings {
		if f.Severity == rule.Error && f.Code != 0 && f.Code != first.Code && f.Rule.Stage == first.Rule.Stage && !slices.Contains(out, f.Code) {
			out = append(out, f.Code)
		}
	}
	return out
}
