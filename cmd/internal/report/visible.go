package report

import (
	"strconv"
	"strings"
	"unicode/utf8"

	invisible "github.com/payloadlint/payloadlint/cmd/internal/visible"
)

// visible makes control characters, bytes that are not UTF-8 and invisible
// format characters (the bidirectional overrides among them) readable, as \n,
// \x1b or \u202e, so that a name or value can neither drive a terminal nor
// look like another. Printable text is returned as it is.
func visible(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	prev := rune(0)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		appendVisible(&b, s[i:i+n], r, prev)
		prev = r
		i += n
	}
	return b.String()
}

func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// appendVisible writes one rune (raw is its bytes) so that it can be seen.
func appendVisible(b *strings.Builder, raw string, r, prev rune) {
	const hex = "0123456789abcdef"
	switch {
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\r':
		b.WriteString(`\r`)
	case r == '\t':
		b.WriteString(`\t`)
	case r < 0x20 || r == 0x7f, r == utf8.RuneError && len(raw) == 1:
		c := raw[0]
		b.WriteString(`\x`)
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	case invisible.Attached(r, prev):
		b.WriteString(raw)
	case invisible.Hidden(r):
		if r > 0xffff {
			b.WriteString(`\U` + pad(strconv.FormatInt(int64(r), 16), 8))
		} else {
			b.WriteString(`\u` + pad(strconv.FormatInt(int64(r), 16), 4))
		}
	default:
		b.WriteString(raw)
	}
}

func pad(s string, n int) string { return strings.Repeat("0", n-len(s)) + s }
