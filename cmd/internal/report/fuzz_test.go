package report

import (
	"bytes"
	"testing"

	"github.com/payloadlint/payloadlint/rules/message"
)

// FuzzTemplate: a template of the user's is refused or run; it never breaks the
// program.
func FuzzTemplate(f *testing.F) {
	for _, text := range []string{"{{range .Files}}{{.Path}}\\n{{end}}", `{{define "document"}}{{json .}}{{end}}`, "{{.Nope}}", "{{", `{{join "," .Files}}{{index .Files 9}}`, `{{template "x"}}{{define "x"}}{{template "x"}}{{end}}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 0 && text[0] == '@' {
			return // a file
		}
		Own("template="+text, "out.txt")([]byte(text))
		w, err := New("template="+text, options(message.English))
		if err != nil {
			return
		}
		results, closing := fixture(t, message.English)
		var out bytes.Buffer
		if w.Begin(&out) != nil || w.Document(&results[0]) != nil {
			return
		}
		_ = w.End(closing) // an *Error is as good
	})
}
