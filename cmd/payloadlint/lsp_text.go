package main

import (
	"bytes"
	"slices"
	"sort"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/rules/rule"
)

func before(a, b lspPosition) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}

// lspText converts between the offsets of a text and the protocol's lines and
// characters: UTF-16 units, or bytes where the editor agreed to these.
type lspText struct {
	text []byte
	utf8 bool
	// starts are the offsets at which lines begin.
	starts []int
}

func newLSPText(text []byte, inBytes bool) *lspText {
	t := &lspText{text: text, utf8: inBytes, starts: []int{0}}
	for i := 0; ; {
		n := bytes.IndexByte(text[i:], '\n')
		if n < 0 {
			return t
		}
		i += n + 1
		t.starts = append(t.starts, i)
	}
}

// units is the number of characters of a piece of a line.
func (t *lspText) units(b []byte) int {
	if t.utf8 {
		return len(b)
	}
	return utf16Len(b)
}

// position is the place of an offset. It walks over the line before it: for
// many offsets positions is made.
func (t *lspText) position(offset int) lspPosition {
	offset = min(max(offset, 0), len(t.text))
	line := sort.SearchInts(t.starts, offset+1) - 1
	return lspPosition{Line: line, Character: t.units(t.text[t.starts[line]:offset])}
}

func (t *lspText) span(start, end int) lspRange {
	return lspRange{t.position(start), t.position(end)}
}

// offset is the offset of a place; one behind the end of its line is that end.
func (t *lspText) offset(p lspPosition) int {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= len(t.starts) {
		return len(t.text)
	}
	at := t.starts[p.Line]
	for n := 0; n < p.Character && at < len(t.text) && t.text[at] != '\n'; {
		size := 1
		if !t.utf8 {
			_, size = utf8.DecodeRune(t.text[at:])
		}
		n += t.units(t.text[at : at+size])
		at += size
	}
	return at
}

// positions converts many offsets in one walk over the text: a line may be as
// long as the text, and each of the offsets in it.
func (t *lspText) positions(offsets []int) map[int]lspPosition {
	slices.Sort(offsets)
	places := make(map[int]lspPosition, len(offsets))
	line, from, units := -1, 0, 0
	for _, offset := range slices.Compact(offsets) {
		to := min(max(offset, 0), len(t.text))
		for line+1 < len(t.starts) && t.starts[line+1] <= to {
			line++
			from, units = t.starts[line], 0
		}
		units += t.units(t.text[from:to])
		from = to
		places[offset] = lspPosition{Line: line, Character: units}
	}
	return places
}

// span is the range between two of the offsets that locate has seen.
func (d *lspDocument) span(start, end int) lspRange {
	return lspRange{d.places[start], d.places[end]}
}

// known is the place of a finding; ok is false for one that is not shown.
func (d *lspDocument) known(f *rule.Finding) (r lspRange, ok bool) {
	if _, ok = d.places[f.Start.Offset]; !ok {
		return r, false
	}
	return d.span(f.Start.Offset, f.End.Offset), true
}

// locate converts the offsets of all findings and edits to the protocol's
// lines and characters.
func (d *lspDocument) locate() {
	var offsets []int
	for i := range d.findings {
		f := &d.findings[i]
		offsets = append(offsets, f.Start.Offset, f.End.Offset)
		if f.Fix != nil {
			for _, e := range f.Fix.Edits {
				offsets = append(offsets, e.Start, e.End)
			}
		}
	}
	if d.lines == nil {
		d.lines = newLSPText(d.text, false)
	}
	d.places = d.lines.positions(offsets)
}

func utf16Len(b []byte) int {
	n := 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		n++
		if r > 0xFFFF {
			n++
		}
		b = b[size:]
	}
	return n
}
