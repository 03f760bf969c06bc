package report

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	invisible "github.com/payloadlint/payloadlint/cmd/internal/visible"
)

// encode gives v as one line of JSON: < > & as they are, and whatever could
// drive a terminal or hide from a reader as \u escapes.
func encode(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	// Strings, numbers and slices of this package cannot fail to encode.
	if err := e.Encode(v); err != nil {
		return "null"
	}
	return escapeHidden(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// escapeHidden replaces invisible runes by escapes: what is not ASCII stands
// only inside strings.
func escapeHidden(src []byte) string {
	plain := true
	for _, c := range src {
		if c >= 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return string(src)
	}
	const hex = "0123456789abcdef"
	out := make([]byte, 0, len(src))
	unit := func(u rune) {
		out = append(out, '\\', 'u', hex[u>>12&15], hex[u>>8&15], hex[u>>4&15], hex[u&15])
	}
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		switch {
		case r != 0x7f && (!invisible.Hidden(r) || r == invisible.Joiner):
			out = append(out, src[i:i+n]...)
		case r > 0xffff:
			unit(0xd800 + (r-0x10000)>>10)
			unit(0xdc00 + (r-0x10000)&0x3ff)
		default:
			unit(r)
		}
		i += n
	}
	return string(out)
}
