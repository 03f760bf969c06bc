package report

import (
	"strings"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// source is the text of a file, to be looked at around a place. It never walks
// a whole line: one may be as long as the file.
type source struct {
	doc *jsondoc.Document
	// raw is the text as it is, never to be printed.
	raw []byte
	// shown is the text with its secrets hidden; nil when the mask moved
	// places, for then the wrong ones would be marked.
	shown []byte
	// hide replaces the text's secrets elsewhere; nil when it has none.
	hide *strings.Replacer
	// offset is where the text starts in its file.
	offset int
	units  map[int][]int
}

// newSource takes a file's document.
func newSource(d *jsondoc.Document, mask func([]byte) []byte) *source {
	s := &source{doc: d, raw: d.Source(), offset: d.Position(0).Offset}
	if masked := mask(s.raw); len(masked) == len(s.raw) {
		s.shown, s.hide = masked, secrets(s.raw, masked)
	}
	return s
}

// at is the index in the text of a file offset.
func (s *source) at(offset int) int { return min(max(offset-s.offset, 0), len(s.raw)) }

// lineStart is the index in the text where the line of p starts.
func (s *source) lineStart(p jsondoc.Position) int {
	return min(max(p.Offset-s.offset-(p.Column-1), 0), s.at(p.Offset))
}

// position is the place of a file offset.
func (s *source) position(offset int) jsondoc.Position { return s.doc.Position(s.at(offset)) }

// first is where a document's outermost value starts, in its file.
func (s *source) first(v jsondoc.Value) jsondoc.Position {
	return place(s.position(v.Span().Start + s.offset))
}

// stride is the distance in bytes of the marks that UTF-16 columns of long
// lines are counted from.
const stride = 512

// column16 is the column of p in UTF-16 code units, from 1.
func (s *source) column16(p jsondoc.Position) int {
	start, end := s.lineStart(p), s.at(p.Offset)
	if end-start < stride {
		return 1 + units16(s.raw[start:end]) + (p.Column - 1 - (end - start))
	}
	// A long line with many findings: remember the count at every stride, so
	// that the line is walked once and not once for each finding.
	marks := s.units[start]
	if marks == nil {
		marks = []int{0}
	}
	for at := start + (len(marks)-1)*stride; at+stride <= end; at += stride {
		marks = append(marks, marks[len(marks)-1]+units16(s.raw[at:at+stride]))
	}
	if s.units == nil {
		s.units = map[int][]int{}
	}
	s.units[start] = marks
	k := (end - start) / stride
	return 1 + marks[k] + units16(s.raw[start+k*stride:end])
}

// units16 counts UTF-16 code units by the leading bytes of UTF-8 alone, so
// that text can be counted in pieces cut anywhere. A byte that is not UTF-8
// counts as a decoder would replace it only roughly: such a file has no
// columns that two programs agree on.
func units16(b []byte) int {
	n := 0
	for _, c := range b {
		switch {
		case c >= 0xf0:
			n += 2
		case utf8.RuneStart(c):
			n++
		}
	}
	return n
}
