package jsondoc

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// All about broken texts runs once per text, after the scanner has stopped: it
// turns the place and what was expected there into the cause that a person
// would name. Nothing looks at a byte more than a few times.

// state is what the scanner expects at a place, as a bit of a set.
type state uint16

const (
	atRoot         state = 1 << iota // the only value of the text
	atMember                         // the value after a colon
	atFirstElement                   // a value or ]
	atElement                        // the value after a comma
	atFirstKey                       // a key or }
	atKey                            // the key after a comma
	atColon
	afterValue // a comma, a closing bracket or the end
	atEnd      // anything, but the text ends
	inString   // the rest of a string
	inKey      // the rest of a key
	atHead     // the first bytes, before all else
	atBadByte  // a character: the bytes are not UTF-8

	atValue  = atRoot | atMember | atFirstElement | atElement
	atAKey   = atFirstKey | atKey
	inQuotes = inString | inKey
	atToken  = atValue | atAKey | atColon | afterValue
)

// breakage is the place where a text stops to be JSON, and what was read up to
// there: all that a detector may look at.
type breakage struct {
	src    []byte
	nodes  []node
	parent uint32 // innermost open container, if depth > 0
	depth  int
	bom    bool

	where  state
	i      int // of the first byte that does not fit; len(src) at the end
	opened int // of the string that is broken

	lower []byte // see head
}

// detector looks for one cause. It gives the place of it, nil when the cause is
// another; the cause itself is filled in by diagnose.
type detector func(b *breakage) *SyntaxError

// diagnose asks the detectors of all causes in order. Everywhere but in atHead
// one of them answers.
func diagnose(b *breakage) *SyntaxError {
	for i := range causes {
		if row := &causes[i]; row.where&b.where != 0 {
			if err := row.detect(b); err != nil {
				err.Cause, err.at = row.cause, b.i
				return err
			}
		}
	}
	return nil
}

// mark is what a detector returns.
func mark(start, end int) *SyntaxError {
	return &SyntaxError{Span: Span{start, end}}
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

// withChar names a character as U+4E2D.
func (e *SyntaxError) withChar(r rune) *SyntaxError {
	return e.with("char", fmt.Sprintf("U+%04X", r))
}

// char is the byte that does not fit, 0 at the end.
func (b *breakage) char() byte { return byteAt(b.src, b.i) }

// is reports whether the byte that does not fit is one of set.
func (b *breakage) is(set string) bool {
	return b.i < len(b.src) && bytes.IndexByte([]byte(set), b.src[b.i]) >= 0
}

// here marks the n bytes that do not fit.
func (b *breakage) here(n int) *SyntaxError { return mark(b.i, b.i+n) }

// line is the rest of the line from i on, as much of it as matters.
func (b *breakage) line(i int) []byte {
	rest := b.src[i:lineEnd(b.src, i)]
	return rest[:min(len(rest), 4096)]
}

// prevEnd is the offset behind the last byte before i that is not whitespace.
func (b *breakage) prevEnd(i int) int {
	for i > 0 && bytes.IndexByte([]byte(" \t\r\n"), b.src[i-1]) >= 0 {
		i--
	}
	return i
}

// sameLine reports whether no line ends between from and i.
func (b *breakage) sameLine(from int) bool {
	return bytes.IndexByte(b.src[from:b.i], '\n') < 0
}

// container is the innermost open container, and its brackets.
func (b *breakage) container() (at int, open, closing string) {
	at = int(b.nodes[b.parent].start)
	if b.src[at] == '{' {
		return at, "{", "}"
	}
	return at, "[", "]"
}

// grandparent is the kind of the container around the innermost open one.
func (b *breakage) grandparent() Kind { return b.nodes[b.nodes[b.parent].parent].kind }

// last is the node read last.
func (b *breakage) last() node { return b.nodes[len(b.nodes)-1] }

// lastValue is the value that ended last inside the innermost open container.
func (b *breakage) lastValue() (node, bool) {
	if b.depth == 0 {
		return node{}, false
	}
	at, end := b.parent+1, uint32(len(b.nodes))
	if at >= end {
		return node{}, false
	}
	for b.nodes[at].next < end && b.nodes[at].next > at {
		at = b.nodes[at].next
	}
	return b.nodes[at], b.nodes[b.parent].kind != Object || b.nodes[at].flags&flagKey == 0
}

// comma is the offset of the comma before offset i, -1 when there is none.
func (b *breakage) comma(i int) int {
	if end := b.prevEnd(i); end > 0 && b.src[end-1] == ',' {
		return end - 1
	}
	return -1
}

// content is what stands between the quotes of a string.
func (b *breakage) content(n node) []byte { return b.src[n.start+1 : n.end-1] }

// word is what a person would call the word at i, "" when none is there.
func (b *breakage) word() string { return string(b.src[b.i:b.wordEnd()]) }

func (b *breakage) wordEnd() int { return wordEnd(b.src, b.i) }

// follows reports whether c stands at offset i.
func (b *breakage) follows(i int, c byte) bool { return i < len(b.src) && b.src[i] == c }

// wordEnd is the end of the run of characters at i that a person would call
// one word; of an endless one only the beginning matters.
func wordEnd(src []byte, i int) int {
	for limit := i + 4096; i < len(src) && i < limit; {
		if c := src[i]; c < utf8.RuneSelf {
			if !isWordByte(c) && bytes.IndexByte([]byte(`.-+/\@%`), c) < 0 {
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

// quoted is the end of a token in quotes that closes on its line; it is the
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

// isLiteral reports whether the word at i is true, false or null.
func isLiteral(src []byte, i int) bool {
	switch string(src[i:wordEnd(src, i)]) {
	case "true", "false", "null":
		return true
	}
	return false
}
