package literal

import (
	"encoding/json"
	"slices"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// Decoded is the decoded content of a string of a JSON document, each
// character with its place there.
func Decoded(v jsondoc.Value) source.Text {
	var t source.Text
	if !v.Is(jsondoc.String) {
		return t
	}
	span := v.Span()
	raw := v.Raw()
	for i := 1; i < len(raw)-1; {
		run := i
		for i < len(raw)-1 && raw[i] != '\\' {
			i++
		}
		if i > run {
			t.AddExact(v.Document().Source(), jsondoc.Span{Start: span.Start + run, End: span.Start + i})
			continue
		}
		size := escapeLen(raw[i:])
		t.Add(unquote(raw[i:i+size]), jsondoc.Span{Start: span.Start + i, End: span.Start + i + size})
		i += size
	}
	return t
}

// escapeLen is the length of the escape that b begins with, both halves of a
// surrogate pair together.
func escapeLen(b []byte) int {
	switch {
	case b[1] != 'u':
		return 2
	case len(b) >= 12 && (b[2]|0x20) == 'd' && b[3] >= '8' && b[6] == '\\' && b[7] == 'u':
		return 12
	}
	return 6
}

// unquote decodes one escape of a JSON string that is known to be valid.
func unquote(escape []byte) string {
	if c := escape[1]; c == '"' || c == '\\' || c == '/' {
		return string(c)
	}
	var s string
	if json.Unmarshal(slices.Concat([]byte{'"'}, escape, []byte{'"'}), &s) != nil {
		return "\uFFFD"
	}
	return s
}
