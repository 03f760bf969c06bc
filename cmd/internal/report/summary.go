package report

import (
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// summary counts what a report is about: all findings, those that are too many
// to be listed included. It is json's `summary` and a template's .Summary.
type summary struct {
	Documents int `json:"documents"`
	Rejected  int `json:"rejected"`
	Partial   int `json:"partial"`
	Accepted  int `json:"accepted"`
	Unknown   int `json:"unknown"`
	Errors    int `json:"errors"`
	Warnings  int `json:"warnings"`
	Notes     int `json:"notes"`
	// Unreadable, Suppressed and Baselined are there only when they are not 0.
	Unreadable int `json:"unreadable,omitempty"`
	Suppressed int `json:"suppressed,omitempty"`
	Excluded   int `json:"excluded,omitempty"`
	Baselined  int `json:"baselined,omitempty"`
}

// add counts one document.
func (s *summary) add(r *rules.Result) {
	s.Documents++
	switch r.Verdict.Outcome {
	case rules.Rejected:
		s.Rejected++
	case rules.Partial:
		s.Partial++
	case rules.Accepted:
		s.Accepted++
	case rules.Unknown:
		s.Unknown++
	}
	n := r.Omitted
	for i := range r.Findings {
		n.Add(r.Findings[i].Severity)
	}
	s.Errors += n.Errors
	s.Warnings += n.Warnings
	s.Notes += n.Notes
}

func (s *summary) close(c Closing) {
	s.Unreadable, s.Suppressed, s.Baselined, s.Excluded = len(c.Failures), c.Suppressed, c.Baselined, c.Excluded
}

// counted is a number of things; its text in the catalogs is name-one or
// name-other.
type counted struct {
	name string
	n    int
}

// count is a text with a number in it; the catalogs have a form for one and a
// form for all other numbers.
func (c *common) count(name string, n int, args message.Args) string {
	form := "-other"
	if n == 1 {
		form = "-one"
	}
	all := message.Args{"n": strconv.Itoa(n)}
	for k, v := range args {
		all[k] = v
	}
	return c.text(name+form, all)
}

// counts lists what is not 0.
func (c *common) counts(list ...counted) string {
	var parts []string
	for _, item := range list {
		if item.n > 0 {
			parts = append(parts, c.count(item.name, item.n, nil))
		}
	}
	return strings.Join(parts, c.text("list-separator", nil))
}

// sentence is the summary in words: only what is not zero is said.
func (c *common) sentence(s *summary) string {
	out := c.count("documents", s.Documents, nil)
	if outcomes := c.counts(counted{"rejected", s.Rejected}, counted{"partial", s.Partial}, counted{"accepted", s.Accepted}, counted{"unknown", s.Unknown}); outcomes != "" {
		out = c.text("summary", message.Args{"documents": out, "outcomes": outcomes})
	}
	for _, more := range []string{
		c.counts(counted{"errors", s.Errors}, counted{"warnings", s.Warnings}, counted{"notes", s.Notes}),
		c.counts(counted{"unreadable", s.Unreadable}, counted{"suppressed", s.Suppressed}, counted{"baselined", s.Baselined}, counted{"excluded", s.Excluded}),
	} {
		if more != "" {
			out += c.text("summary-separator", nil) + more
		}
	}
	return out
}

// omittedWords says how many findings of a document are not listed; "" when
// all are.
func (c *common) omittedWords(d *document) string {
	o := d.Omitted
	if o == nil {
		return ""
	}
	return c.count("omitted", o.Errors+o.Warnings+o.Notes, message.Args{
		"counts": c.counts(counted{"errors", o.Errors}, counted{"warnings", o.Warnings}, counted{"notes", o.Notes}),
	})
}

// unchecked says in one line what could not be checked and what would change
// that.
func (c *common) unchecked(u *unchecked) string {
	name := "unchecked"
	if u.Remedy == "" {
		name = "unchecked-plain"
	}
	return c.text(name, message.Args{"reason": u.Reason, "remedy": u.Remedy})
}

// levelInfo is the name of a severity for Checkstyle and reviewdog, who call
// notes info.
func levelInfo(s rule.Severity) string {
	if s == rule.Note {
		return "info"
	}
	return s.String()
}
