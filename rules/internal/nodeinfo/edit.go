package nodeinfo

import (
	"bytes"
	"encoding/json"

	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// replace is a fix that puts text in the place of a value or key. JSON that a
// string carries is left alone: there the text would have to be escaped.
func replace(v jsondoc.Value, text string) *rule.Fix {
	return rule.Replace(v, text)
}

// jsonQuote is s as a JSON string, non-ASCII kept readable.
func jsonQuote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""`
	}
	return string(bytes.TrimSpace(b.Bytes()))
}
