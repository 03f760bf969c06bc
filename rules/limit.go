package rules

import (
	"slices"

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

// Limit keeps at most n findings, errors before warnings before notes and
// within a severity the first by place, and counts the others in Omitted. It
// leaves their order and the verdict as they are.
func (r *Result) Limit(n int) {
	if len(r.Findings) <= n {
		return
	}
	var have Counts
	for i := range r.Findings {
		have.Add(r.Findings[i].Severity)
	}
	// room is how many of each severity are still kept.
	var room [rule.Error + 1]int
	room[rule.Error] = min(have.Errors, n)
	room[rule.Warning] = min(have.Warnings, n-room[rule.Error])
	room[rule.Note] = n - room[rule.Error] - room[rule.Warning]
	kept := slices.DeleteFunc(r.Findings, func(f rule.Finding) bool {
		if room[f.Severity] > 0 {
			room[f.Severity]--
			return false
		}
		r.Omitted.Add(f.Severity)
		return true
	})
	r.Findings = slices.Clone(kept) // those left out are not held on to
}
