package rules

import (
	"testing"

	"github.com/payloadlint/payloadlint/rules/rule"
)

func TestLimit(t *testing.T) {
	const kinds = "nenwewno" // o is off
	severities := map[rune]rule.Severity{'e': rule.Error, 'w': rule.Warning, 'n': rule.Note, 'o': rule.Off}
	for n, want := range map[int]struct {
		kept    string
		omitted Counts
	}{
		100: {kinds, Counts{}},
		8:   {kinds, Counts{}},
		7:   {"nenwewn", Counts{}},
		5:   {"newew", Counts{Notes: 2}},
		3:   {"ewe", Counts{Warnings: 1, Notes: 3}},
		1:   {"e", Counts{Errors: 1, Warnings: 2, Notes: 3}},
		0:   {"", Counts{Errors: 2, Warnings: 2, Notes: 3}},
	} {
		var r Result
		for i, k := range kinds {
			f := rule.Finding{Severity: severities[k]}
			f.Start.Offset = i
			r.Findings = append(r.Findings, f)
		}
		r.Limit(n)
		kept, last := "", -1
		for _, f := range r.Findings {
			kept += f.Severity.String()[:1]
			if f.Start.Offset <= last {
				t.Errorf("Limit(%d) changes the order", n)
			}
			last = f.Start.Offset
		}
		if kept != want.kept || r.Omitted != want.omitted {
			t.Errorf("Limit(%d) keeps %q and omits %+v, want %q and %+v", n, kept, r.Omitted, want.kept, want.omitted)
		}
	}
}

func TestCounts(t *testing.T) {
	c := Counts{Errors: 1, Warnings: 2, Notes: 4}
	for s, want := range map[rule.Severity]int{rule.Error: 1, rule.Warning: 3, rule.Note: 7} {
		if got := c.AtLeast(s); got != want {
			t.Errorf("AtLeast(%v) = %d, want %d", s, got, want)
		}
	}
	if c.Total() != 7 {
		t.Errorf("Total() = %d", c.Total())
	}
}
