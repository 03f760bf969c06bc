package editor

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// mostTyped is the length of a word that somebody is typing, in bytes.
const mostTyped = 200

// Typing is a word of a program that somebody is typing.
type Typing struct {
	// Word is the place of the word, with its quotes where it has any.
	Word jsondoc.Span
	// after is where the text goes on that can be read without the word: behind
	// the comma of a member that is only a word so far.
	after int
}

// HalfTyped is the word that somebody is typing at an offset: without it the
// program can be read, and the place where it was is completed instead. ok is
// false where no word begins a member or a value.
func HalfTyped(text []byte, at int) (t Typing, ok bool) {
	if at < 0 || at > len(text) {
		return t, false
	}
	start := at
	for start > 0 && at-start < mostTyped {
		r, size := utf8.DecodeLastRune(text[:start])
		if !inWord(r) {
			break
		}
		start -= size
	}
	t.Word = jsondoc.Span{Start: start, End: at}
	if start > 0 && isQuote(text[start-1]) {
		t.Word = withQuotes(text, start, at)
	}
	t.after = t.Word.End
	sign := opening(text[:t.Word.Start])
	if rest := bytes.TrimLeft(text[t.Word.End:], " \t\r\n"); (sign == "{" || sign == "[" || sign == ",") && bytes.HasPrefix(rest, []byte{','}) {
		t.after = len(text) - len(rest) + 1
	}
	return t, t.Word.Start < t.Word.End && sign != ""
}

// Without is the text without the word.
func (t *Typing) Without(text []byte) []byte {
	return slices.Concat(text[:t.Word.Start], text[t.after:])
}

// Moved are completions for the text without the word, as they are made in the
// text that has it: they take the place of the word.
func (t *Typing) Moved(items []Item) (out []Item) {
	for _, i := range items {
		if i.Start != t.Word.Start || i.End != t.Word.Start {
			continue
		}
		i.End = t.Word.End
		if t.after > t.Word.End {
			i.New = strings.TrimSuffix(i.New, ", ") // the comma is there
		}
		out = append(out, i)
	}
	return out
}

// Unclosed reports whether a completion takes the place of a string that ends
// only with its line: its quote is still to be typed.
func Unclosed(text []byte, i Item, at int) bool {
	return i.Start < i.End && i.End <= len(text) && at < i.End && isQuote(text[i.Start]) && (text[i.End-1] != text[i.Start] || i.End == i.Start+1)
}

func inWord(r rune) bool {
	return r == '_' || r == '-' || r == '.' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func isQuote(b byte) bool { return b == '"' || b == '\'' || b == '`' }

// withQuotes is a word with the quote before it and the rest of the word with
// its quote, where there is one. In a notebook a backslash comes before a quote.
func withQuotes(text []byte, start, at int) jsondoc.Span {
	from := start - 1
	if from > 0 && text[from-1] == '\\' {
		from--
	}
	mark, end := text[from:start], at
	for end < len(text) && end-at < mostTyped {
		r, size := utf8.DecodeRune(text[end:])
		if !inWord(r) {
			break
		}
		end += size
	}
	if bytes.HasPrefix(text[end:], mark) {
		return jsondoc.Span{Start: from, End: end + len(mark)}
	}
	return jsondoc.Span{Start: from, End: at}
}

// opening is the sign before a place at which a member, an element or a value may
// begin, "" at another place. The lines of a notebook are strings of their own.
func opening(before []byte) string {
	before = bytes.TrimRight(before, " \t\r\n")
	if line, ok := bytes.CutSuffix(before, []byte{'"'}); ok {
		if line, ok = bytes.CutSuffix(bytes.TrimRight(line, " \t\r\n"), []byte(`\n",`)); ok {
			before = bytes.TrimRight(line, " \t")
		}
	}
	for _, sign := range []string{"{", "[", "(", ",", ":", "=>", "="} {
		if bytes.HasSuffix(before, []byte(sign)) {
			return sign
		}
	}
	return ""
}
