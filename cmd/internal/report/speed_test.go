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

// BenchmarkHostile shows whether a format is linear: four times the findings
// on a line four times as long must take about four times as long (ratio); one
// that walked the line for each would take sixteen.
func BenchmarkHostile(b *testing.B) {
	small, large := hostile(b, 2500), hostile(b, 10000)
	for _, f := range names(formats()) {
		b.Run(f, func(b *testing.B) {
			var s, l time.Duration
			for b.Loop() {
				start := time.Now()
				report(b, f, &small)
				middle := time.Now()
				report(b, f, &large)
				s, l = s+middle.Sub(start), l+time.Since(middle)
			}
			b.ReportMetric(float64(l)/float64(s), "ratio")
		})
	}
}

func report(t testing.TB, format string, r *rules.Result) {
	w, err := New(format, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Begin(io.Discard); err != nil {
		t.Fatal(err)
	}
	if err := w.Document(r); err != nil {
		t.Fatal(err)
	}
	if err := w.End(Closing{}); err != nil {
		t.Fatal(err)
	}
}

// TestHostile: a quadratic format would not come back before the test run's
// own time limit.
func TestHostile(t *testing.T) {
	r := hostile(t, 10000)
	for _, f := range names(formats()) {
		report(t, f, &r)
	}
}

func BenchmarkFormats(b *testing.B) {
	results, closing := fixture(b, "en")
	for _, f := range names(formats()) {
		b.Run(f, func(b *testing.B) {
			for b.Loop() {
				render(b, f, options("en"), results, closing)
			}
		})
	}
}
