package nodes

import (
	"bytes"

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
		var e entrySpan
		if i >= len(src) || src[i] != '"' {
			return nil, i, i
		}
		e.keyStart = i
		if i = skipString(src, i); i < 0 {
			return nil, len(src), len(src)
		}
		e.keyEnd = i
		if i = space(src, i); i >= len(src) || src[i] != ':' {
			return nil, i, i
		}
		e.start = space(src, i+1)
		if i = skipValue(src, e.start); i < 0 || i == e.start {
			return nil, len(src), len(src)
		}
		e.end = i
		entries = append(entries, e)
		if i = space(src, i); i >= len(src) {
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

func space(src []byte, i int) int {
	for i < len(src) && (src[i] == ' ' || src[i] == '\n' || src[i] == '\r' || src[i] == '\t') {
		i++
	}
	return i
}

// skipString returns the offset behind the string that opens at i, -1 when it
// never ends.
func skipString(src []byte, i int) int {
	i++
	for {
		j := bytes.IndexByte(src[i:], '"')
		if j < 0 {
			return -1
		}
		i += j + 1
		// The quote is escaped when an odd number of backslashes precedes it.
		k := i - 2
		for src[k] == '\\' {
			k--
		}
		if (i-2-k)%2 == 0 {
			return i
		}
	}
}

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
	default:
		for i < len(src) && src[i] != ',' && src[i] != '}' && src[i] != ']' && src[i] > ' ' {
			i++
		}
		return i
	}
	depth := 0
	for {
		// Most bytes are inside numbers, blanks and strings: look at eight at
		// a time and stop only for the few that matter.
		for i+8 <= len(src) {
			b := src[i : i+8 : i+8]
			if structural[b[0]] || structural[b[1]] || structural[b[2]] || structural[b[3]] ||
				structural[b[4]] || structural[b[5]] || structural[b[6]] || structural[b[7]] {
				break
			}
			i += 8
		}
		for i < len(src) && !structural[src[i]] {
			i++
		}
		if i >= len(src) {
			return -1
		}
		switch src[i] {
		case '"':
			// Short strings dominate; a plain loop beats a search for them.
			j := i + 1
			for j < len(src) && src[j] != '"' && src[j] != '\\' && j < i+24 {
				j++
			}
			if j < len(src) && src[j] == '"' {
				i = j + 1
				continue
			}
			if i = skipString(src, i); i < 0 {
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
