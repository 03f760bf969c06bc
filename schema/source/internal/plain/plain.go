// Package plain reads JSON that stands in another file as it is: the json
// fences of Markdown. A JSON file of its own is no container.
package plain

import (
	"bytes"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source"
)

// Container has fences only: no file is of this kind.
var Container = source.Container{
	Kind:    "json",
	Fences:  []string{"json", "jsonc", "json5"},
	Comment: source.Comment{Line: "//"},
	Extract: extract,
}

// extract takes a whole text for a body, or each of its documents where there
// are several.
func extract(f *source.File) []source.Request {
	var out []source.Request
	for at := range documents(f.Text) {
		out = append(out, source.Request{Body: source.Copy(f.Text, at), Loose: true, Span: at})
	}
	return out
}

// documents are the outermost objects and arrays of a text. One that does not
// end reaches to the end of the text.
func documents(text []byte) func(yield func(jsondoc.Span) bool) {
	return func(yield func(jsondoc.Span) bool) {
		for i := 0; i < len(text); {
			j := bytes.IndexAny(text[i:], "{[")
			if j < 0 {
				return
			}
			start := i + j
			// What stands before a body on its line makes it something else.
			if line := bytes.LastIndexByte(text[:start], '\n') + 1; len(bytes.TrimSpace(text[max(line, i):start])) > 0 {
				i = start + end(text[start:])
				continue
			}
			i = start + end(text[start:])
			if !yield(jsondoc.Span{Start: start, End: i}) {
				return
			}
		}
	}
}

// end is where the object or array that text begins with ends.
func end(text []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted && c == '\n':
			quoted = false // a string that was not closed
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}
