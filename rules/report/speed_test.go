package report

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// hostile is a line of n elements with a finding on each, every second one
// over the whole document.
func hostile(t testing.TB, n int) rules.Result {
	doc := parse(t, "x", `["宽`+strings.Repeat("e\u0301", n)+`",`+strings.Repeat("1,", n)+"1]")
	var list []rule.Finding
	end := doc.Position(len(doc.Source()))
	at := len(doc.Source()) - 2*n
	for i := range n {
		p := doc.Position(at + 2*i)
		f := rule.Finding{Rule: ruleHint, Severity: rule.Note, Message: "m", Start: p, End: end}
		if i%2 == 0 {
			f.Start = jsondoc.Position{Line: 1, Column: 1}
		}
		f.Fix = &rule.Fix{Edits: []rule.Edit{{Start: p.Offset, End: p.Offset + 1, New: "2"}}}
		list = append(list, f)
	}
	return rules.Result{Path: "x", Index: -1, Document: doc, Findings: list}
}

// TestLinear: four times the findings on a line four times as long take about
// four times as long; a format that walked the line for each would take sixteen.
func TestLinear(t *testing.T) {
	spent := func(format string, n int) time.Duration {
		r := hostile(t, n)
		best := time.Hour
		for range 3 {
			w, err := New(format, Options{})
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			if err := w.Begin(io.Discard); err != nil {
				t.Fatal(err)
			}
			if err := w.Document(&r); err != nil {
				t.Fatal(err)
			}
			if err := w.End(Closing{}); err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		return best
	}
	for _, f := range formats {
		small, large := spent(f.name, 2500), spent(f.name, 10000)
		if ratio := float64(large) / float64(small); ratio > 10 && large > 200*time.Millisecond {
			t.Errorf("%s: %v and %v, %.1f times", f.name, small, large, ratio)
		}
		t.Log(f.name, small, large)
	}
}

func BenchmarkFormats(b *testing.B) {
	results, closing := fixture(b, "en")
	for _, f := range formats {
		b.Run(f.name, func(b *testing.B) {
			for b.Loop() {
				render(b, f.name, options("en"), results, closing)
			}
		})
	}
}
