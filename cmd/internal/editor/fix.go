package editor

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// Suggested are the changes that write what a finding suggests, one for each
// suggestion, where no fix is certain.
func Suggested(res *rules.Result, f *rule.Finding) (list []*rule.Fix) {
	if f.Fix != nil || res.Document == nil {
		return nil
	}
	v := res.Document.At(f.Pointer)
	if !v.Exists() {
		return nil
	}
	if start, end := v.Document().Range(v.Span()); start != f.Start || end != f.End {
		return nil // the finding is about the key
	}
	for _, text := range f.Suggestions {
		quoted, err := json.Marshal(text)
		if err != nil {
			continue
		}
		if fix := rule.Replace(v, string(quoted)); fix != nil {
			list = append(list, fix)
		}
	}
	return list
}

// FixTitle says what a fix does to a file's text: its first edit, and how many
// follow. say words a message of the catalogs, and hide takes the keys out of a
// piece of text.
func FixTitle(say func(id string, args message.Args) string, hide func(string) string, text []byte, fix *rule.Fix) string {
	e := fix.Edits[0]
	size := len(text)
	old := text[min(max(e.Start, 0), size):min(max(e.End, 0), size)]
	id := "lsp.replace"
	switch {
	case len(bytes.TrimSpace(old)) == 0:
		id = "lsp.insert"
	case strings.TrimSpace(e.New) == "":
		id = "lsp.remove"
	}
	title := say(id, message.Args{"old": inTitle(hide(string(old))), "new": inTitle(hide(e.New))})
	if n := len(fix.Edits) - 1; n > 0 {
		title = say("lsp.and-more", message.Args{"title": title, "n": strconv.Itoa(n)})
	}
	return title
}

// mostTitle is the length of a text in a title, in runes.
const mostTitle = 40

// inTitle is a piece of a file as a title shows it: on one line, and cut.
func inTitle(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > mostTitle {
		text = string([]rune(text)[:mostTitle-1]) + "…"
	}
	return text
}
