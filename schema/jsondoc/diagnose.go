package jsondoc

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// All here runs once per broken text, after the scanner has stopped: it turns
// the place and what was expected there into the cause that a person would
// name. Nothing looks at a byte more than a few times.

// diagnose explains why the text at i is not what the scanner expects.
func (s *scanner) diagnose(i int, st state) *SyntaxError {
	err := s.explain(i, st)
	err.at = i
	return err
}

func (s *scanner) explain(i int, st state) *SyntaxError {
	src := s.src
	if i >= len(src) {
		return s.truncated(st)
	}
	if st == wantRoot {
		if err := notJSON(src, i); err != nil {
			return err
		}
	}
	if err := s.placeholder(i, st); err != nil {
		return err
	}
	if err := stray(src, i); err != nil {
		return err
	}
	switch st {
	case afterValue:
		return s.afterValue(i)
	case wantColon:
		return s.colon(i)
	case wantKey, wantFirstKey:
		return s.key(i, st)
	}
	return s.value(i, st)
}

// charName is U+4E2D for a character.
func charName(r rune) string { return fmt.Sprintf("U+%04X", r) }

// prevEnd is the offset after the last byte before i that is no white space.
func (s *scanner) prevEnd(i int) int {
	for i > 0 && bytes.IndexByte([]byte(" \t\r\n"), s.src[i-1]) >= 0 {
		i--
	}
	return i
}

// open is the innermost open container.
func (s *scanner) open() (bracket string, at int) {
	at = int(s.nodes[s.parent].start)
	return string(s.src[at]), at
}

func closer(bracket string) string {
	if bracket == "{" {
		return "}"
	}
	return "]"
}

func (s *scanner) truncated(st state) *SyntaxError {
	end := s.prevEnd(len(s.src))
	if len(s.nodes) == 0 {
		start := 0
		if s.d.bom {
			start = len(bom)
		}
		return syntaxError(CauseEmpty, start, start)
	}
	err := syntaxError(CauseTruncated, end, end)
	if s.depth == 0 {
		return err
	}
	b, at := s.open()
	if st == wantColon {
		err = err.with("want", ":")
	}
	return err.with("open", b).with("want", closer(b)).began(at, at+1)
}

// fullWidth maps what a Chinese keyboard types to the JSON it stands for; ""
// when there is no single character for it.
var fullWidth = map[rune]string{
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '＂': `"`, '‘': `"`, '’': `"`, '＇': `"`, '「': `"`, '」': `"`, '『': `"`, '』': `"`, '«': `"`, '»': `"`,
	'，': ",", '、': ",", '﹐': ",", '؛': ",", '；': ",", '：': ":", '﹕': ":", '︰': ":",
	'｛': "{", '｝': "}", '［': "[", '］': "]", '【': "[", '】': "]", '〔': "[", '〕': "]", '。': ".", '．': ".", '－': "-", '—': "-", '–': "-", '−': "-", '＋': "+", '＝': ":",
	'（': "[", '）': "]", '＃': "#", '／': "/", '０': "0", '１': "1", '２': "2", '３': "3", '４': "4", '５': "5", '６': "6", '７': "7", '８': "8", '９': "9",
}

// stray finds characters that belong nowhere outside strings.
func stray(src []byte, i int) *SyntaxError {
	c := src[i]
	rest := src[i:]
	switch {
	case c == 0:
		return syntaxError(CauseNUL, i, i+1).with("char", charName(0))
	case c < 0x20 || c == 0x7F:
		return syntaxError(CauseInvisible, i, i+1).with("char", charName(rune(c)))
	case c == '/' && len(rest) > 1 && rest[1] == '*':
		end := len(rest)
		if j := bytes.Index(rest[2:], []byte("*/")); j >= 0 {
			end = j + 4
		}
		return syntaxError(CauseComment, i, i+end).with("kind", "/* */")
	case c == '/' && len(rest) > 1 && rest[1] == '/':
		return syntaxError(CauseComment, i, lineEnd(src, i)).with("kind", "//")
	case c == '#':
		return syntaxError(CauseComment, i, lineEnd(src, i)).with("kind", "#")
	case bytes.HasPrefix(rest, []byte("<!--")):
		return syntaxError(CauseComment, i, lineEnd(src, i)).with("kind", "<!-- -->")
	case bytes.HasPrefix(rest, []byte("```")):
		return syntaxError(CauseMarkdown, i, i+3)
	case bytes.HasPrefix(rest, []byte("...")):
		return syntaxError(CauseEllipsis, i, i+3)
	case c < utf8.RuneSelf:
		return nil
	}
	r, n := utf8.DecodeRune(rest)
	if want, ok := fullWidth[r]; ok {
		return syntaxError(CauseFullWidth, i, i+n).with("want", want).with("char", charName(r))
	}
	if r == '…' {
		return syntaxError(CauseEllipsis, i, i+n)
	}
	if r != utf8.RuneError && (unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r)) {
		return syntaxError(CauseInvisible, i, i+n).with("char", charName(r))
	}
	return nil
}

// lineEnd is the offset of the line's end, its \r\n or \n excluded.
func lineEnd(src []byte, i int) int {
	end := len(src)
	if j := bytes.IndexByte(src[i:], '\n'); j >= 0 {
		end = i + j
	}
	if end > i && src[end-1] == '\r' {
		end--
	}
	return end
}

// window is the text from i on, as much of it as a pattern may look at.
func window(src []byte, i int) []byte { return src[i:min(i+256, len(src))] }

var placeholders = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:\$\{[^{}"\r\n]+\}|\{\{[^{}"\r\n]*\}\}|\{%[^"\r\n]*?%\}|<%[^\r\n]*?%>|<[^<>"\r\n]+>|%[A-Za-z_][\w.-]*%|\$[A-Za-z_]\w*|@\$?[A-Za-z_][\w.]*\$?)`)
})

var bracedName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\{\s*[A-Za-z_][\w.-]*\s*\}`) })

// placeholder finds the marks of template engines where a key or value
// belongs. {{ has made the scanner stop at its second brace.
func (s *scanner) placeholder(i int, st state) *SyntaxError {
	if st == afterValue || st == wantColon {
		return nil
	}
	if st == wantFirstKey {
		_, from := s.open()
		w := window(s.src, from)
		m := placeholders().Find(w)
		if m == nil {
			m = bracedName().Find(w)
		}
		if m != nil && (s.depth > 1 || st == wantFirstKey && from+len(m) < len(bytes.TrimRight(s.src, " \t\r\n")) || len(w) == len(m)) {
			return syntaxError(CausePlaceholder, from, from+len(m))
		}
	}
	if m := placeholders().Find(window(s.src, i)); m != nil {
		return syntaxError(CausePlaceholder, i, i+len(m))
	}
	return nil
}

var (
	shellStart = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:#!|(?:[$>]\s+)?(?:sudo\s+)?(?:curl|wget|export|echo|set|source|cd|http|invoke-restmethod)\s)`)
	})
	shellLater = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^\s*(?:[$>]\s+)?(?:curl|wget)\s`) })
	httpStart  = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:(?:get|post|put|patch|delete|head|options)\s+(?:/|https?:)|http/\d)`)
	})
	codeStart = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:(?:const|let|var|import|export|from|def|package|func|function|async|await|class|return|use|public|private)\s|(?:[a-z_$][\w$.]*\s*(?::?=|\()))`)
	})
	formStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\w.%-]+=[^\s&{\[]*(?:&[\w.%-]+=[^\s&]*)+`) })
	yamlStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:---\s|-\s+\w|[\w-]+:(?:\s|$))`) })
	htmlStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^<(?:!doctype|\?xml|[a-z][a-z0-9]*(?:\s[^>]*)?>)`) })
	htmlTag   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^<[a-z_-]+>\s*$`) })
)

// notJSON recognises texts of another kind by how they begin.
func notJSON(src []byte, i int) *SyntaxError {
	head := bytes.ToLower(src[i:min(i+4096, len(src))])
	first := func(c Cause, kind string) *SyntaxError {
		return syntaxError(c, i, max(lineEnd(src, i), i+1)).with("kind", kind)
	}
	switch {
	case bytes.HasPrefix(head, []byte("```")), bytes.HasPrefix(head, []byte("~~~")):
		return syntaxError(CauseMarkdown, i, lineEnd(src, i))
	case htmlStart().Match(head) && !htmlTag().Match(head):
		kind := "HTML"
		if bytes.HasPrefix(head, []byte("<?xml")) {
			kind = "XML"
		}
		return first(CauseHTML, kind)
	case shellStart().Match(head), head[0] == '#' && shellLater().Match(head):
		return first(CauseShell, "shell")
	case httpStart().Match(head):
		return first(CauseHTTP, "HTTP")
	case formStart().Match(head):
		return first(CauseForm, "application/x-www-form-urlencoded")
	case codeStart().Match(head):
		return first(CauseCode, "code")
	case yamlStart().Match(head):
		return first(CauseYAML, "YAML")
	}
	return nil
}

// word is the end of the run of characters at i that a person would call one
// word; of an endless one only the beginning matters.
func word(src []byte, i int) int {
	for limit := i + 4096; i < len(src) && i < limit; {
		if c := src[i]; c < utf8.RuneSelf {
			if !isWordByte(c) && c != '.' && c != '-' && c != '+' && c != '/' && c != '\\' && c != '@' && c != '%' {
				break
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(src[i:])
		if _, punctuation := fullWidth[r]; punctuation || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			break
		}
		i += n
	}
	return i
}

// quoted is the end of a token in quotes c that closes on its line; it is the
// token's first character alone when it does not.
func quoted(src []byte, i int) int {
	c := src[i]
	for j := i + 1; j < len(src) && src[j] != '\n'; j++ {
		switch src[j] {
		case '\\':
			j++
		case c:
			return j + 1
		}
	}
	return i + 1
}

// lastValue is the value that ended last inside the innermost open container.
func (s *scanner) lastValue() (node, bool) {
	if s.depth == 0 {
		return node{}, false
	}
	p := s.nodes[s.parent]
	at, end := s.parent+1, uint32(len(s.nodes))
	if at >= end {
		return node{}, false
	}
	for s.nodes[at].next < end && s.nodes[at].next > at {
		at = s.nodes[at].next
	}
	return s.nodes[at], p.kind != Object || s.nodes[at].flags&flagKey == 0
}

// unopened says that the array which v begins was never opened: the bracket is
// missing behind the colon.
func (s *scanner) unopened(v node) *SyntaxError {
	at := s.prevEnd(int(v.start))
	return syntaxError(CauseUnopened, at, at).with("want", "[")
}

// bracket explains a closing bracket at i that fits nothing, or not the
// innermost open one.
func (s *scanner) bracket(i int) *SyntaxError {
	c := string(s.src[i])
	want := Object
	if c == "]" {
		want = Array
	}
	at := s.parent
	for depth := s.depth; depth > 0; depth-- {
		if s.nodes[at].kind == want {
			b, from := s.open()
			return syntaxError(CauseMismatched, i, i+1).with("open", b).with("want", closer(b)).began(from, from+1)
		}
		at = s.nodes[at].parent
	}
	if v, ok := s.lastValue(); ok && want == Array && v.kind == Object && s.prevEnd(i) == int(v.end) {
		return s.unopened(v)
	}
	// With nothing behind it, it stands for the bracket that is still missing.
	if s.depth > 0 && skipSpace(s.src, i+1) >= len(s.src) {
		b, from := s.open()
		return syntaxError(CauseMismatched, i, i+1).with("open", b).with("want", closer(b)).began(from, from+1)
	}
	return syntaxError(CauseExtraClose, i, i+1)
}

func (s *scanner) key(i int, st state) *SyntaxError {
	src := s.src
	after := st == wantKey
	switch c := src[i]; c {
	case '}', ']':
		if c == '}' && after {
			return syntaxError(CauseTrailingComma, s.comma, s.comma+1).with("want", "}")
		}
		return s.bracket(i)
	case ',':
		return syntaxError(CauseExtraComma, i, i+1)
	case ':':
		return syntaxError(CauseWantKey, i, i+1)
	case '\'':
		return syntaxError(CauseSingleQuotes, i, quoted(src, i))
	case '`':
		return syntaxError(CauseBacktick, i, quoted(src, i))
	case ';':
		return syntaxError(CauseSemicolon, i, i+1)
	case '{', '[':
		p := s.nodes[s.parent]
		if v, ok := s.lastValue(); ok && after && c == '{' && v.kind == Object && s.nodes[p.parent].kind != Array {
			return s.unopened(v)
		}
		if after && c == '{' && s.depth > 1 && s.nodes[p.parent].kind == Array {
			return syntaxError(CauseUnclosed, s.comma, s.comma).with("open", "{").with("want", "}").began(int(p.start), int(p.start)+1)
		}
		return syntaxError(CauseWantKey, i, i+1)
	}
	end := word(src, i)
	if end == i {
		_, n := utf8.DecodeRune(src[i:])
		return syntaxError(CauseWantKey, i, i+n)
	}
	if after && s.thousands(i, end) {
		return syntaxError(CauseThousands, int(s.nodes[len(s.nodes)-1].start), end)
	}
	next := skipSpace(src, end)
	switch {
	case end < len(src) && src[end] == '"':
		return syntaxError(CauseMissingQuote, i, end)
	case next < len(src) && (src[next] == ':' || src[next] == '=' || bytes.HasPrefix(src[next:], []byte("："))):
		return syntaxError(CauseUnquotedKey, i, end)
	}
	return syntaxError(CauseWantKey, i, end)
}

// thousands tells whether the word at i is the second half of a number like
// 1,000.
func (s *scanner) thousands(i, end int) bool {
	last := s.nodes[len(s.nodes)-1]
	return last.kind == Number && int(last.end) == s.comma && i == s.comma+1 && end == i+3 &&
		isDigit(s.src[i]) && isDigit(s.src[i+1]) && isDigit(s.src[i+2])
}

func (s *scanner) colon(i int) *SyntaxError {
	src := s.src
	key := s.nodes[len(s.nodes)-1]
	content := src[key.start+1 : key.end-1]
	if at, n, want := chineseQuote(content); n > 0 && want {
		from := int(key.start) + 1 + at
		r, _ := utf8.DecodeRune(src[from:])
		return syntaxError(CauseFullWidth, from, from+n).with("want", `"`).with("char", charName(r))
	}
	if src[i] == '=' {
		end := i + 1
		if end < len(src) && src[end] == '>' {
			end++
		}
		return syntaxError(CauseEquals, i, end)
	}
	if src[i] == ';' {
		return syntaxError(CauseSemicolon, i, i+1).with("want", ":")
	}
	if t := bytes.TrimRight(content, " \t"); len(t) > 0 && t[len(t)-1] == ':' {
		return syntaxError(CauseOpenString, int(key.start), int(key.end)).with("want", `"`)
	}
	return syntaxError(CauseMissingColon, int(key.end), int(key.end))
}

// chineseQuote finds a Chinese closing quote in a string's content behind
// which only JSON punctuation stands: the string was meant to end there.
func chineseQuote(content []byte) (at, n int, ok bool) {
	t := bytes.TrimRight(content, " \t\r,:}]")
	for _, p := range []string{"，", "：", "｝", "］"} {
		t = bytes.TrimRight(bytes.TrimSuffix(t, []byte(p)), " \t")
	}
	r, n := utf8.DecodeLastRune(t)
	if fullWidth[r] != `"` || len(t) == len(content) {
		return 0, 0, false
	}
	return len(t) - n, n, true
}

var restKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[^"\r\n]*"\s*:`) })

func (s *scanner) afterValue(i int) *SyntaxError {
	src := s.src
	c := src[i]
	last := s.nodes[len(s.nodes)-1]
	end := s.prevEnd(i)
	if last.kind == String && int(last.end) == end {
		if err := s.afterString(i, last); err != nil {
			return err
		}
	}
	if s.depth == 0 {
		return s.afterRoot(i, end)
	}
	if last.kind != String && int(last.end) == end {
		if err := s.afterScalar(i, last); err != nil {
			return err
		}
	}
	switch c {
	case '}', ']':
		return s.bracket(i)
	case ':':
		return s.strayColon(i, last)
	case ';':
		return syntaxError(CauseSemicolon, i, i+1).with("want", ",")
	case '=':
		return syntaxError(CauseEquals, i, i+1)
	case '\'':
		return syntaxError(CauseSingleQuotes, i, quoted(src, i))
	case '+', '*', '(', '?', '|', '&', '.':
		return syntaxError(CauseExpression, i, i+1)
	case '"':
		// 6": the number was meant to be a string.
		if i == end && (last.kind == Number || last.kind == Bool || last.kind == Null) && int(last.end) == end {
			return syntaxError(CauseMissingQuote, int(last.start), int(last.end))
		}
	}
	return syntaxError(CauseMissingComma, end, end)
}

// afterScalar explains what follows a number or literal on its line, when
// both together were meant to be a string: 1 girl in a room", 16:9.
func (s *scanner) afterScalar(i int, last node) *SyntaxError {
	src := s.src
	c := src[i]
	if last.kind != Number && last.kind != Bool && last.kind != Null || bytes.IndexByte(src[last.end:i], '\n') >= 0 ||
		bytes.IndexByte([]byte(`"{}[];='`), c) >= 0 || isDigit(c) || isLiteral(src, i) {
		return nil
	}
	rest := src[i:lineEnd(src, i)]
	rest = rest[:min(len(rest), 4096)]
	k := bytes.IndexAny(rest, ",]}\"")
	if k >= 0 && rest[k] == '"' && bytes.IndexByte(rest[1:k+1], ':') < 0 {
		return syntaxError(CauseMissingQuote, int(last.start), i+k)
	}
	if k >= 0 {
		rest = rest[:k]
	}
	if (isWordByte(c) || c == ':' && i == int(last.end)) && bytes.IndexByte(rest[1:], ':') < 0 {
		return syntaxError(CauseUnquotedValue, int(last.start), i+len(bytes.TrimRight(rest, " \t")))
	}
	return nil
}

// strayColon explains a colon outside an object: the { before its key is
// missing, or the ] of the array that ended before it.
func (s *scanner) strayColon(i int, key node) *SyntaxError {
	p := s.nodes[s.parent]
	if key.kind != String || p.kind != Array || int(key.end) != s.prevEnd(i) {
		return syntaxError(CauseStrayColon, i, i+1)
	}
	// An object before it that has the same key is its fellow; one that has
	// not is the array's last.
	var before node
	index := uint32(0)
	for at := s.parent + 1; int(at) < len(s.nodes)-1; at = s.nodes[at].next {
		before, index = s.nodes[at], at
	}
	if before.kind == Object && s.depth > 1 && s.comma >= int(before.end) && s.nodes[p.parent].kind == Object {
		fellow := false
		for k := index + 1; k < before.next; k = s.nodes[k+1].next {
			fellow = fellow || s.d.sameKey(&s.nodes[k], &key)
		}
		if !fellow {
			return syntaxError(CauseUnclosed, s.comma, s.comma).with("open", "[").with("want", "]").began(int(p.start), int(p.start)+1)
		}
	}
	return syntaxError(CauseStrayColon, int(key.start), int(key.end))
}

// afterString explains what follows a string where a comma or bracket
// belongs, when the string itself is to blame.
func (s *scanner) afterString(i int, last node) *SyntaxError {
	src := s.src
	c := src[i]
	start, end := int(last.start), int(last.end)
	content := src[start+1 : end-1]
	rest := src[i:lineEnd(src, i)]
	if rest = rest[:min(len(rest), 4096)]; len(rest) == 0 {
		return nil
	}
	same := bytes.IndexByte(src[end:i], '\n') < 0
	plain := isWordByte(c) && c < 0x80 && (isDigit(c) || isLiteral(src, i))
	switch c {
	case '}', ']', ';', '=':
		return nil
	case ':':
		return nil
	case '+':
		return syntaxError(CauseExpression, i, i+1)
	case '{', '[':
		// A string before a new bracket: only the comma is missing.
		return nil
	}
	if at, n, ok := chineseQuote(content); ok && same {
		from := start + 1 + at
		r, _ := utf8.DecodeRune(src[from:])
		return syntaxError(CauseFullWidth, from, from+n).with("want", `"`).with("char", charName(r))
	}
	t := bytes.TrimRight(content, " \t")
	switch t := string(bytes.TrimSpace(content)); {
	case !same:
	case t == "{" || t == "[" || t == "[{":
		return syntaxError(CauseUnescapedJSON, start, end)
	}
	if same && len(t) > 0 && t[len(t)-1] == ',' && c != '"' && restKey().Match(rest) {
		return syntaxError(CauseOpenString, start, end).with("want", `"`)
	}
	if c == '"' {
		if after := bytes.TrimLeft(rest[1:], " \t"); i == end && (len(after) == 0 || bytes.IndexByte([]byte(",}]"), after[0]) >= 0) {
			return syntaxError(CauseUnescapedQuote, end-1, end).began(start, start+1)
		}
		return nil
	}
	if same && bytes.IndexByte(rest, '"') >= 0 && !(plain && i > end && !strayQuoteAhead(rest)) {
		return syntaxError(CauseUnescapedQuote, end-1, end).began(start, start+1)
	}
	return nil
}

// strayQuoteAhead tells whether the text after a number or literal goes on as
// prose up to a quote, rather than as JSON.
func strayQuoteAhead(rest []byte) bool {
	k := bytes.IndexAny(rest, ",]}\"")
	return k >= 0 && rest[k] == '"'
}

func isLiteral(src []byte, i int) bool {
	switch string(src[i:word(src, i)]) {
	case "true", "false", "null":
		return true
	}
	return false
}

func (s *scanner) afterRoot(i, end int) *SyntaxError {
	src := s.src
	root := s.nodes[0]
	switch c := src[i]; c {
	case '}', ']':
		return s.bracket(i)
	case ',':
		if skipSpace(src, i+1) >= len(src) {
			return syntaxError(CauseTrailingComma, i, i+1)
		}
		if root.kind == String {
			return syntaxError(CauseStrayColon, int(root.start), int(root.end))
		}
		if t := s.prevEnd(len(src)); root.kind == Object && src[t-1] == ']' {
			return s.unopened(root)
		}
		return syntaxError(CauseTrailingData, i, i+1).began(int(root.start), int(root.start)+1)
	case ':':
		if root.kind == String {
			return syntaxError(CauseStrayColon, int(root.start), int(root.end))
		}
		return syntaxError(CauseStrayColon, i, i+1)
	case ';':
		return syntaxError(CauseSemicolon, i, i+1)
	case '"':
		if i == end && root.kind == Number {
			return syntaxError(CauseMissingQuote, int(root.start), int(root.end))
		}
	}
	to := i + 1
	if w := word(src, i); w > i {
		to = w
	}
	return syntaxError(CauseTrailingData, i, to).began(int(root.start), int(root.start)+1)
}

var (
	exprStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:[A-Za-z_$][\w$.]*[(\[]|[rbfuRBFU]{1,2}["'])`) })
	hexNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[+-]?0[xXoObB][0-9a-fA-F_]+$`) })
	zeroStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-?0[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$`) })
	barePoint = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-?(?:\.[0-9]+|[0-9]+\.)(?:[eE][+-]?[0-9]+)?$`) })
	plusStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\+(?:\.?[0-9]|[Ii]nf|NaN)`) })
)

func (s *scanner) value(i int, st state) *SyntaxError {
	src := s.src
	c := src[i]
	switch c {
	case ']', '}':
		switch {
		case c == ']' && st == wantElement:
			return syntaxError(CauseTrailingComma, s.comma, s.comma+1).with("want", "]")
		case st == wantMember && (c == '}' || s.nodes[s.parent].kind == Array):
			return s.missingValue(i)
		}
		return s.bracket(i)
	case ',':
		if st == wantMember {
			return s.missingValue(i)
		}
		return syntaxError(CauseExtraComma, i, i+1)
	case '\'':
		return syntaxError(CauseSingleQuotes, i, quoted(src, i))
	case '`':
		return syntaxError(CauseBacktick, i, quoted(src, i))
	case ';':
		return syntaxError(CauseSemicolon, i, i+1)
	case '(':
		return syntaxError(CauseExpression, i, i+1)
	}
	end := word(src, i)
	if end == i {
		_, n := utf8.DecodeRune(src[i:])
		return syntaxError(CauseWantValue, i, i+n)
	}
	if complete(src, i, end) {
		if err := stray(src, end); err != nil {
			return err
		}
	}
	w := string(src[i:end])
	at := func(c Cause) *SyntaxError { return syntaxError(c, i, end) }
	switch strings.TrimLeft(strings.ToLower(w), "+-") {
	case "nan", "inf", "infinity", "1.#inf", "1.#qnan", "math.inf", "math.nan", "float.nan":
		return at(CauseNaN)
	}
	switch w {
	case "True":
		return at(CausePython).with("want", "true")
	case "False":
		return at(CausePython).with("want", "false")
	case "None":
		return at(CausePython).with("want", "null")
	case "undefined":
		return at(CauseUndefined)
	}
	switch low := strings.ToLower(w); low {
	case "true", "false", "null":
		return at(CauseLiteralCase).with("want", low)
	case "nil":
		return at(CauseLiteralCase).with("want", "null")
	}
	if end == len(src) && s.depth > 0 && beginsLiteral(w) {
		return s.truncated(st)
	}
	if isDigit(c) || (c == '-' || c == '+' || c == '.') && len(w) > 1 && (isDigit(w[1]) || w[1] == '.' || c != '.' && w[1] == '-') || w == "-" {
		if end == len(src) && s.depth > 0 && !hexNumber().MatchString(w) && !zeroStart().MatchString(w) {
			return s.truncated(st)
		}
		switch {
		case end < len(src) && src[end] == '"':
			return at(CauseMissingQuote)
		case plusStart().MatchString(w):
			return at(CauseLeadingPlus)
		case hexNumber().MatchString(w):
			return at(CauseHex)
		case zeroStart().MatchString(w):
			if st == wantElement && s.thousands(i, end) {
				return syntaxError(CauseThousands, int(s.nodes[len(s.nodes)-1].start), end)
			}
			return at(CauseLeadingZero)
		case barePoint().MatchString(w):
			return at(CauseBarePoint)
		}
		if onlyIn(w, "0123456789.eE+-_") {
			return at(CauseBadNumber)
		}
		return at(CauseUnquotedValue)
	}
	switch {
	case exprStart().Match(window(src, i)):
		return at(CauseExpression)
	case end < len(src) && src[end] == '"':
		return at(CauseMissingQuote)
	}
	// Unquoted words go on to the end of what should have been the string.
	rest := src[i:lineEnd(src, i)]
	if k := bytes.IndexAny(rest[:min(len(rest), 4096)], ",]}\""); k >= 0 {
		rest = rest[:k]
		if src[i+k] == '"' && i+k > end {
			return syntaxError(CauseMissingQuote, i, i+k)
		}
	}
	if t := bytes.TrimRight(rest, " \t"); len(t) > end-i && len(t) <= 4096 {
		end = i + len(t)
	}
	return syntaxError(CauseUnquotedValue, i, end)
}

// complete tells whether the word from i to end is a value by itself, so that
// what follows it is to blame.
func complete(src []byte, i, end int) bool {
	if end >= len(src) {
		return false
	}
	n, ok := scanNumber(src[:end], i)
	return ok && n == end || isLiteral(src, i)
}

func onlyIn(s, set string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune(set, r) }) < 0
}

// missingValue points behind the colon that no value follows.
func (s *scanner) missingValue(i int) *SyntaxError {
	end := s.prevEnd(i)
	return syntaxError(CauseMissingValue, end, end)
}

// diagnoseString explains a string that opens at `open` and breaks at i.
func (s *scanner) diagnoseString(open, i int, key bool) *SyntaxError {
	err := s.explainString(open, i, key)
	err.at = i
	return err
}

func (s *scanner) explainString(open, i int, key bool) *SyntaxError {
	src := s.src
	content := src[open+1 : i]
	if i >= len(src) {
		return s.unterminated(open, len(src))
	}
	switch c := src[i]; {
	case c == '\\':
		if i+1 >= len(src) || src[i+1] == 'u' && len(src)-i < 6 && len(bytes.TrimRight(src[i+2:], "0123456789abcdefABCDEF")) == 0 {
			return s.unterminated(open, len(src))
		}
		return badEscape(src, open, i)
	case c == 0:
		return syntaxError(CauseNUL, i, i+1).with("char", charName(0)).began(open, open+1)
	case c == '\t':
		return syntaxError(CauseRawTab, i, i+1).with("char", charName('\t')).began(open, open+1)
	case c == '\n' || c == '\r':
		return s.newline(open, i, key, content)
	default:
		return syntaxError(CauseControl, i, i+1).with("char", charName(rune(c))).began(open, open+1)
	}
}

// unterminated explains a string that goes on to the end of the text.
func (s *scanner) unterminated(open, end int) *SyntaxError {
	t := bytes.TrimRight(s.src[open+1:end], " \t\r\n")
	if at, n, ok := chineseQuote(t); ok {
		from := open + 1 + at
		r, _ := utf8.DecodeRune(s.src[from:])
		return syntaxError(CauseFullWidth, from, from+n).with("want", `"`).with("char", charName(r))
	}
	if len(t) > 0 && (t[len(t)-1] == '}' || t[len(t)-1] == ']') {
		return syntaxError(CauseOpenString, open, open+1+len(t)).with("want", `"`)
	}
	to := open + 1 + len(t)
	return syntaxError(CauseTruncated, to, to).with("open", `"`).with("want", `"`).began(open, open+1)
}

var nextKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^"[^"\r\n]*"\s*:`) })

// newline decides between a text of several lines and a string whose closing
// quote was forgotten: then the next line goes on as JSON.
func (s *scanner) newline(open, i int, key bool, content []byte) *SyntaxError {
	src := s.src
	end := i + 1
	if src[i] == '\r' && end < len(src) && src[end] == '\n' {
		end++
	}
	next := skipSpace(src, i)
	if next >= len(src) {
		return s.unterminated(open, i)
	}
	if at, n, ok := chineseQuote(content); ok {
		from := open + 1 + at
		r, _ := utf8.DecodeRune(src[from:])
		return syntaxError(CauseFullWidth, from, from+n).with("want", `"`).with("char", charName(r))
	}
	missing := syntaxError(CauseOpenString, open, i).with("want", `"`)
	t := bytes.TrimRight(content, " \t")
	ends := byte(0)
	if len(t) > 0 {
		ends = t[len(t)-1]
	}
	// JSON that was pasted between quotes begins like JSON.
	if w := bytes.TrimSpace(content); !key && (string(w) == "{" || string(w) == "[" || string(w) == "[{") {
		return syntaxError(CauseUnescapedJSON, open, i)
	}
	rest := window(src, next)
	switch {
	case key:
		return missing
	case nextKey().Match(rest):
		return missing
	case ends == ',' && bytes.IndexByte([]byte(`"{[`), src[next]) >= 0:
		return missing
	case src[next] == '}' || src[next] == ']':
		if k := skipSpace(src, next+1); k >= len(src) || bytes.IndexByte([]byte(",}]"), src[k]) >= 0 {
			return missing
		}
	}
	return syntaxError(CauseRawNewline, i, end).with("char", charName(rune(src[i]))).began(open, open+1)
}

var drivePath = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:[A-Za-z]:|\\\\[A-Za-z0-9])`) })

// badEscape explains a backslash at i that begins no escape.
func badEscape(src []byte, open, i int) *SyntaxError {
	to := i + 2
	switch c := src[i+1]; {
	case c >= utf8.RuneSelf:
		_, n := utf8.DecodeRune(src[i+1:])
		to = i + 1 + n
	case c == 'u':
		for to < len(src) && to < i+6 && isHex(src[to]) {
			to++
		}
	case c < 0x20:
		to = i + 1
	}
	if src[i+1] == 'x' {
		for to < len(src) && to < i+4 && isHex(src[to]) {
			to++
		}
	}
	c := CauseBadEscape
	if drivePath().Match(window(src, open+1)) && src[i+1] != '\'' {
		c = CauseWindowsPath
	}
	return syntaxError(c, i, to).began(open, open+1)
}

// beginsLiteral tells whether w is the beginning of true, false or null.
func beginsLiteral(w string) bool {
	for _, word := range [...]string{"true", "false", "null"} {
		if strings.HasPrefix(word, w) {
			return true
		}
	}
	return false
}
