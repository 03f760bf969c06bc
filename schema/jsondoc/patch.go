package jsondoc

import (
	"encoding/json"
	"strings"
)

// Patch is a JSON Patch (RFC 6902) of the document that puts the JSON text in the
// place of a value or key: a key's is a move. It is "" where that cannot be said by
// pointers: in JSON that a string carries, and beside a key that is repeated.
func (v Value) Patch(text string) string {
	d := v.Document()
	if d == nil || d.Host().Exists() || len(d.Duplicates()) > 0 {
		return ""
	}
	for m := range v.Parent().Members() {
		if m.KeyValue().Same(v) {
			return movePatch(v, text)
		}
	}
	return `[{"op":"replace","path":` + patchText(v.Pointer()) + `,"value":` + text + `}]`
}

// movePatch renames a key.
func movePatch(key Value, text string) string {
	doc, err := Parse("", []byte(text))
	if err != nil || key.Parent().Get(doc.Root().Text()).Exists() {
		return ""
	}
	from := key.Pointer()
	step := strings.ReplaceAll(strings.ReplaceAll(doc.Root().Text(), "~", "~0"), "/", "~1")
	to := from[:strings.LastIndexByte(from, '/')+1] + step
	return `[{"op":"move","from":` + patchText(from) + `,"path":` + patchText(to) + `}]`
}

func patchText(s string) string {
	text, _ := json.Marshal(s) // a string does not fail
	return string(text)
}
