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

// once leaves out findings that say what another rule's finding about the same
// node and input says better; see rule.Rule.Yields.
func once(findings []rule.Finding) []rule.Finding {
	type about struct{ rule, node, input string }
	var told map[about]bool
	yields := func(f *rule.Finding) bool {
		for _, id := range f.Rule.Yields {
			if told[about{id, f.Node, f.Input}] {
				return true
			}
		}
		return false
	}
	if !slices.ContainsFunc(findings, func(f rule.Finding) bool { return len(f.Rule.Yields) > 0 && f.Node != "" }) {
		return findings
	}
	told = map[about]bool{}
	for i := range findings {
		if f := &findings[i]; f.Node != "" {
			told[about{f.Rule.ID, f.Node, f.Input}] = true
		}
	}
	return slices.DeleteFunc(findings, func(f rule.Finding) bool { return yields(&f) })
}

// deciding is the finding that decides the verdict: of the first stage that
// fails, and in it the first by place; nil where none does. Source: design.md
// §3.
func deciding(findings []rule.Finding) *rule.Finding {
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
	return first
}

// predict makes the verdict.
func predict(findings []rule.Finding, unchecked, partial bool) Verdict {
	if first := deciding(findings); first != nil {
		return Verdict{Outcome: Rejected, Code: first.Code, Alternatives: alternatives(first, findings), Confidence: first.Confidence, Msg: first.Msg}
	}
	v := Verdict{Outcome: Accepted, Confidence: rule.Likely, Alternatives: doubts(findings)}
	switch {
	case partial:
		v.Outcome = Partial
	case unchecked:
		v.Outcome, v.Confidence = Unknown, rule.Possible
	case len(v.Alternatives) > 0:
		v.Confidence = rule.Possible
	}
	return v
}

// doubts are the codes that warnings speak of: what the answer may be instead,
// where the facts leave it open.
func doubts(findings []rule.Finding) []code.Code {
	var out []code.Code
	for i := range findings {
		if findings[i].Severity != rule.Warning {
			continue
		}
		for _, c := range append([]code.Code{findings[i].Code}, findings[i].Alternatives...) {
			if c != 0 && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
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
