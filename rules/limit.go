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
	if n == 0 {
		decides = nil
	}
	earlier := 0
	for i := range r.Findings {
		f := &r.Findings[i]
		if f == decides {
			break
		}
		if f.Severity == rule.Error {
			earlier++
		}
	}
	room := n
	if decides != nil && earlier >= n {
		room-- // the deciding one is not among the first
	}
	kept := r.trim(r.Findings, room, func(f *rule.Finding) bool { return f == decides })
	r.Findings = slices.Clone(kept) // those left out are not held on to
}

// trim keeps n findings, errors first and then the first by place, and beside
// them those that must be kept. The others are counted; findings is changed.
func (r *Result) trim(findings []rule.Finding, n int, must func(*rule.Finding) bool) []rule.Finding {
	if len(findings) <= n {
		return findings
	}
	// room is how many more of each severity are kept.
	var room [rule.Error + 1]int
	for i := range findings {
		room[findings[i].Severity]++
	}
	room[rule.Error] = min(room[rule.Error], n)
	room[rule.Warning] = min(room[rule.Warning], n-room[rule.Error])
	room[rule.Note] = min(room[rule.Note], n-room[rule.Error]-room[rule.Warning])
	room[rule.Off] = 0
	// Which must be kept is asked before any finding is moved.
	keep := make([]bool, len(findings))
	for i := range findings {
		f := &findings[i]
		keep[i] = must(f)
		if room[f.Severity] > 0 {
			room[f.Severity]--
			keep[i] = true
		}
	}
	out := findings[:0]
	for i := range findings {
		if keep[i] {
			out = append(out, findings[i])
		} else {
			r.Omitted.Add(findings[i].Severity)
		}
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
