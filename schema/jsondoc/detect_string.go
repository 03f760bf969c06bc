package jsondoc

import (
	"bytes"
	"regexp"
	"sync"
	"unicode/utf8"
)

// Strings that break, and those that end too early.

// unterminated is the end of the text when the string goes on to it.
func (b *breakage) unterminated() (end int, ok bool) {
	src, i := b.src, b.i
	switch {
	case i >= len(src):
		return len(src), true
	case b.is("\r\n"):
		return i, skipSpace(src, i) >= len(src)
	case b.is(`\`):
		// An escape that the end of the text cuts.
		cut := i+1 >= len(src) || src[i+1] == 'u' && len(src)-i < 6 && len(bytes.TrimRight(src[i+2:], "0123456789abcdefABCDEF")) == 0
		return len(src), cut
	}
	return 0, false
}

// inside marks from i to end, in a string.
func (b *breakage) inside(end int) *SyntaxError {
	return mark(b.i, end).began(b.opened, b.opened+1)
}

func isControl(b *breakage) *SyntaxError {
	if b.i >= len(b.src) || b.char() >= ' ' || b.is("\x00\t\r\n") {
		return nil
	}
	return b.inside(b.i + 1).withChar(rune(b.char()))
}

func isRawTab(b *breakage) *SyntaxError {
	if !b.is("\t") {
		return nil
	}
	return b.inside(b.i + 1).withChar('\t')
}

// isRawNewline knows a text of several lines: what isOpenString has left.
func isRawNewline(b *breakage) *SyntaxError {
	if !b.is("\r\n") {
		return nil
	}
	end := b.i + 1
	if b.char() == '\r' && b.follows(end, '\n') {
		end++
	}
	return b.inside(end).withChar(rune(b.char()))
}

var drivePath = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:[A-Za-z]:|\\\\[A-Za-z0-9])`) })

func isWindowsPath(b *breakage) *SyntaxError {
	if !b.is(`\`) || b.follows(b.i+1, '\'') || !drivePath().Match(window(b.src, b.opened+1)) {
		return nil
	}
	return b.inside(b.escapeEnd())
}

func isBadEscape(b *breakage) *SyntaxError {
	if !b.is(`\`) {
		return nil
	}
	return b.inside(b.escapeEnd())
}

// escapeEnd is the end of the escape at i that JSON does not have.
func (b *breakage) escapeEnd() int {
	i := b.i + 1
	switch c := b.src[i]; {
	case c >= utf8.RuneSelf:
		_, n := utf8.DecodeRune(b.src[i:])
		return i + n
	case c == 'u':
		return skipHex(b.src, i+1, 4)
	case c == 'x':
		return skipHex(b.src, i+1, 2)
	case c < ' ':
		return i
	}
	return i + 1
}

func skipHex(src []byte, i, most int) int {
	for end := i + most; i < len(src) && i < end && isHex(src[i]); {
		i++
	}
	return i
}

// stringBefore is the string directly before i when it may be to blame for
// what follows it. Before brackets, colons and the like, it is not.
func (b *breakage) stringBefore() (node, bool) {
	last := b.last()
	if last.kind != String || int(last.end) != b.prevEnd(b.i) || b.is("{}[];=:+") {
		return node{}, false
	}
	return last, true
}

// isUnescapedJSON knows JSON that was pasted between quotes as it is: the
// string seems to end at once.
func isUnescapedJSON(b *breakage) *SyntaxError {
	start, end := b.opened, b.i
	if b.where == afterValue {
		s, ok := b.stringBefore()
		if !ok || !b.sameLine(int(s.end)) {
			return nil
		}
		start, end = int(s.start), int(s.end)
	} else if _, atEnd := b.unterminated(); atEnd || !b.is("\r\n") {
		return nil
	}
	switch string(bytes.TrimSpace(bytes.Trim(b.src[start:end], `"`))) {
	case "{", "[", "[{":
		return mark(start, end)
	}
	return nil
}

var (
	restKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[^"\r\n]*"\s*:`) })
	nextKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^"[^"\r\n]*"\s*:`) })
)

// isOpenString knows a string whose closing quote was forgotten.
func isOpenString(b *breakage) *SyntaxError {
	start, end := b.opened, b.i
	switch {
	case b.where == atColon:
		start, end = int(b.last().start), int(b.last().end)
		if !endsIn(b.content(b.last()), ":") {
			return nil
		}
	case b.where == afterValue:
		s, ok := b.stringBefore()
		if !ok || b.is(`"`) || !b.sameLine(int(s.end)) || !endsIn(b.content(s), ",") || !restKey().Match(b.line(b.i)) {
			return nil
		}
		start, end = int(s.start), int(s.end)
	default:
		if to, ok := b.unterminated(); ok {
			t := bytes.TrimRight(b.src[start+1:to], " \t\r\n")
			if end = start + 1 + len(t); !endsIn(t, "}]") {
				return nil
			}
		} else if !b.is("\r\n") || !b.goesOnAsJSON() {
			return nil
		}
	}
	return mark(start, end).with("want", `"`)
}

// endsIn reports whether the text ends in one of set, blanks aside.
func endsIn(text []byte, set string) bool {
	t := bytes.TrimRight(text, " \t")
	return len(t) > 0 && bytes.IndexByte([]byte(set), t[len(t)-1]) >= 0
}

// goesOnAsJSON reports whether JSON goes on in the line behind a string that
// is open at its end, so that no text of several lines was meant.
func (b *breakage) goesOnAsJSON() bool {
	src := b.src
	next := skipSpace(src, b.i)
	switch c := src[next]; {
	case b.where == inKey, nextKey().Match(window(src, next)):
		return true
	case endsIn(src[b.opened+1:b.i], ",") && (c == '"' || c == '{' || c == '['):
		return true
	case c == '}' || c == ']':
		k := skipSpace(src, next+1)
		return k >= len(src) || bytes.IndexByte([]byte(",}]"), src[k]) >= 0
	}
	return false
}

// isUnescapedQuote knows a quote that ends a string in its middle.
func isUnescapedQuote(b *breakage) *SyntaxError {
	s, ok := b.stringBefore()
	if !ok || !b.isQuoteInside(int(s.end)) {
		return nil
	}
	return mark(int(s.end)-1, int(s.end)).began(int(s.start), int(s.start)+1)
}

// isQuoteInside reports whether the string that ends at end goes on at i.
func (b *breakage) isQuoteInside(end int) bool {
	rest := b.line(b.i)
	if b.is(`"`) {
		after := bytes.TrimLeft(rest[1:], " \t")
		return b.i == end && (len(after) == 0 || bytes.IndexByte([]byte(",}]"), after[0]) >= 0)
	}
	if !b.sameLine(end) || bytes.IndexByte(rest, '"') < 0 {
		return false
	}
	// A number or literal, a blank apart, is another value, unless prose goes
	// on behind it up to a quote.
	if b.i == end || !isDigit(b.char()) && !isLiteral(b.src, b.i) {
		return true
	}
	k := bytes.IndexAny(rest, ",]}\"")
	return k >= 0 && rest[k] == '"'
}
