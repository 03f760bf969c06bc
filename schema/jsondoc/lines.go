package jsondoc

import (
	"bytes"
	"sort"
	"sync"
)

// Position is a place in a file as people count: line from 1, column in UTF-8
// bytes from 1. Offset is the byte offset from 0.
type Position struct{ Line, Column, Offset int }

// Position converts an offset of this document to a place in the outermost
// file: for JSON carried inside a string it is mapped back into that file.
func (d *Document) Position(offset int) Position {
	for d.host.Exists() {
		offset = d.hostOffset(offset)
		d = d.host.d
	}
	if o := d.origin; o != nil {
		d, offset = o.File, o.Span(Span{offset, offset}).Start
	}
	offset = min(max(offset, 0), len(d.src))
	line, col := d.lines.at(d.src, offset)
	if line == 1 {
		col += d.base.Column
	}
	return Position{line + d.base.Line, col, offset + d.base.Offset}
}

// Range is where a part of the document begins and ends in the outermost file.
func (d *Document) Range(s Span) (start, end Position) {
	for d.host.Exists() {
		s = Span{d.hostOffset(s.Start), d.hostOffset(s.End)}
		d = d.host.d
	}
	if o := d.origin; o != nil {
		d, s = o.File, o.Span(s)
	}
	return d.Position(s.Start), d.Position(s.End)
}

// File is the outermost document: the one whose source is the file itself.
func (d *Document) File() *Document {
	for d.host.Exists() {
		d = d.host.d
	}
	if d.origin != nil {
		return d.origin.File
	}
	return d
}

// Line returns line n (from 1) of the source without its line end; nil when
// there is no such line. The count is that of Position: it includes the base of ParseAt.
func (d *Document) Line(n int) []byte { return d.lines.line(d.src, n-d.base.Line) }

// lineBlock is the distance in bytes between two marks of the line index.
const lineBlock = 4096

// lineMark is what is known at the start of a block: how many line ends stand
// before it, and where its line begins.
type lineMark struct{ line, start uint32 }

// lineIndex finds lines. It is built at the first question and holds one mark
// per block, so that 500 MB of line ends need as little memory as 500 MB of
// text, and a question about one long line stays cheap.
type lineIndex struct {
	once  sync.Once
	marks []lineMark
}

func (l *lineIndex) build(src []byte) {
	l.once.Do(func() {
		l.marks = make([]lineMark, 0, len(src)/lineBlock+1)
		var m lineMark
		for from := 0; ; from += lineBlock {
			l.marks = append(l.marks, m)
			if from+lineBlock > len(src) {
				return
			}
			block := src[from : from+lineBlock]
			if last := bytes.LastIndexByte(block, '\n'); last >= 0 {
				m.line += uint32(bytes.Count(block, []byte{'\n'}))
				m.start = uint32(from + last + 1)
			}
		}
	})
}

// at gives line and column, both from 1, of an offset.
func (l *lineIndex) at(src []byte, offset int) (line, col int) {
	offset = min(max(offset, 0), len(src))
	k := offset / lineBlock
	var m lineMark
	if k > 0 {
		l.build(src)
		m = l.marks[k]
	}
	part := src[k*lineBlock : offset]
	line, start := int(m.line)+1, int(m.start)
	if last := bytes.LastIndexByte(part, '\n'); last >= 0 {
		line += bytes.Count(part, []byte{'\n'})
		start = k*lineBlock + last + 1
	}
	return line, offset - start + 1
}

// line returns line n from 1 without its line end; nil when there is none.
func (l *lineIndex) line(src []byte, n int) []byte {
	l.build(src)
	if n < 1 {
		return nil
	}
	// The last block that begins in a line before n, or in n itself at its
	// very start, has the line's beginning in it.
	k := sort.Search(len(l.marks), func(k int) bool { return int(l.marks[k].line)+1 >= n }) - 1
	start := 0
	if k >= 0 {
		i := k * lineBlock
		for have := int(l.marks[k].line) + 1; have < n; have++ {
			j := bytes.IndexByte(src[i:], '\n')
			if j < 0 {
				return nil
			}
			i += j + 1
		}
		start = i
	}
	// It ends in the block before the first that begins in a later line, or in
	// the last one: a long line is not searched.
	last := sort.Search(len(l.marks), func(k int) bool { return int(l.marks[k].line)+1 > n }) - 1
	end := max(start, last*lineBlock)
	if j := bytes.IndexByte(src[end:], '\n'); j >= 0 {
		end += j
	} else {
		end = len(src)
	}
	return bytes.TrimSuffix(src[start:end], []byte("\r"))
}
