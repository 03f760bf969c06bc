package jsondoc

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// maxIndent is the depth from which values are printed on one line: no
// definition is as deep, and indenting hostile depth would be quadratic.
const maxIndent = 24

// inlineWidth is how long an array of scalars may be to stay on one line, so
// that a link reads ["4", 0].
const inlineWidth = 72

// Pretty prints a value so that equal values have equal texts, whose changes are
// easy to read: keys sorted by their bytes, two spaces of indent, short arrays of
// scalars on one line, text as itself rather than as \u escapes, and every number
// exactly as it was written, since seeds exceed what a float holds. Of repeated
// keys the last counts.
func (v Value) Pretty() []byte {
	var b bytes.Buffer
	printValue(&b, v, 0)
	b.WriteByte('\n')
	return b.Bytes()
}

func newline(b *bytes.Buffer, level int) {
	if level > maxIndent {
		return
	}
	b.WriteByte('\n')
	for range level {
		b.WriteString("  ")
	}
}

func printValue(b *bytes.Buffer, v Value, level int) {
	switch v.Kind() {
	case Object:
		members := map[string]Value{}
		for m := range v.Members() {
			members[m.Key()] = m.Value
		}
		if len(members) == 0 {
			b.WriteString("{}")
			return
		}
		b.WriteByte('{')
		for i, k := range slices.Sorted(maps.Keys(members)) {
			if i > 0 {
				b.WriteByte(',')
			}
			newline(b, level+1)
			b.WriteString(quote(k))
			b.WriteString(": ")
			printValue(b, members[k], level+1)
		}
		newline(b, level)
		b.WriteByte('}')
	case Array:
		if s, ok := inline(v); ok {
			b.WriteString(s)
			return
		}
		b.WriteByte('[')
		for i, e := range v.Elements() {
			if i > 0 {
				b.WriteByte(',')
			}
			newline(b, level+1)
			printValue(b, e, level+1)
		}
		newline(b, level)
		b.WriteByte(']')
	case String:
		b.WriteString(printString(v))
	default:
		b.Write(v.Raw())
	}
}

func inline(v Value) (string, bool) {
	if len(v.Raw()) > 4*inlineWidth {
		return "", false
	}
	var b strings.Builder
	b.WriteByte('[')
	for i, e := range v.Elements() {
		if i > 0 {
			b.WriteString(", ")
		}
		switch e.Kind() {
		case Object, Array:
			return "", false
		case String:
			b.WriteString(printString(e))
		default:
			b.Write(e.Raw())
		}
		if b.Len() > inlineWidth {
			return "", false
		}
	}
	b.WriteByte(']')
	return b.String(), true
}

// printString prints a string value. One with half a surrogate pair has no
// text to print: it stays as it was written.
func printString(v Value) string {
	text := v.Text()
	if strings.ContainsRune(text, '\uFFFD') && bytes.Contains(v.Raw(), []byte(`\u`)) {
		return string(v.Raw())
	}
	return quote(text)
}

func quote(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	// A string always encodes.
	_ = enc.Encode(s) //nolint:errchkjson // see above
	return strings.TrimSuffix(b.String(), "\n")
}
