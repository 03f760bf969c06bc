package rules

import (
	"fmt"
	"slices"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// Counts counts findings by severity.
type Counts struct{ Errors, Warnings, Notes int }

// Add counts one finding of a severity; those of Off are not counted.
func (c *Counts) Add(s rule.Severity) {
	switch s {
	case rule.Error:
		c.Errors++
	case rule.Warning:
		c.Warnings++
	case rule.Note:
		c.Notes++
	case rule.Off:
	}
}

// Total is the number of all findings counted.
func (c Counts) Total() int { return c.Errors + c.Warnings + c.Notes }

// AtLeast is the number of findings of at least a severity.
func (c Counts) AtLeast(s rule.Severity) int {
	n := 0
	if s <= rule.Error {
		n += c.Errors
	}
	if s <= rule.Warning {
		n += c.Warnings
	}
	if s <= rule.Note {
		n += c.Notes
	}
	return n
}

// Limit keeps at most n findings and counts the others in Omitted: errors are
// kept before warnings and those before notes, and of each the first by place;
// the error that decides the verdict is always among them. Their order and the
// verdict stay as they are.
func (r *Result) Limit(n int) {
	if len(r.Findings) <= n || n < 0 {
		return
	}
	decides := deciding(r.Findings)
	kept := r.trim(r.Findings, n, func(f *rule.Finding) bool { return f == decides })
	r.Findings = slices.Clone(kept) // those left out are not held on to
}

// trim keeps n findings as Limit says, or more where more than that must be
// kept.
func (r *Result) trim(findings []rule.Finding, n int, must func(*rule.Finding) bool) []rule.Finding {
	if len(findings) <= n {
		return findings
	}
	var have, kept [rule.Error + 1]int
	keep := make([]bool, len(findings))
	for i := range findings {
		s := findings[i].Severity
		have[s]++
		if keep[i] = must(&findings[i]); keep[i] {
			kept[s]++
		}
	}
	// room is how many more of each severity are kept.
	var room [rule.Error + 1]int
	left := n - kept[rule.Error] - kept[rule.Warning] - kept[rule.Note]
	for _, s := range []rule.Severity{rule.Error, rule.Warning, rule.Note} {
		room[s] = max(min(have[s]-kept[s], left), 0)
		left -= room[s]
	}
	out := findings[:0]
	for i := range findings {
		f := &findings[i]
		switch {
		case keep[i]:
		case room[f.Severity] > 0:
			room[f.Severity]--
		default:
			r.Omitted.Add(f.Severity)
			continue
		}
		out = append(out, *f)
	}
	clear(findings[len(out):])
	return out
}

// leads picks the first finding of each kind: all that a verdict may depend on,
// whatever else is reported later.
func leads() func(*rule.Finding) bool {
	type kind struct {
		rule, alternatives string
		severity           rule.Severity
		code               code.Code
	}
	seen := map[kind]bool{}
	return func(f *rule.Finding) bool {
		k := kind{f.Rule.ID, fmt.Sprint(f.Alternatives), f.Severity, f.Code}
		if seen[k] {
			return false
		}
		seen[k] = true
		return true
	}
}
