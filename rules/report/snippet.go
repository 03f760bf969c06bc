package report

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// cells measures text the same on every machine, whatever its locale says of
// ambiguous characters.
var cells = &runewidth.Condition{EastAsianWidth: false, StrictEmojiNeutral: true}

// tabCells is the width of a tab in shown source lines.
const tabCells = 4

// view is a source line made ready to be shown: its text, cut where it is too
// long, and the cells that the marked part takes.
type view struct {
	text        string
	from, width int
}

// look makes the view of one line around [from,to), indexes in src. start is
// where the line starts. The line's end is looked for only as far as the view
// reaches.
func (s *source) look(src []byte, start, from, to, width int) view {
	// Text that takes no room (combining marks) must not make a view endless.
	most := 16 * width
	// Before the mark go back as far as a third of the width, or to the line's
	// start where all before the mark and some of it fit.
	left, used, room := from, 0, width/3
	if from-start <= 4*width {
		if cells.StringWidth(shown(src[start:from])) <= width*2/3 || fits(src[start:], width) {
			left = start
		}
	}
	for left > start {
		r, n := utf8.DecodeLastRune(src[start:left])
		w := runeCells(src[left-n:left], r)
		if used+w > room || from-left > most {
			break
		}
		used += w
		left -= n
	}
	var before, marked, after strings.Builder
	if left > start {
		before.WriteString("…")
	}
	before.WriteString(shown(src[left:from]))
	used = cells.StringWidth(before.String())
	end := from
	cut := false
	for end < len(src) && src[end] != '\n' {
		r, n := utf8.DecodeRune(src[end:])
		if r == '\r' && (end+1 == len(src) || src[end+1] == '\n') {
			break
		}
		w := runeCells(src[end:end+n], r)
		if (used+w > width || end-from > most) && end > from {
			cut = true
			break
		}
		used += w
		end += n
	}
	stop := min(max(to, from), end)
	marked.WriteString(shown(src[from:stop]))
	after.WriteString(shown(src[stop:end]))
	if cut {
		if stop == end {
			marked.WriteString("…")
		} else {
			after.WriteString("…")
		}
	}
	indent := cells.StringWidth(before.String())
	return view{
		text: strings.TrimRight(before.String()+marked.String()+after.String(), " "),
		from: indent,
		// Counted as a whole, since a mark can be the tail of what stands
		// before it (a combining accent).
		width: max(cells.StringWidth(before.String()+marked.String())-indent, 1),
	}
}

// fits tells whether a text's first line has no more cells than width.
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
	return cells.StringWidth(shown(bytes.TrimSuffix(head[:end], []byte("\r")))) <= width
}

// runeCells is the width that a rune takes in a view; 0 for what combines.
func runeCells(raw []byte, r rune) int {
	if r == '\t' {
		return tabCells
	}
	if r < 0x20 || r >= 0x7f {
		return cells.StringWidth(shown(raw))
	}
	return 1
}

// shown is source text as a view has it: tabs as blanks, the rest visible.
func shown(b []byte) string {
	s := string(b)
	if strings.IndexByte(s, '\t') >= 0 {
		s = strings.ReplaceAll(s, "\t", strings.Repeat(" ", tabCells))
	}
	return Visible(s)
}

// snippet draws a place: the source line with the marked part underlined, and
// for a place over several lines its first and its last one.
func (p *pretty) snippet(s *source, start, end jsondoc.Position, mark byte, color string) {
	from, to := span(start, end)
	if s.doc == nil {
		return
	}
	masked := s.hide(p.o.Mask)
	if masked == nil && len(s.src) > 0 {
		return
	}
	lineStart, a, b := s.lineStart(from), s.at(from.Offset), s.at(to.Offset)
	gutter := max(len(itoa(to.Line)), len(itoa(from.Line)))
	blank := strings.Repeat(" ", gutter)
	width := max(p.o.Width-gutter-4, 20)
	first := s.look(masked, lineStart, a, b, width)
	p.gutter(blank, "")
	p.gutter(pad2(itoa(from.Line), gutter), first.text)
	p.gutter(blank, strings.Repeat(" ", first.from)+p.paint(color, strings.Repeat(string(mark), first.width)))
	if to.Line == from.Line || b <= a {
		return
	}
	// The last line is marked from its first character on.
	lastStart := s.lineStart(to)
	if lastStart <= a {
		return
	}
	from2 := lastStart
	for from2 < b && (masked[from2] == ' ' || masked[from2] == '\t') {
		from2++
	}
	if from2 >= b {
		return
	}
	last := s.look(masked, lastStart, from2, b, width)
	if to.Line > from.Line+1 {
		p.line(p.paint(blue, blank+"…"))
	}
	p.gutter(pad2(itoa(to.Line), gutter), last.text)
	p.gutter(blank, strings.Repeat(" ", last.from)+p.paint(color, strings.Repeat(string(mark), last.width)))
}

func pad2(s string, n int) string { return strings.Repeat(" ", max(n-len(s), 0)) + s }

// gutter writes a line of a snippet behind its number.
func (p *pretty) gutter(number, text string) {
	if text != "" {
		text = " " + text
	}
	p.line(p.paint(blue, number+" |") + text)
}
