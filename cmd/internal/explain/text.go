package explain

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/message"
)

// Text renders a report for people: the title, then each section under its
// heading, lines indented by two blanks. It ends with a line feed.
func (r *Report) Text(o Options) string {
	var b strings.Builder
	if r.Asked != "" {
		b.WriteString(o.text("explain.asked", message.Args{"name": r.Asked}))
		b.WriteByte('\n')
	}
	b.WriteString(r.Title)
	b.WriteByte('\n')
	for _, s := range r.Sections {
		b.WriteByte('\n')
		b.WriteString(s.Title)
		b.WriteByte('\n')
		for _, l := range s.Lines {
			b.WriteString("  ")
			b.WriteString(l)
			b.WriteByte('\n')
		}
	}
	return b.String()
}
