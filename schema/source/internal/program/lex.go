package program

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source"
)

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenName
	tokenString
	tokenNumber
	tokenMark
)

// token is one token. parts are those of a string: text, or the place of an
// expression in it. first says that it is the first of its line, col how far it
// is indented.
type token struct {
	kind       tokenKind
	start, end int
	text       string
	parts      []part
	first      bool
	col        int
}

type part struct {
	text     source.Text
	from, to int // an expression
}

type lexer struct {
	lang  *language
	src   []byte
	at    int
	end   int
	out   []token
	first bool
	line  int // where the line begins
}

func lex(l *language, src []byte, from, to int) []token {
	x := &lexer{lang: l, src: src, at: from, end: to, first: true, line: from}
	for x.at < x.end {
		x.next()
	}
	return x.out
}

func (x *lexer) has(s string) bool {
	return x.at+len(s) <= x.end && string(x.src[x.at:x.at+len(s)]) == s
}

func (x *lexer) next() {
	c := x.src[x.at]
	switch {
	case c == '\n':
		x.at++
		x.first, x.line = true, x.at
	case c == ' ' || c == '\t' || c == '\r':
		x.at++
	case c == '\\' && x.at+1 < x.end && (x.src[x.at+1] == '\n' || x.src[x.at+1] == '\r'):
		x.at += 2
	case x.comment():
	case x.str():
	case nameByte(c) && (c < '0' || c > '9'):
		from := x.at
		for x.at < x.end && (nameByte(x.src[x.at]) || x.src[x.at] >= '0' && x.src[x.at] <= '9') {
			x.at++
		}
		x.emit(token{kind: tokenName, start: from, end: x.at})
	case c >= '0' && c <= '9':
		from := x.at
		for x.at < x.end && (nameByte(x.src[x.at]) || x.src[x.at] == '.' && x.at+1 < x.end && x.src[x.at+1] >= '0' && x.src[x.at+1] <= '9') {
			x.at++
		}
		x.emit(token{kind: tokenNumber, start: from, end: x.at})
	default:
		x.mark()
	}
}

func nameByte(c byte) bool {
	return c == '_' || c == '$' || c >= utf8.RuneSelf || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func (x *lexer) emit(t token) {
	t.text = string(x.src[t.start:t.end])
	t.first, t.col = x.first, t.start-x.line
	x.first = false
	x.out = append(x.out, t)
}

// marks are those of several bytes; longer ones first.
var marks = [...]string{"===", "!==", "...", "**=", "||=", "??=", "==", "!=", "<=", ">=", "=>", "->", ":=", "+=", "-=", "*=", "/=", ".=", "||", "&&", "??", "?.", "::", "**", "<<"}

func (x *lexer) mark() {
	from := x.at
	if x.lang.regex && x.src[x.at] == '/' && x.operand() {
		for x.at++; x.at < x.end && x.src[x.at] != '\n'; x.at++ {
			if x.src[x.at] == '\\' {
				x.at++
			} else if x.src[x.at] == '/' {
				break
			}
		}
		x.at = min(x.at+1, x.end)
		x.emit(token{kind: tokenNumber, start: from, end: x.at})
		return
	}
	for _, m := range marks {
		if x.has(m) {
			x.at += len(m)
			x.emit(token{kind: tokenMark, start: from, end: x.at})
			return
		}
	}
	x.at++
	x.emit(token{kind: tokenMark, start: from, end: x.at})
}

// operand reports whether an operand may begin here.
func (x *lexer) operand() bool {
	if len(x.out) == 0 {
		return true
	}
	last := &x.out[len(x.out)-1]
	return last.kind == tokenMark && !isOneOf(last.text, ")]}>") || last.text == "return"
}

func (x *lexer) comment() bool {
	n := 0
	switch {
	case x.lang.hash && x.src[x.at] == '#', x.lang.slashes && x.has("//"):
		if n = bytes.IndexByte(x.src[x.at:x.end], '\n'); n < 0 {
			n = x.end - x.at
		}
	case x.lang.slashes && x.has("/*"):
		if n = bytes.Index(x.src[x.at+2:x.end], []byte("*/")); n < 0 {
			n = x.end - x.at
		} else {
			n += 4
		}
	}
	x.at += n
	return n > 0
}

// stringForm is how one string is read.
type stringForm struct {
	close            string
	raw, lines, many bool
	holes            byte // which expressions: 'f' {x}, 't' ${x}, 'd' $x, 's' #{x}
}

// str reads a string, with the letters before it.
func (x *lexer) str() bool {
	at, f, ok := x.form()
	if !ok {
		return false
	}
	t := token{kind: tokenString, start: x.at}
	t.parts, x.at = x.content(at, f)
	t.end = x.at
	x.emit(t)
	if k := bytes.LastIndexByte(x.src[t.start:t.end], '\n'); k >= 0 {
		x.line = t.start + k + 1
	}
	return true
}

func (x *lexer) form() (at int, f stringForm, ok bool) {
	at = x.at
	l := x.lang
	for at < x.end && at < x.at+3 && (l.prefixes && strings.IndexByte("rRbBfFuU", x.src[at]) >= 0 || l.verbatim && strings.IndexByte("@$", x.src[at]) >= 0) {
		switch x.src[at] {
		case 'r', 'R', '@':
			f.raw = true
		case 'f', 'F', '$':
			f.holes = 'f'
		}
		at++
	}
	if at > x.at && at < x.end && x.src[at] == '#' && f.raw && l == rust {
		n := 0
		for at < x.end && x.src[at] == '#' {
			at++
			n++
		}
		if at >= x.end || x.src[at] != '"' {
			return 0, f, false
		}
		f.close, f.lines = `"`+strings.Repeat("#", n), true
		return at + 1, f, true
	}
	if at >= x.end {
		return 0, f, false
	}
	switch c := x.src[at]; {
	case l.triple && (bytes.HasPrefix(x.src[at:x.end], []byte(`"""`)) || c == '\'' && bytes.HasPrefix(x.src[at:x.end], []byte(`'''`))):
		f.close, f.lines = strings.Repeat(string(c), 3), true
		f.raw = f.raw || l == csharp
		return at + 3, f, true
	case c == '"':
		f.close = `"`
		f.lines = f.raw && l.verbatim || l == rust || l == php || l == ruby
		if l.dollar {
			f.holes = 'd'
		}
		if l.sharp {
			f.holes = 's'
		}
	case c == '\'' && l.char:
		if l == rust && (at+2 >= x.end || x.src[at+2] != '\'' && x.src[at+1] != '\\') {
			return 0, f, false // a lifetime
		}
		f.close = `'`
	case c == '\'':
		f.close, f.many, f.lines = `'`, l.rawSingle, l.rawSingle
	case c == '`' && l.backtick != 0:
		f.close, f.lines, f.raw = "`", true, l.backtick == raw
		if l.backtick == template {
			f.holes = 't'
		}
	default:
		return 0, f, false
	}
	return at + 1, f, true
}

// content reads what is in a string up to its end.
func (x *lexer) content(at int, f stringForm) (parts []part, end int) {
	var text source.Text
	flush := func() {
		if len(text.Bytes) > 0 {
			parts = append(parts, part{text: text})
		}
		text = source.Text{}
	}
	from := at
	copyTo := func(to int) {
		if to > from {
			text.AddExact(x.src, jsondoc.Span{Start: from, End: to})
		}
	}
	for at < x.end {
		c := x.src[at]
		switch {
		case bytes.HasPrefix(x.src[at:x.end], []byte(f.close)):
			if f.raw && x.lang.verbatim && f.close == `"` && at+1 < x.end && x.src[at+1] == '"' {
				copyTo(at)
				text.Add(`"`, jsondoc.Span{Start: at, End: at + 2})
				at += 2
				from = at
				continue
			}
			copyTo(at)
			flush()
			return parts, at + len(f.close)
		case c == '\n' && !f.lines:
			copyTo(at)
			flush()
			return parts, at
		case c == '\\' && f.raw && x.lang.prefixes && x.lang != rust && at+1 < x.end:
			at += 2
		case c == '\\' && !f.raw && at+1 < x.end:
			copyTo(at)
			s, n := escape(x.src[at:x.end], f.many)
			if s != "" {
				text.Add(s, jsondoc.Span{Start: at, End: at + n})
			}
			at += n
			from = at
		case f.holes == 'f' && (c == '{' || c == '}') && at+1 < x.end && x.src[at+1] == c:
			copyTo(at)
			text.Add(string(c), jsondoc.Span{Start: at, End: at + 2})
			at += 2
			from = at
		default:
			lo, hi, n := x.inner(at, f)
			if n == 0 {
				at++
				continue
			}
			copyTo(at)
			flush()
			parts = append(parts, part{from: lo, to: hi})
			at += n
			from = at
		}
	}
	at = min(at, x.end)
	copyTo(at)
	flush()
	return parts, at
}

// inner finds the expression in a string that begins at an offset.
func (x *lexer) inner(at int, f stringForm) (from, to, n int) {
	b := x.src[at:x.end]
	open := 0
	switch {
	case f.holes == 'f' && b[0] == '{':
		open = 1
	case f.holes == 't' && bytes.HasPrefix(b, []byte("${")), f.holes == 's' && bytes.HasPrefix(b, []byte("#{")):
		open = 2
	case f.holes == 'd' && (bytes.HasPrefix(b, []byte("{$")) || bytes.HasPrefix(b, []byte("${"))):
		open = 1
	case f.holes == 'd' && b[0] == '$' && len(b) > 1 && nameByte(b[1]) && (b[1] < '0' || b[1] > '9'):
		k := 1
		for k < len(b) && nameByte(b[k]) && b[k] < utf8.RuneSelf {
			k++
		}
		return at, at + max(k, 2), max(k, 2)
	default:
		return 0, 0, 0
	}
	depth := 1
	for k := open; k < len(b) && k < 2000; k++ {
		switch b[k] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return at + open, at + k, k + 1
			}
		}
	}
	return 0, 0, 0
}

// escape decodes the escape that b begins with.
func escape(b []byte, few bool) (s string, n int) {
	c := b[1]
	if few {
		if c == '\'' || c == '\\' {
			return string(c), 2
		}
		return `\`, 1
	}
	switch c {
	case 'n':
		return "\n", 2
	case 't':
		return "\t", 2
	case 'r':
		return "\r", 2
	case 'b':
		return "\b", 2
	case 'f':
		return "\f", 2
	case '0':
		return "\x00", 2
	case '\n':
		return "", 2
	case '\r':
		return "", 2
	case 'x':
		return hex(b, 2, 2)
	case 'u':
		if len(b) > 2 && b[2] == '{' {
			if k := bytes.IndexByte(b[:min(len(b), 12)], '}'); k > 3 {
				if v, err := strconv.ParseUint(string(b[3:k]), 16, 32); err == nil {
					return string(rune(v)), k + 1
				}
			}
			return "u", 2
		}
		return hex(b, 2, 4)
	case 'U':
		return hex(b, 2, 8)
	}
	_, size := utf8.DecodeRune(b[1:])
	if strings.IndexByte(`"'\/$`+"`", c) >= 0 {
		return string(c), 2
	}
	return string(b[:1+size]), 1 + size
}

func hex(b []byte, from, digits int) (string, int) {
	if len(b) < from+digits {
		return string(b[1]), 2
	}
	v, err := strconv.ParseUint(string(b[from:from+digits]), 16, 32)
	if err != nil {
		return string(b[1]), 2
	}
	n := from + digits
	if v >= 0xd800 && v < 0xdc00 && len(b) >= n+6 && b[n] == '\\' && b[n+1] == 'u' {
		if w, err := strconv.ParseUint(string(b[n+2:n+6]), 16, 32); err == nil && w >= 0xdc00 && w < 0xe000 {
			return string(rune((v-0xd800)<<10 + (w - 0xdc00) + 0x10000)), n + 6
		}
	}
	return string(rune(v)), n
}

// isOneOf reports whether a mark is one of several.
func isOneOf(mark, marks string) bool { return strings.Contains(marks, mark) }
