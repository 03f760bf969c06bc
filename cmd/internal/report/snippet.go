package report

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// tabCells is the width of a tab in shown source lines.
const tabCells = 4

// view is a source line made ready to be shown: its text, cut where it is too
// long, and the cells that the marked part takes.
type view struct {
	text        string
	from, width int
}

// look makes the view of one line around [from,to), indexes in the text. start
// is where the line starts. The line's end is looked for only as far as the
// view reaches.
func (s *source) look(start, from, to, width int) view {
	left := s.left(start, from, width)
	before := shown(s.shown[left:from])
	if left > start {
		before = "…" + before
	}
	indent := stringWidth(before)
	end, cut := s.right(from, indent, width)
	stop := min(max(to, from), end)
	marked, after := shown(s.shown[from:stop]), shown(s.shown[stop:end])
	switch {
	case cut && stop == end:
		marked += "…"
	case cut:
		after += "…"
	}
	return view{
		text: strings.TrimRight(before+marked+after, " "),
		from: indent,
		// Counted as a whole, since a mark can be the tail of what stands
		// before it (a combining accent).
		width: max(stringWidth(before+marked)-indent, 1),
	}
}

// left is where a view begins: before the mark go back as far as a third of
// the width, or to the line's start where all before the mark and some of it
// fit.
func (s *source) left(start, from, width int) int {
	if from-start <= 4*width && (stringWidth(shown(s.shown[start:from])) <= width*2/3 || fits(s.shown[start:], width)) {
		return start
	}
	left := from
	for used := 0; left > start; {
		r, n := utf8.DecodeLastRune(s.shown[start:left])
		w := runeCells(s.shown[left-n:left], r)
		if used+w > width/3 || from-left > most(width) {
			break
		}
		used += w
		left -= n
	}
	return left
}

// right is where a view ends that has used cells before from, and whether it
// ends before its line.
func (s *source) right(from, used, width int) (end int, cut bool) {
	src := s.shown
	for end = from; end < len(src) && src[end] != '\n'; {
		r, n := utf8.DecodeRune(src[end:])
		if r == '\r' && (end+1 == len(src) || src[end+1] == '\n') {
			break
		}
		w := runeCells(src[end:end+n], r)
		if (used+w > width || end-from > most(width)) && end > from {
			return end, true
		}
		used += w
		end += n
	}
	return end, false
}

// most bounds the bytes of a view: text that takes no room (combining marks)
// must not make it endless.
func most(width int) int { return 16 * width }

// fits reports whether a text's first line has no more cells than width.
func fits(src []byte, width int) bool {
	// No character takes more than four bytes a cell, combining marks aside.
	head := src[:min(len(src), 4*width+2)]
	end := bytes.IndexByte(head, '\n')
	if end < 0 {
		if len(head) < len(src) {
			return false
		}
		end = len(head)
	}
	return stringWidth(shown(bytes.TrimSuffix(head[:end], []byte("\r")))) <= width
}

// runeCells is the width that a rune takes in a view; 0 for what combines.
func runeCells(raw []byte, r rune) int {
	if r == '\t' {
		return tabCells
	}
	if r < 0x20 || r >= 0x7f {
		return stringWidth(shown(raw))
	}
	return 1
}

// shown is source text as a view has it: tabs as blanks, the rest visible.
func shown(b []byte) string {
	s := string(b)
	if strings.IndexByte(s, '\t') >= 0 {
		s = strings.ReplaceAll(s, "\t", strings.Repeat(" ", tabCells))
	}
	return visible(s)
}

// snippet draws a place: the source line with the marked part underlined, and
// for a place over several lines its first and its last one.
func (p *pretty) snippet(s *source, from, to jsondoc.Position, mark byte, color string) {
	if s == nil || s.shown == nil && len(s.raw) > 0 {
		return
	}
	lineStart, a, b := s.lineStart(from), s.at(from.Offset), s.at(to.Offset)
	gutter := max(len(itoa(to.Line)), len(itoa(from.Line)))
	width := max(p.o.Width-gutter-4, 20)
	draw := func(line int, v view) {
		p.gutter(pad2(itoa(line), gutter), v.text)
		p.gutter(strings.Repeat(" ", gutter), strings.Repeat(" ", v.from)+p.paint(color, strings.Repeat(string(mark), v.width)))
	}
	p.gutter(strings.Repeat(" ", gutter), "")
	draw(from.Line, s.look(lineStart, a, b, width))
	if to.Line == from.Line || b <= a {
		return
	}
	// The last line is marked from its first character on.
	lastStart := s.lineStart(to)
	if lastStart <= a {
		return
	}
	marked := lastStart
	for marked < b && (s.shown[marked] == ' ' || s.shown[marked] == '\t') {
		marked++
	}
	if marked >= b {
		return
	}
	if to.Line > from.Line+1 {
		p.line(p.paint(blue, strings.Repeat(" ", gutter)+"…"))
	}
	draw(to.Line, s.look(lastStart, marked, b, width))
}

func pad2(s string, n int) string { return strings.Repeat(" ", max(n-len(s), 0)) + s }

// gutter writes a line of a snippet behind its number.
func (p *pretty) gutter(number, text string) {
	if text != "" {
		text = " " + text
	}
	p.line(p.paint(blue, number+" |") + text)
}
