package report

import (
	"fmt"
	"strconv"

	"github.com/payloadlint/payloadlint/rules"
)

// agent writes for programs that read words: as few lines as say all, and never
// more than mostAgentLines of a kind.
//
//	file:line:col: severity rule code=N at="/pointer": message advice fix=safe [patch]
//
// code is absent where no code is predicted, fix where nothing is known to fix it;
// fix=unsafe is a guess. A document that would not be accepted has a line of its
// own, and so has what was not checked. The last line counts everything.
type agent struct {
	common
	findings, verdicts, unchecked int
	// more counts the findings that are not listed, rest the other lines.
	more, rest int
}

// mostAgentLines is how many findings are listed, and how many lines about
// documents.
const mostAgentLines = 50

func (a *agent) begin() {}

func (a *agent) document(d *document) {
	for i := range d.Findings {
		if a.findings == mostAgentLines {
			a.more++
			continue
		}
		a.findings++
		a.finding(d, &d.Findings[i])
	}
	if o := d.Omitted; o != nil {
		a.more += o.Errors + o.Warnings + o.Notes
		if a.room(&a.verdicts) {
			a.print(d.at(d.start), ": omitted: ", a.omittedWords(d), "\n")
		}
	}
	if d.Verdict.Outcome != string(rules.Accepted) && a.room(&a.verdicts) {
		a.print(d.title(), ": ", d.Verdict.Outcome)
		if d.Verdict.Code != 0 {
			a.print(" code=", strconv.Itoa(d.Verdict.Code), " ", d.Verdict.Name, " ", d.Verdict.Confidence)
		}
		if d.Verdict.Msg != "" {
			a.print(" msg=", encode(d.Verdict.Msg))
		}
		a.print("\n")
	}
	for i := range d.Unchecked {
		if a.o.Quiet {
			break
		}
		if u := &d.Unchecked[i]; a.room(&a.unchecked) {
			a.print(d.at(d.start), ": unchecked", number(u.Code), ": ", visible(a.common.unchecked(u)), "\n")
		}
	}
}

// room reports whether there may be another line of a kind, and counts it.
func (a *agent) room(n *int) bool {
	if *n == mostAgentLines {
		a.rest++
		return false
	}
	*n++
	return true
}

func number(code int) string {
	if code == 0 {
		return ""
	}
	return " code=" + strconv.Itoa(code)
}

func (a *agent) finding(d *document, f *finding) {
	a.print(d.at(f.from), ": ", f.Severity, " ", f.Rule, number(f.Code), " at=", encode(f.Pointer), ": ", visible(f.Message))
	if f.Advice != "" {
		a.print("; ", visible(f.Advice))
	}
	if c := f.Change; c != nil && c.Patch != nil {
		safety := "unsafe"
		if c.Safe {
			safety = "safe"
		}
		a.print(" fix=", safety, " ", encode(c.Patch))
	}
	a.print("\n")
}

func (a *agent) end(e *ending) {
	for _, f := range e.Failures {
		a.print(visible(f.Path), ":1:1: unreadable: ", visible(f.Message), "\n")
	}
	s := &e.Summary
	a.print(fmt.Sprintf("payloadlint: %d documents: %d rejected, %d partial, %d accepted, %d unknown; %d errors, %d warnings, %d notes",
		s.Documents, s.Rejected, s.Partial, s.Accepted, s.Unknown, s.Errors, s.Warnings, s.Notes))
	if a.more > 0 {
		a.print(fmt.Sprintf("; %d findings not listed", a.more))
	}
	if a.rest > 0 {
		a.print(fmt.Sprintf("; %d lines not listed", a.rest))
	}
	a.print("\n")
}
