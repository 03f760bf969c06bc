package report

import (
	"strconv"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// text writes one line per finding, for grep, editors and problem matchers:
//
//	file:line:col: severity: message [rule] (code)
//
// The severity is English in every language, since programs match it. What
// could not be checked has the word unchecked in its place; a document about
// which nothing is to say has no line. There is no summary.
type text struct{ base }

func (t *text) Document(r *rules.Result) error {
	r = t.redacted(r)
	name := Visible(r.Path)
	for i := range r.Findings {
		f := &r.Findings[i]
		from, _ := span(f.Start, f.End)
		line := name + ":" + strconv.Itoa(from.Line) + ":" + strconv.Itoa(from.Column) + ": " + f.Severity.String() + ": " + Visible(f.Message) + " [" + f.Rule.ID + "] (" + f.Code.String() + ")\n"
		if err := t.write(line); err != nil {
			return err
		}
	}
	if t.o.Quiet {
		return nil
	}
	at := jsondoc.Position{Line: 1, Column: 1}
	switch {
	case r.Start.Line > 0:
		at = r.Start
	case r.Document != nil && len(r.Unchecked) > 0:
		at = t.source(r).first(r.Document.Root())
	}
	for _, u := range r.Unchecked {
		if err := t.write(name + ":" + strconv.Itoa(at.Line) + ":" + strconv.Itoa(at.Column) + ": unchecked: " + Visible(t.unchecked(u)) + " (" + u.Code.String() + ")\n"); err != nil {
			return err
		}
	}
	return nil
}

func (t *text) End(c Closing) error {
	for _, f := range c.Failures {
		if err := t.write(Visible(f.Path) + ":1:1: unreadable: " + Visible(f.Message) + "\n"); err != nil {
			return err
		}
	}
	return t.w.Flush()
}
