package jsondoc

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// Words in place of values and keys.

var (
	exprStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:[A-Za-z_$][\w$.]*[(\[]|[rbfuRBFU]{1,2}["'])`) })
	hexNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[+-]?0[xXoObB][0-9a-fA-F_]+$`) })
	zeroStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-?0[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$`) })
	barePoint = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-?(?:\.[0-9]+|[0-9]+\.)(?:[eE][+-]?[0-9]+)?$`) })
	plusStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\+(?:\.?[0-9]|[Ii]nf|NaN)`) })
	anyNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9.eE+_-]+$`) })
)

// token marks the word at i.
func (b *breakage) token() *SyntaxError { return mark(b.i, b.wordEnd()) }

// looksLikeNumber reports whether a number was meant by w.
func looksLikeNumber(w string) bool {
	switch {
	case w == "":
		return false
	case isDigit(w[0]) || w == "-":
		return true
	case len(w) == 1 || w[0] != '-' && w[0] != '+' && w[0] != '.':
		return false
	}
	return isDigit(w[1]) || w[1] == '.' || w[0] != '.' && w[1] == '-'
}

// number marks the word at i when it is a number that matches.
func (b *breakage) number(pattern *regexp.Regexp) *SyntaxError {
	if w := b.word(); !looksLikeNumber(w) || !pattern.MatchString(w) {
		return nil
	}
	return b.token()
}

func isNaN(b *breakage) *SyntaxError {
	switch strings.TrimLeft(strings.ToLower(b.word()), "+-") {
	case "nan", "inf", "infinity", "math.inf", "math.nan", "float.nan":
		return b.token()
	}
	return nil
}

func isPython(b *breakage) *SyntaxError {
	switch b.word() {
	case "True":
		return b.token().with("want", "true")
	case "False":
		return b.token().with("want", "false")
	case "None":
		return b.token().with("want", "null")
	}
	return nil
}

func isUndefined(b *breakage) *SyntaxError {
	if b.word() != "undefined" {
		return nil
	}
	return b.token()
}

func isLiteralCase(b *breakage) *SyntaxError {
	switch low := strings.ToLower(b.word()); low {
	case "true", "false", "null":
		return b.token().with("want", low)
	case "nil":
		return b.token().with("want", "null")
	}
	return nil
}

// isTruncated knows the end of the text inside a bracket, string, literal,
// number or character.
func isTruncated(b *breakage) *SyntaxError {
	size := len(b.src)
	switch {
	case b.where == atBadByte:
		if utf8.FullRune(b.src[b.i:]) {
			return nil
		}
		return mark(b.i, size).with("open", "UTF-8")
	case b.where&inQuotes != 0:
		end, ok := b.unterminated()
		if !ok {
			return nil
		}
		to := b.opened + 1 + len(bytes.TrimRight(b.src[b.opened+1:end], " \t\r\n"))
		return mark(to, to).with("open", `"`).with("want", `"`).began(b.opened, b.opened+1)
	case b.where != atEnd && !b.isCutWord():
		return nil
	}
	end := b.prevEnd(size)
	at, open, closing := b.container()
	return mark(end, end).with("open", open).with("want", closing).began(at, at+1)
}

// isCutWord reports whether the text ends in the middle of a literal or number.
func (b *breakage) isCutWord() bool {
	w := b.word()
	if w == "" || b.depth == 0 || b.wordEnd() < len(b.src) {
		return false
	}
	for _, literal := range [...]string{"true", "false", "null"} {
		if strings.HasPrefix(literal, w) {
			return true
		}
	}
	return looksLikeNumber(w) && !hexNumber().MatchString(w) && !zeroStart().MatchString(w)
}

// isThousands knows the second half of a number like 1,000.
func isThousands(b *breakage) *SyntaxError {
	end := b.wordEnd()
	if len(b.nodes) == 0 || end != b.i+3 || b.where == atElement && (!zeroStart().MatchString(b.word()) || b.follows(end, '"')) {
		return nil
	}
	last := b.last()
	if last.kind != Number || int(last.end)+1 != b.i || b.src[last.end] != ',' || skipDigits(b.src, b.i) < end {
		return nil
	}
	return mark(int(last.start), end)
}

// isMissingQuote knows a string without its opening quote.
func isMissingQuote(b *breakage) *SyntaxError {
	end := b.wordEnd()
	switch {
	case b.where == afterValue:
		return b.scalarWithQuote()
	case end == b.i:
		return nil
	case b.where&atValue != 0 && !looksLikeNumber(b.word()):
		if exprStart().Match(window(b.src, b.i)) {
			return nil
		}
		end = max(end, b.i+b.unquoted())
	}
	if !b.follows(end, '"') {
		return nil
	}
	return mark(b.i, end)
}

// unquoted is the length of what stands on the line up to the next comma,
// bracket or quote.
func (b *breakage) unquoted() int {
	rest := b.line(b.i)
	if k := bytes.IndexAny(rest, ",]}\""); k >= 0 {
		return k
	}
	return len(rest)
}

// scalarBefore is the number or literal directly before i.
func (b *breakage) scalarBefore() (node, bool) {
	last := b.last()
	return last, int(last.end) == b.prevEnd(b.i) && (last.kind == Number || last.kind == Bool || last.kind == Null)
}

// scalarWithQuote knows text that begins like a number or literal and ends in
// a quote: 6", 1 girl in a room".
func (b *breakage) scalarWithQuote() *SyntaxError {
	v, ok := b.scalarBefore()
	if !ok {
		return nil
	}
	if b.is(`"`) {
		if b.i == int(v.end) && (b.depth > 0 || v.kind == Number) {
			return mark(int(v.start), int(v.end))
		}
		return nil
	}
	n := b.unquoted()
	if !b.mayBelongTo(v) || !b.follows(b.i+n, '"') || bytes.IndexByte(b.src[b.i+1:b.i+n], ':') >= 0 {
		return nil
	}
	return mark(int(v.start), b.i+n)
}

// mayBelongTo reports whether what stands at i may be one text with the number
// or literal v before it.
func (b *breakage) mayBelongTo(v node) bool {
	return b.depth > 0 && b.sameLine(int(v.end)) && !b.is(`"{}[];='`) && !isDigit(b.char()) && !isLiteral(b.src, b.i)
}

// isUnquotedValue knows text without quotes; of what is not a number, all up to
// where the string should have ended.
func isUnquotedValue(b *breakage) *SyntaxError {
	if b.where == afterValue {
		return b.scalarWithText()
	}
	end := b.wordEnd()
	if end == b.i {
		return nil
	}
	if !looksLikeNumber(b.word()) {
		rest := b.src[b.i:lineEnd(b.src, b.i)]
		if n := b.unquoted(); n < len(rest) && n < 4096 {
			rest = rest[:n]
		}
		if t := bytes.TrimRight(rest, " \t"); len(t) <= 4096 {
			end = max(end, b.i+len(t))
		}
	}
	return mark(b.i, end)
}

// scalarWithText knows text that begins like a number or literal: 16:9.
func (b *breakage) scalarWithText() *SyntaxError {
	v, ok := b.scalarBefore()
	if !ok || !b.mayBelongTo(v) || !isWordByte(b.char()) && (b.char() != ':' || b.i != int(v.end)) {
		return nil
	}
	text := b.src[b.i : b.i+b.unquoted()]
	if bytes.IndexByte(text[1:], ':') >= 0 {
		return nil
	}
	return mark(int(v.start), b.i+len(bytes.TrimRight(text, " \t")))
}

func isSingleQuotes(b *breakage) *SyntaxError {
	if !b.is("'") || b.atRootEnd() {
		return nil
	}
	return mark(b.i, quoted(b.src, b.i))
}

func isBacktick(b *breakage) *SyntaxError {
	if !b.is("`") {
		return nil
	}
	return mark(b.i, quoted(b.src, b.i))
}

// isExpression knows program code in place of a value.
func isExpression(b *breakage) *SyntaxError {
	switch {
	case b.where == afterValue:
		last := b.last()
		concatenation := b.is("+") && last.kind == String && int(last.end) == b.prevEnd(b.i)
		if concatenation || b.depth > 0 && b.is("+*(?|&.") {
			return b.here(1)
		}
	case b.is("("):
		return b.here(1)
	case !looksLikeNumber(b.word()) && b.wordEnd() > b.i && exprStart().Match(window(b.src, b.i)):
		return b.token()
	}
	return nil
}

func isLeadingPlus(b *breakage) *SyntaxError { return b.number(plusStart()) }

func isHexNumber(b *breakage) *SyntaxError { return b.number(hexNumber()) }

func isLeadingZero(b *breakage) *SyntaxError { return b.number(zeroStart()) }

func isBarePoint(b *breakage) *SyntaxError { return b.number(barePoint()) }

func isBadNumber(b *breakage) *SyntaxError { return b.number(anyNumber()) }

func isUnquotedKey(b *breakage) *SyntaxError {
	end := b.wordEnd()
	next := skipSpace(b.src, end)
	if end == b.i || !b.follows(next, ':') && !b.follows(next, '=') && !bytes.HasPrefix(b.src[next:], []byte("：")) {
		return nil
	}
	return mark(b.i, end)
}

// isNoToken is the last resort where a key or value belongs: it marks the word
// or the character there.
func isNoToken(b *breakage) *SyntaxError {
	_, size := utf8.DecodeRune(b.src[b.i:])
	return mark(b.i, max(b.wordEnd(), b.i+size))
}
