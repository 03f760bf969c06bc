package nodes

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// entrySpan is one member of an object in a text: its key with quotes and its
// value.
type entrySpan struct{ keyStart, keyEnd, start, end int }

// scanObject lists the members of the object that begins at src[i], skipping
// over the values without looking inside more than needed to find their ends.
// bad is the offset at which it stopped making sense, -1 when all is well.
func scanObject(src []byte, i int) (entries []entrySpan, end, bad int) {
	if i >= len(src) || src[i] != '{' {
		return nil, i, i
	}
	i = space(src, i+1)
	if i < len(src) && src[i] == '}' {
		return nil, i + 1, -1
	}
	for {
		e, bad := scanEntry(src, i)
		if bad >= 0 {
			return nil, bad, bad
		}
		entries = append(entries, e)
		if i = space(src, e.end); i >= len(src) {
			return nil, i, i
		}
		switch src[i] {
		case ',':
			i = space(src, i+1)
		case '}':
			return entries, i + 1, -1
		default:
			return nil, i, i
		}
	}
}

// scanEntry finds the name and the value of one member; bad is where it is
// broken, -1 where it is not.
func scanEntry(src []byte, i int) (e entrySpan, bad int) {
	if i >= len(src) || src[i] != '"' {
		return e, i
	}
	e.keyStart = i
	if i = skipString(src, i); i < 0 {
		return e, len(src)
	}
	e.keyEnd = i
	if i = space(src, i); i >= len(src) || src[i] != ':' {
		return e, i
	}
	e.start = space(src, i+1)
	if e.end = skipValue(src, e.start); e.end < 0 || e.end == e.start {
		return e, len(src)
	}
	return e, -1
}

func space(src []byte, i int) int {
	for i < len(src) && (src[i] == ' ' || src[i] == '\n' || src[i] == '\r' || src[i] == '\t') {
		i++
	}
	return i
}

// skipString returns the offset behind the string that opens at i, -1 when it
// never ends.
func skipString(src []byte, i int) int { return skipQuoted(src, i+1) }

// structural marks the bytes that skipValue must stop at inside a container.
var structural = func() (t [256]bool) {
	for _, c := range []byte(`"{}[]`) {
		t[c] = true
	}
	return t
}()

// skipValue returns the offset behind the value at i, -1 when it never ends.
func skipValue(src []byte, i int) int {
	if i >= len(src) {
		return -1
	}
	switch src[i] {
	case '"':
		return skipString(src, i)
	case '{', '[':
		return skipContainer(src, i)
	}
	for i < len(src) && src[i] != ',' && src[i] != '}' && src[i] != ']' && src[i] > ' ' {
		i++
	}
	return i
}

// skipContainer is skipValue for an object or array.
func skipContainer(src []byte, i int) int {
	depth := 0
	for {
		// Between strings there is little: spaces, commas, a number.
		for i < len(src) && !structural[src[i]] {
			i++
		}
		if i >= len(src) {
			return -1
		}
		switch src[i] {
		case '"':
			if i = skipQuoted(src, i+1); i < 0 {
				return -1
			}
			continue
		case '{', '[':
			depth++
		default:
			depth--
		}
		i++
		if depth == 0 {
			return i
		}
	}
}

// skipQuoted is skipString from behind the opening quote.
func skipQuoted(src []byte, i int) int {
	for {
		if i = quoteOrEscape(src, i); i >= len(src) {
			return -1
		}
		if src[i] == '"' {
			return i + 1
		}
		i += 2
	}
}

// quoteOrEscape returns the offset of the next quote or backslash, at least
// len(src) without one. It looks at eight bytes at a time.
func quoteOrEscape(src []byte, i int) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for i+8 <= len(src) {
		w := binary.LittleEndian.Uint64(src[i:])
		q, e := w^(ones*'"'), w^(ones*'\\')
		// The lowest set bit is exact: borrows only run upwards.
		if hit := ((q-ones)&^q | (e-ones)&^e) & high; hit != 0 {
			return i + bits.TrailingZeros64(hit)/8
		}
		i += 8
	}
	for i < len(src) && src[i] != '"' && src[i] != '\\' {
		i++
	}
	return i
}

// nanText stands for a bare NaN in a text that was made readable.
const nanText = "\u0001NaN"

// parseTolerant parses JSON that Python wrote: NaN and the infinities, which
// json.dumps writes bare and strict JSON does not know, become a marked text
// and numbers out of range (which read as infinite).
func parseTolerant(name string, raw []byte) (*jsondoc.Document, error) {
	doc, err := jsondoc.Parse(name, raw)
	if err == nil {
		return doc, nil
	}
	if !bytes.Contains(raw, []byte("NaN")) && !bytes.Contains(raw, []byte("Infinity")) {
		return nil, err
	}
	return jsondoc.Parse(name, withoutNaN(raw))
}

func withoutNaN(raw []byte) []byte {
	out := make([]byte, 0, len(raw)+32)
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '"':
			end := skipString(raw, i)
			if end < 0 {
				end = len(raw)
			}
			out = append(out, raw[i:end]...)
			i = end
		case c == 'N' && bytes.HasPrefix(raw[i:], []byte("NaN")):
			out = append(out, `"\u0001NaN"`...)
			i += 3
		case c == 'I' && bytes.HasPrefix(raw[i:], []byte("Infinity")):
			out = append(out, "1e999"...)
			i += 8
		default:
			out = append(out, c)
			i++
		}
	}
	return out
}
