package jsondoc

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// byteAt is the byte at i, 0 behind the end.
func byteAt(src []byte, i int) byte {
	if uint(i) < uint(len(src)) {
		return src[i]
	}
	return 0
}

// skipSpace is the offset of the first byte from i on that is not whitespace.
func skipSpace(src []byte, i int) int {
	if uint(i) < uint(len(src)) && src[i] <= ' ' {
		return skipSpaces(src, i)
	}
	return i
}

// skipSpaces is skipSpace where there is some: mostly a line end and an
// indentation, which is taken eight blanks at a time. It stays a function of
// its own so that skipSpace costs no call.
//
//go:noinline
func skipSpaces(src []byte, i int) int {
	for uint(i) < uint(len(src)) {
		if c := src[i]; c > ' ' || c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return i
		}
		i++
		for len(src)-i >= 8 {
			other := binary.LittleEndian.Uint64(src[i:]) ^ ones*' '
			if other != 0 {
				i += bits.TrailingZeros64(other) >> 3
				break
			}
			i += 8
		}
	}
	return i
}

func isWordByte(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// scanLiteral finds the end of the literal at i, -1 when there is none.
func scanLiteral(src []byte, i int) (end int, kind Kind, flags uint8) {
	word := "null"
	switch src[i] {
	case 't':
		word, kind, flags = "true", Bool, flagTrue
	case 'f':
		word, kind = "false", Bool
	default:
		kind = Null
	}
	if !hasWord(src, i, word) {
		return -1, Missing, 0
	}
	return i + len(word), kind, flags
}

// hasWord reports whether word stands at i and ends there.
func hasWord(src []byte, i int, word string) bool {
	end := i + len(word)
	return end <= len(src) && string(src[i:end]) == word && (end == len(src) || !isWordByte(src[end]))
}

// scanNonFinite finds the end of the numbers that only Python's json has, -1
// when none is at i.
func scanNonFinite(src []byte, i int) int {
	for _, word := range [...]string{"NaN", "Infinity", "-Infinity"} {
		if hasWord(src, i, word) {
			return i + len(word)
		}
	}
	return -1
}

// scanNumber finds the end of the JSON number at i, -1 when there is none.
func scanNumber(src []byte, i int) int {
	if byteAt(src, i) == '-' {
		i++
	}
	from := i
	i = skipDigits(src, i)
	if i == from || i-from > 1 && src[from] == '0' {
		return -1
	}
	c := byteAt(src, i)
	if c == '.' || c|0x20 == 'e' {
		if i = scanFraction(src, i); i < 0 {
			return -1
		}
		c = byteAt(src, i)
	}
	if isWordByte(c) || c == '.' {
		return -1
	}
	return i
}

// scanFraction is scanNumber from the point or exponent on.
func scanFraction(src []byte, i int) int {
	if src[i] == '.' {
		from := i + 1
		if i = skipDigits(src, from); i == from {
			return -1
		}
	}
	if byteAt(src, i)|0x20 == 'e' {
		i++
		if c := byteAt(src, i); c == '+' || c == '-' {
			i++
		}
		from := i
		if i = skipDigits(src, from); i == from {
			return -1
		}
	}
	return i
}

func skipDigits(src []byte, i int) int {
	for i < len(src) && isDigit(src[i]) {
		i++
	}
	return i
}

// special marks, by its high bit, the first byte of w that is a quote, a
// backslash or a control character. The lowest mark is exact, those above it
// may not be.
func special(w uint64) uint64 {
	q, b := w^(ones*'"'), w^(ones*'\\')
	return ((q-ones)&^q | (b-ones)&^b | (w-ones*0x20)&^w) & highs
}

// scanString finds the end of the string that opens at i. When the string is
// broken, end is minus the offset of the byte that breaks it (len(src) for a
// string that never ends, the closing quote for one that is not UTF-8).
func scanString(src []byte, i int) (end int, flags uint8) {
	open := i
	seen := uint64(0) // all bytes so far: is there one above ASCII?
	i++
	for {
		var marks uint64
		for len(src)-i >= 8 {
			w := binary.LittleEndian.Uint64(src[i:])
			if marks = special(w); marks != 0 {
				seen |= w & (marks ^ (marks - 1))
				i += bits.TrailingZeros64(marks) >> 3
				break
			}
			seen |= w
			i += 8
		}
		if marks == 0 {
			i, seen = scanTail(src, i, seen)
		}
		if i < len(src) && src[i] == '"' {
			if seen&highs != 0 && !utf8.Valid(src[open:i]) {
				return -i, flags
			}
			return i + 1, flags
		}
		n := validEscape(src[i:])
		if n == 0 {
			return -i, flags
		}
		flags |= flagEscaped
		i += n
	}
}

// scanTail goes on with scanString in the last bytes of the text.
func scanTail(src []byte, i int, seen uint64) (int, uint64) {
	for i < len(src) && src[i] != '"' && src[i] != '\\' && src[i] >= 0x20 {
		seen |= uint64(src[i])
		i++
	}
	return i, seen
}

// validEscape is the length of the escape at the start of b, 0 when there is
// none.
func validEscape(b []byte) int {
	if len(b) < 2 || b[0] != '\\' {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(b) >= 6 && isHex(b[2]) && isHex(b[3]) && isHex(b[4]) && isHex(b[5]) {
			return 6
		}
	}
	return 0
}
