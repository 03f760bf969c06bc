package program

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
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
	after int // where the here-documents of this line end; 0 for none

	from int // where it began
	// following is where the line after a here-document's mark begins, and starts
	// are the lines by the word that they begin with; 0 and nil where not known.
	following int
	starts    map[string][]int
}

func lex(l *language, src []byte, from, to int) []token {
	x := &lexer{lang: l, src: src, at: from, from: from, end: to, first: true, line: from}
	for x.at < x.end {
		x.next()
	}
	return x.out
}

func (x *lexer) has(s string) bool {
	return x.at+len(s) <= x.end && string(x.src[x.at:x.at+len(s)]) == s
}

func (x *lexer) next() {
	if x.blank() || x.comment() || x.heredoc() || x.str() {
		return
	}
	from := x.at
	switch c := x.src[from]; {
	case nameByte(c) && !digit(c):
		x.skipWhile(nameByte)
		x.emit(token{kind: tokenName, start: from, end: x.at})
	case digit(c):
		for x.skipWhile(nameByte); x.fraction(); x.skipWhile(nameByte) {
			x.at++
		}
		x.emit(token{kind: tokenNumber, start: from, end: x.at})
	default:
		x.mark()
	}
}

// blank passes over a space, the end of a line, or a line that is continued.
func (x *lexer) blank() bool {
	switch x.src[x.at] {
	case '\n':
		x.at = max(x.at+1, min(x.after, x.end))
		x.after = 0
		x.first, x.line = true, x.at
		return true
	case ' ', '\t', '\r':
		x.at++
		return true
	case '\\':
		if x.at+1 < x.end && (x.src[x.at+1] == '\n' || x.src[x.at+1] == '\r') {
			x.at += 2
			return true
		}
	}
	return false
}

func (x *lexer) skipWhile(in func(c byte) bool) {
	for x.at < x.end && in(x.src[x.at]) {
		x.at++
	}
}

// fraction reports whether a point and a digit are next.
func (x *lexer) fraction() bool {
	return x.at+1 < x.end && x.src[x.at] == '.' && digit(x.src[x.at+1])
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

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
	holes            byte // which expressions: 'f' {x}, 't' ${x}, 'd' $x, 's' #{x}, 'b' several braces
	braces           int  // how many
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
	at = x.prefix(&f)
	if at > x.at && at < x.end && x.src[at] == '#' && f.raw && x.lang == rust {
		return x.hashed(at, f)
	}
	if at >= x.end {
		return 0, f, false
	}
	c := x.src[at]
	if x.tripled(at) && (x.lang != csharp || bytes.IndexByte(x.src[x.at:at], '@') < 0) {
		f.close, f.lines = strings.Repeat(string(c), 3), true
		f.raw = f.raw || x.lang == csharp
		return at + 3, f, true
	}
	switch c {
	case '"':
		x.double(&f)
		ok = true
	case '\'':
		ok = x.single(at, &f)
	case '`':
		ok = x.backtick(&f)
	}
	if !ok {
		return 0, f, false
	}
	return at + 1, f, true
}

// prefix reads the letters before a quote.
func (x *lexer) prefix(f *stringForm) int {
	letters := ""
	if x.lang.prefixes {
		letters = "rRbBfFuU"
	}
	if x.lang.verbatim {
		letters += "@$"
	}
	at := x.at
	for at < x.end && at < x.at+3 && strings.IndexByte(letters, x.src[at]) >= 0 {
		switch x.src[at] {
		case 'r', 'R', '@':
			f.raw = true
		case 'f', 'F', '$':
			f.holes = 'f'
			if f.braces++; f.braces > 1 {
				f.holes = 'b'
			}
		}
		at++
	}
	return at
}

// hashed is the form of Rust's r#"…"#.
func (x *lexer) hashed(at int, f stringForm) (int, stringForm, bool) {
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

// tripled reports whether a string in three quotes begins at an offset.
func (x *lexer) tripled(at int) bool {
	b := x.src[at:x.end]
	return x.lang.triple && (bytes.HasPrefix(b, []byte(`"""`)) || bytes.HasPrefix(b, []byte(`'''`)))
}

func (x *lexer) double(f *stringForm) {
	l := x.lang
	f.close = `"`
	f.lines = f.raw && l.verbatim || l == rust || l == php || l == ruby
	if l.dollar {
		f.holes = 'd'
	}
	if l.sharp {
		f.holes = 's'
	}
}

// single reports whether a single quote begins a string or a character, and not
// a lifetime.
func (x *lexer) single(at int, f *stringForm) bool {
	l := x.lang
	if l == rust && (at+2 >= x.end || x.src[at+2] != '\'' && x.src[at+1] != '\\') {
		return false
	}
	f.close = `'`
	if !l.char {
		f.many, f.lines = l.rawSingle, l.rawSingle
	}
	return true
}

// backtick reports whether the language has strings in backticks.
func (x *lexer) backtick(f *stringForm) bool {
	f.close, f.lines, f.raw = "`", true, x.lang.backtick == raw
	if x.lang.backtick == template {
		f.holes = 't'
	}
	return x.lang.backtick != 0
}

// content reads what is in a string up to its end.
func (x *lexer) content(at int, f stringForm) (parts []part, end int) {
	r := &contentReader{lexer: x, form: f, offset: at, from: at}
	for r.offset < x.end {
		b := x.src[r.offset:x.end]
		if bytes.HasPrefix(b, []byte(f.close)) && !r.doubledQuote(b) {
			return r.finish(), r.offset + len(f.close)
		}
		if b[0] == '\n' && !f.lines {
			return r.finish(), r.offset
		}
		r.step(b)
	}
	r.offset = min(r.offset, x.end)
	return r.finish(), r.offset
}

// contentReader makes the parts of a string. What is between from and offset is
// read, but not yet in text.
type contentReader struct {
	*lexer
	form         stringForm
	text         source.Text
	parts        []part
	offset, from int
}

// step reads what b begins with.
func (r *contentReader) step(b []byte) {
	c := b[0]
	switch {
	case r.doubledQuote(b):
		r.replace(`"`, 2)
	case len(b) == 1:
		r.expression()
	case c == '\\' && !r.form.raw:
		s, n := escape(b, r.form.many)
		r.replace(s, n)
	case c == '\\' && r.lang.prefixes && r.lang != rust:
		r.offset += 2
	case r.form.holes == 'f' && (c == '{' || c == '}') && b[1] == c:
		r.replace(string(c), 2)
	default:
		r.expression()
	}
}

// doubledQuote reports whether b begins with the "" of a verbatim string.
func (r *contentReader) doubledQuote(b []byte) bool {
	return r.form.raw && r.lang.verbatim && r.form.close == `"` && bytes.HasPrefix(b, []byte(`""`))
}

// expression reads an expression in the string, or one byte.
func (r *contentReader) expression() {
	lo, hi, n := r.inner(r.offset, r.form)
	if n == 0 {
		r.offset++
		return
	}
	r.flush()
	r.parts = append(r.parts, part{from: lo, to: hi})
	r.pass(n)
}

// replace writes s for the next n bytes.
func (r *contentReader) replace(s string, n int) {
	r.copy()
	if s != "" {
		r.text.Add(s, jsondoc.Span{Start: r.offset, End: r.offset + n})
	}
	r.pass(n)
}

func (r *contentReader) pass(n int) {
	r.offset += n
	r.from = r.offset
}

func (r *contentReader) copy() {
	if r.offset > r.from {
		r.text.AddExact(r.src, jsondoc.Span{Start: r.from, End: r.offset})
	}
}

func (r *contentReader) flush() {
	r.copy()
	if len(r.text.Bytes) > 0 {
		r.parts = append(r.parts, part{text: r.text})
	}
	r.text = source.Text{}
}

func (r *contentReader) finish() []part {
	r.flush()
	return r.parts
}

// inner finds the expression in a string that begins at an offset.
func (x *lexer) inner(at int, f stringForm) (from, to, n int) {
	b := x.src[at:x.end]
	if k := dollarName(b); f.holes == 'd' && k > 0 {
		return at, at + k, k
	}
	if f.holes == 'b' {
		return x.severalBraces(at, f.braces)
	}
	open := opening(b, f.holes)
	if open == 0 {
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

// dollarName is the length of the $name that b begins with.
func dollarName(b []byte) int {
	if b[0] != '$' || len(b) == 1 || !nameByte(b[1]) || digit(b[1]) {
		return 0
	}
	k := 1
	for k < len(b) && nameByte(b[k]) && b[k] < utf8.RuneSelf {
		k++
	}
	return max(k, 2)
}

// severalBraces finds {{x}} in a string that begins with $$, and {{{x}}} and so on.
func (x *lexer) severalBraces(at, n int) (from, to, length int) {
	b := x.src[at:min(x.end, at+2000)]
	if !bytes.HasPrefix(b, bytes.Repeat([]byte{'{'}, n)) {
		return 0, 0, 0
	}
	end := bytes.Index(b, bytes.Repeat([]byte{'}'}, n))
	if end < 0 {
		return 0, 0, 0
	}
	return at + n, at + end, end + n
}

// opening is how many bytes of b open an expression.
func opening(b []byte, holes byte) int {
	begins := func(s string) bool { return bytes.HasPrefix(b, []byte(s)) }
	switch {
	case holes == 'f' && begins("{"), holes == 'd' && (begins("{$") || begins("${")):
		return 1
	case holes == 't' && begins("${"), holes == 's' && begins("#{"):
		return 2
	}
	return 0
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
	if s, ok := escapes[c]; ok {
		return s, 2
	}
	switch c {
	case 'x':
		return hex(b, 2, 2)
	case 'u':
		if len(b) > 2 && b[2] == '{' {
			return bracedHex(b)
		}
		return hex(b, 2, 4)
	case 'U':
		return hex(b, 2, 8)
	}
	_, size := utf8.DecodeRune(b[1:])
	return string(b[:1+size]), 1 + size
}

// escapes are the escapes of one byte.
var escapes = map[byte]string{
	'n': "\n", 't': "\t", 'r': "\r", 'b': "\b", 'f': "\f", '0': "\x00", '\n': "", '\r': "",
	'"': `"`, '\'': `'`, '\\': `\`, '/': "/", '$': "$", '`': "`",
}

// bracedHex decodes \u{…}.
func bracedHex(b []byte) (string, int) {
	if k := bytes.IndexByte(b[:min(len(b), 12)], '}'); k > 3 {
		if v, err := strconv.ParseUint(string(b[3:k]), 16, 32); err == nil {
			return string(rune(v)), k + 1
		}
	}
	return "u", 2
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
