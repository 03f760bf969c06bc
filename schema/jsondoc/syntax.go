package jsondoc

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

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

// Excerpt is text made fit for one line of a message: control characters,
// invalid bytes and direction marks become U+FFFD, whitespace one space, and
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
