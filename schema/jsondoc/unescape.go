package jsondoc

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// appendUnescaped appends the decoded content of a string, given without its
// quotes. A lone surrogate becomes U+FFFD, as encoding/json has it.
func appendUnescaped(dst, body []byte) []byte {
	for {
		j := bytes.IndexByte(body, '\\')
		if j < 0 {
			return append(dst, body...)
		}
		dst = append(dst, body[:j]...)
		r, n := decodeEscape(body[j:])
		dst = utf8.AppendRune(dst, r)
		body = body[j+n:]
	}
}

// decodeEscape decodes the escape at the start of b, both halves of a
// surrogate pair together, and gives its length. The scanner has accepted b.
func decodeEscape(b []byte) (r rune, n int) {
	switch b[1] {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r = hex4(b[2:])
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		if len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
			if both := utf16.DecodeRune(r, hex4(b[8:])); both != utf8.RuneError {
				return both, 12
			}
		}
		return utf8.RuneError, 6
	}
	return rune(b[1]), 2
}

// hex4 reads four hexadecimal digits.
func hex4(b []byte) rune {
	var r rune
	for _, c := range b[:4] {
		switch {
		case c >= 'a':
			c -= 'a' - 10
		case c >= 'A':
			c -= 'A' - 10
		default:
			c -= '0'
		}
		r = r<<4 | rune(c)
	}
	return r
}

// quoteInner writes s as the content of a JSON string, without the quotes.
func quoteInner(s string) string {
	const hex = "0123456789abcdef"
	out := make([]byte, 0, len(s)+8)
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c == '\n':
			out = append(out, '\\', 'n')
		case c == '\r':
			out = append(out, '\\', 'r')
		case c == '\t':
			out = append(out, '\\', 't')
		case c < 0x20:
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			out = append(out, c)
		}
	}
	return string(out)
}
