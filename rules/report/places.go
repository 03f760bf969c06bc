package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// place is a position in which nothing is below 1: a finding without a place
// stands at the beginning of its file.
func place(p jsondoc.Position) jsondoc.Position {
	return jsondoc.Position{Line: max(p.Line, 1), Column: max(p.Column, 1), Offset: max(p.Offset, 0)}
}

// span is a finding's place in order.
func span(start, end jsondoc.Position) (from, to jsondoc.Position) {
	from, to = place(start), place(end)
	if to.Offset < from.Offset || to.Line < from.Line || to.Line == from.Line && to.Column < from.Column {
		to = from
	}
	return from, to
}

// source is the text of a document, to be looked at around a place. It never
// walks a whole line: one may be as long as the file.
type source struct {
	src []byte
	// offset and line are where src starts in its file.
	offset, line int
	doc          *jsondoc.Document
	units        map[int][]int
	masked       []byte
	replacer     *strings.Replacer
	searched     bool
}

// hide is the text with its secrets hidden; nil when the mask moved places,
// for then the wrong ones would be marked.
func (s *source) hide(mask func([]byte) []byte) []byte {
	if s.masked == nil {
		s.masked = mask(s.src)
	}
	if len(s.masked) != len(s.src) {
		return nil
	}
	return s.masked
}

// newSource takes a file's document.
func newSource(d *jsondoc.Document) *source {
	base := d.Position(0)
	return &source{src: d.Source(), offset: base.Offset, line: base.Line - 1, doc: d}
}

// at is the index in src of a file offset.
func (s *source) at(offset int) int { return min(max(offset-s.offset, 0), len(s.src)) }

// lineStart is the index in src where the line of p starts.
func (s *source) lineStart(p jsondoc.Position) int {
	return min(max(p.Offset-s.offset-(p.Column-1), 0), s.at(p.Offset))
}

// position is the place of a file offset.
func (s *source) position(offset int) jsondoc.Position {
	if s.doc == nil {
		return jsondoc.Position{Line: 1, Column: offset + 1, Offset: offset}
	}
	return s.doc.Position(s.at(offset))
}

// stride is the distance in bytes of the marks that UTF-16 columns of long
// lines are counted from.
const stride = 4096

// column16 is the column of p in UTF-16 code units, from 1.
func (s *source) column16(p jsondoc.Position) int {
	start, end := s.lineStart(p), s.at(p.Offset)
	if end-start < stride {
		return 1 + units16(s.src[start:end]) + (p.Column - 1 - (end - start))
	}
	// A long line with many findings: remember the count at every stride, so
	// that the line is walked once and not once for each finding.
	marks := s.units[start]
	if marks == nil {
		marks = []int{0}
	}
	for at := start + (len(marks)-1)*stride; at+stride <= end; at += stride {
		marks = append(marks, marks[len(marks)-1]+units16(s.src[at:at+stride]))
	}
	if s.units == nil {
		s.units = map[int][]int{}
	}
	s.units[start] = marks
	k := (end - start) / stride
	return 1 + marks[k] + units16(s.src[start+k*stride:end])
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

// slashPath is a path as reports carry it: with slashes and without a leading
// "./".
func slashPath(p string) string {
	p = filepath.ToSlash(p)
	for strings.HasPrefix(p, "./") {
		p = strings.TrimLeft(p[2:], "/")
	}
	return p
}

// uri is a path as a relative reference, or a file URI when it is absolute.
func uri(p string) (s string, absolute bool) {
	p = slashPath(p)
	drive := len(p) > 2 && p[1] == ':' && p[2] == '/'
	if drive {
		return "file:///" + p[:2] + escapePath(p[2:]), true
	}
	if strings.HasPrefix(p, "/") {
		return "file://" + escapePath(p), true
	}
	return escapePath(p), false
}

func escapePath(p string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(p); i++ {
		c := p[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~/", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

// prints tells findings apart over time: by rule, file, pointer and a hash of
// the value, never by line, and never by a value that is a secret. Equal ones
// in a file are numbered in their order.
type prints struct {
	path string
	seen map[[16]byte]int
}

func (p *prints) of(path string, f *rule.Finding) string {
	path = slashPath(path)
	if p.seen == nil || p.path != path {
		p.path, p.seen = path, map[[16]byte]int{}
	}
	h := sha256.New()
	for _, part := range []string{f.Rule.ID, path, f.Pointer} {
		h.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	if !f.Rule.Secret {
		h.Write(f.Value[:])
	}
	key := [16]byte(h.Sum(nil)[:16])
	n := p.seen[key]
	p.seen[key] = n + 1
	if n > 0 {
		h.Write([]byte("#" + strconv.Itoa(n)))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// safeFix is the finding's fix if it may be shown: not when what stands at the
// place is a secret.
func safeFix(f *rule.Finding) *rule.Fix {
	if f.Fix == nil || len(f.Fix.Edits) == 0 || f.Rule.Secret {
		return nil
	}
	for _, e := range f.Fix.Edits {
		if e.Start < 0 || e.End < e.Start {
			return nil
		}
	}
	return f.Fix
}

// display names a document: its file, and its number in a batch or stream.
func display(r *rules.Result) string {
	s := Visible(r.Path)
	if r.Index >= 0 {
		s += " #" + strconv.Itoa(r.Index)
	}
	return s
}

// first is where a document's outermost value starts, in its file.
func (s *source) first(v jsondoc.Value) jsondoc.Position {
	return place(s.position(v.Span().Start + s.offset))
}

// sorted are the edits by place.
func sorted(edits []rule.Edit) []rule.Edit {
	out := slices.Clone(edits)
	slices.SortStableFunc(out, func(a, b rule.Edit) int { return cmp.Compare(a.Start, b.Start) })
	return out
}
