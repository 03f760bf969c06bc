package main

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// located is an open document of n parts with a finding on each, and edits in
// no order.
func located(n int, separator string) *lspDocument {
	const part = `{"宽𝄞é": 1},`
	d := &lspDocument{text: []byte("[" + strings.Repeat(part+separator, n) + "1]")}
	for i := range n {
		at := 1 + i*len(part+separator)
		d.findings = append(d.findings, rule.Finding{
			Start: jsondoc.Position{Offset: at}, End: jsondoc.Position{Offset: at + len(part)},
			Fix: &rule.Fix{Edits: []rule.Edit{{Start: at + len(part), End: at + len(part)}, {Start: len(d.text) - at, End: len(d.text) + 9}}},
		})
	}
	return d
}

// Places are those that counting from the beginning of each line gives.
func TestLocate(t *testing.T) {
	for _, separator := range []string{"", "\n", "\r\n", "\n\n"} {
		d := located(20, separator)
		d.locate()
		for offset, got := range d.places {
			before := strings.ToValidUTF8(string(d.text[:min(offset, len(d.text))]), "")
			line := before[strings.LastIndexByte(before, '\n')+1:]
			want := lspPosition{strings.Count(before, "\n"), len(utf16.Encode([]rune(line)))}
			if before == string(d.text[:min(offset, len(d.text))]) && got != want {
				t.Errorf("separator %q, offset %d: %+v, want %+v", separator, offset, got, want)
			}
		}
		if len(d.places) < 40 {
			t.Fatalf("%d places", len(d.places))
		}
	}
}

// BenchmarkLocate shows that places are found in one walk: four times the
// findings on a line four times as long take about four times as long; a walk
// per finding would take sixteen.
func BenchmarkLocate(b *testing.B) {
	small, large := located(2500, ""), located(10000, "")
	var s, l time.Duration
	for b.Loop() {
		start := time.Now()
		small.locate()
		middle := time.Now()
		large.locate()
		s, l = s+middle.Sub(start), l+time.Since(middle)
	}
	b.ReportMetric(float64(l)/float64(s), "ratio")
}
