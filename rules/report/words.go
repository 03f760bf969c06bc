package report

import (
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// count is a text with a number in it; the catalogs have a form for one and a
// form for all other numbers.
func (b *base) count(name string, n int) string {
	form := "-other"
	if n == 1 {
		form = "-one"
	}
	return b.text(name+form, message.Args{"n": strconv.Itoa(n)})
}

// unchecked says in one line what could not be checked and what would change
// that.
func (b *base) unchecked(u rule.Unchecked) string {
	name := "unchecked"
	if u.Remedy == "" {
		name = "unchecked-plain"
	}
	return b.text(name, message.Args{"reason": u.Reason, "remedy": u.Remedy})
}

// summary is the sentence at the end: only what is not zero is said.
func (b *base) summary(s *Summary) string {
	list := func(pairs ...any) string {
		var parts []string
		for i := 0; i < len(pairs); i += 2 {
			if n, ok := pairs[i+1].(int); ok && n > 0 {
				parts = append(parts, b.count(pairs[i].(string), n))
			}
		}
		return strings.Join(parts, b.text("list-separator", nil))
	}
	out := b.count("documents", s.Documents)
	if outcomes := list("rejected", s.Rejected, "partial", s.Partial, "accepted", s.Accepted, "unknown", s.Unknown); outcomes != "" {
		out = b.text("summary", message.Args{"documents": out, "outcomes": outcomes})
	}
	for _, more := range []string{
		list("errors", s.Errors, "warnings", s.Warnings, "notes", s.Notes),
		list("unreadable", s.Unreadable, "suppressed", s.Suppressed, "baselined", s.Baselined),
	} {
		if more != "" {
			out += b.text("summary-separator", nil) + more
		}
	}
	return out
}
