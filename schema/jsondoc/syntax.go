package jsondoc

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Cause says why a text is not JSON, in the terms of the person who wrote it.
type Cause string

// The causes. Each is the variant of a message in the catalogs.
const (
	// The text as a whole.
	CauseEmpty    Cause = "empty"     // nothing but white space
	CauseTooDeep  Cause = "too-deep"  // more than MaxDepth levels
	CauseTooLarge Cause = "too-large" // more than MaxSize bytes or MaxValues values
	CauseHTML     Cause = "html"      // an HTML or XML page
	CauseShell    Cause = "shell"     // a shell script or a curl command
	CauseHTTP     Cause = "http"      // a whole HTTP request or answer
	CauseCode     Cause = "code"      // JavaScript, Python, Go …
	CauseYAML     Cause = "yaml"
	CauseForm     Cause = "form"     // a=1&b=2
	CauseMarkdown Cause = "markdown" // a ``` fence around the JSON
	CauseBinary   Cause = "binary"   // an image, an archive …

	// Its bytes.
	CauseBOM         Cause = "bom" // never a SyntaxError: see Document.BOM
	CauseUTF16       Cause = "utf16"
	CauseUTF32       Cause = "utf32"
	CauseInvalidUTF8 Cause = "invalid-utf8"
	CauseGBK         Cause = "gbk" // invalid UTF-8 that reads as GBK
	CauseNUL         Cause = "nul"

	// Its end.
	CauseTruncated    Cause = "truncated"     // the text ends inside a bracket or value
	CauseTrailingData Cause = "trailing-data" // a second document follows
	CauseExtraClose   Cause = "extra-close"   // a bracket closes what was never opened
	CauseMismatched   Cause = "mismatched-bracket"
	CauseUnclosed     Cause = "unclosed" // the } or ] before a comma is missing
	CauseUnopened     Cause = "unopened" // the [ before an object is missing

	// Punctuation.
	CauseTrailingComma Cause = "trailing-comma"
	CauseExtraComma    Cause = "extra-comma"
	CauseMissingComma  Cause = "missing-comma"
	CauseMissingColon  Cause = "missing-colon"
	CauseMissingValue  Cause = "missing-value"
	CauseStrayColon    Cause = "stray-colon" // a key and colon outside any object
	CauseEquals        Cause = "equals"      // = or => where a colon belongs
	CauseSemicolon     Cause = "semicolon"
	CauseComment       Cause = "comment"
	CauseFullWidth     Cause = "full-width" // Chinese punctuation or digits
	CauseInvisible     Cause = "invisible"  // no-break space, zero-width space …
	CauseEllipsis      Cause = "ellipsis"   // ... in an abbreviated sample

	// Keys and values.
	CauseWantKey       Cause = "want-key"
	CauseWantValue     Cause = "want-value"
	CauseSingleQuotes  Cause = "single-quotes"
	CauseBacktick      Cause = "backtick"
	CauseUnquotedKey   Cause = "unquoted-key"
	CauseUnquotedValue Cause = "unquoted-value"
	CausePlaceholder   Cause = "placeholder" // {{seed}}, ${SEED} … without quotes
	CauseExpression    Cause = "expression"  // program code in place of a value
	CauseNaN           Cause = "nan"         // NaN, Infinity, -Infinity
	CausePython        Cause = "python-literal"
	CauseUndefined     Cause = "undefined"
	CauseLiteralCase   Cause = "literal-case" // TRUE, Null …
	CauseLeadingPlus   Cause = "leading-plus"
	CauseLeadingZero   Cause = "leading-zero"
	CauseHex           Cause = "hex-number"
	CauseBarePoint     Cause = "bare-point" // .5 or 1.
	CauseThousands     Cause = "thousands-separator"
	CauseBadNumber     Cause = "bad-number"

	// Strings.
	CauseRawNewline     Cause = "raw-newline"
	CauseRawTab         Cause = "raw-tab"
	CauseControl        Cause = "control-character"
	CauseBadEscape      Cause = "bad-escape"
	CauseWindowsPath    Cause = "windows-path"
	CauseOpenString     Cause = "open-string"   // the closing quote is missing
	CauseMissingQuote   Cause = "missing-quote" // the opening quote is missing
	CauseUnescapedQuote Cause = "unescaped-quote"
	CauseUnescapedJSON  Cause = "unescaped-json" // JSON pasted into a string as it is
)

// Causes lists every cause.
func Causes() []Cause {
	return []Cause{
		CauseEmpty, CauseTooDeep, CauseTooLarge, CauseHTML, CauseShell, CauseHTTP, CauseCode, CauseYAML, CauseForm, CauseMarkdown, CauseBinary,
		CauseBOM, CauseUTF16, CauseUTF32, CauseInvalidUTF8, CauseGBK, CauseNUL,
		CauseTruncated, CauseTrailingData, CauseExtraClose, CauseMismatched, CauseUnclosed, CauseUnopened,
		CauseTrailingComma, CauseExtraComma, CauseMissingComma, CauseMissingColon, CauseMissingValue, CauseStrayColon, CauseEquals,
		CauseSemicolon, CauseComment, CauseFullWidth, CauseInvisible, CauseEllipsis,
		CauseWantKey, CauseWantValue, CauseSingleQuotes, CauseBacktick, CauseUnquotedKey, CauseUnquotedValue, CausePlaceholder,
		CauseExpression, CauseNaN, CausePython, CauseUndefined, CauseLiteralCase,
		CauseLeadingPlus, CauseLeadingZero, CauseHex, CauseBarePoint, CauseThousands, CauseBadNumber,
		CauseRawNewline, CauseRawTab, CauseControl, CauseBadEscape, CauseWindowsPath,
		CauseOpenString, CauseMissingQuote, CauseUnescapedQuote, CauseUnescapedJSON,
	}
}

// SyntaxError is the one reason why Parse refused a text, at its place.
type SyntaxError struct {
	Cause Cause
	// Span is the place in the text that was parsed: what must change. It is
	// empty where something is missing.
	Span Span
	// Began is where the string or bracket began that the cause is about (the
	// one still open in a truncated text); nil when there is none.
	Began *Span
	// Args are short fragments of JSON syntax that the message names: want
	// (what belongs there), open (the bracket still open), char (U+… of a
	// character), kind. They never hold content of the text; what stands at
	// Span is for the caller to quote, by Excerpt.
	Args map[string]string

	doc *Document
	at  int // where the scanner stopped
}

// Error is for programmers; people get the catalogs' words for Cause.
func (e *SyntaxError) Error() string { return "not JSON: " + string(e.Cause) }

// Document gives the text's lines and the mapping to the outermost file; it
// has no values.
func (e *SyntaxError) Document() *Document { return e.doc }

// Position is the error's place in the outermost file.
func (e *SyntaxError) Position() Position { return e.doc.Position(e.Span.Start) }

func syntaxError(c Cause, start, end int) *SyntaxError {
	return &SyntaxError{Cause: c, Span: Span{start, end}, at: start}
}

func (e *SyntaxError) with(name, value string) *SyntaxError {
	if e.Args == nil {
		e.Args = map[string]string{}
	}
	e.Args[name] = value
	return e
}

func (e *SyntaxError) began(start, end int) *SyntaxError {
	e.Began = &Span{start, end}
	return e
}

// Excerpt is text made fit for one line of a message: control characters,
// invalid bytes and direction marks become U+FFFD, white space one space, and
// what is longer than limit runes is cut.
func Excerpt(text []byte, limit int) string {
	var b strings.Builder
	space := false
	for n := 0; len(text) > 0; n++ {
		if n == limit {
			b.WriteString("…")
			break
		}
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case r == ' ' || r == '\t' || r == '\n' || r == '\r':
			if space {
				n--
				continue
			}
			space = true
			b.WriteByte(' ')
			continue
		case !unicode.IsPrint(r):
			r = utf8.RuneError
		}
		space = false
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}
