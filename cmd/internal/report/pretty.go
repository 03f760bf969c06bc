package report

import (
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// pretty writes for a person at a terminal: each document's verdict, under it
// the findings with their source lines, and a summary at the end.
type pretty struct{ common }

// The colours, as SGR parameters.
const (
	red    = "1;31"
	yellow = "1;33"
	green  = "1;32"
	cyan   = "1;36"
	blue   = "34"
	bold   = "1"
)

func itoa(n int) string { return strconv.Itoa(n) }

// paint colours a text if colours are allowed.
func (p *pretty) paint(color, s string) string {
	if !p.o.Color || s == "" {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

// link makes a text a link (OSC 8) if links are wanted and there is a page.
func (p *pretty) link(to, s string) string {
	if !p.o.Links || to == "" {
		return s
	}
	return "\x1b]8;;" + to + "\x1b\\" + s + "\x1b]8;;\x1b\\"
}

func (p *pretty) line(s string) { p.print(s, "\n") }

func severityColor(s rule.Severity) string {
	switch s {
	case rule.Error:
		return red
	case rule.Warning:
		return yellow
	}
	return cyan
}

func outcomeColor(o string) string {
	switch o {
	case string(rules.Rejected):
		return red
	case string(rules.Partial):
		return yellow
	case string(rules.Accepted):
		return green
	}
	return cyan
}

func (p *pretty) begin() {}

func (p *pretty) document(d *document) {
	listed := len(d.Findings) > 0
	if p.o.Quiet && !listed {
		return
	}
	p.header(d)
	for i := range d.Findings {
		p.line("")
		p.finding(d, &d.Findings[i])
	}
	if d.Omitted != nil {
		p.line("")
		p.line("  " + p.omittedWords(d))
	}
	if !p.o.Quiet && len(d.Unchecked) > 0 {
		if listed {
			p.line("")
		}
		p.notChecked(d)
		listed = true
	}
	if listed {
		p.line("")
	}
}

func (p *pretty) notChecked(d *document) {
	for _, u := range d.Unchecked {
		p.line("  " + p.text("not-checked", message.Args{"reason": visible(u.Reason)}))
		if u.Remedy != "" {
			p.line("    " + p.text("remedy", message.Args{"remedy": visible(u.Remedy)}))
		}
	}
}

// header says what will become of a document.
func (p *pretty) header(d *document) {
	v := &d.Verdict
	head := p.paint(bold, d.title())
	if v.Outcome == "" {
		p.line(head)
		return
	}
	args := message.Args{"outcome": p.paint(outcomeColor(v.Outcome), p.text("outcome-"+v.Outcome, nil))}
	name := "verdict"
	if v.Outcome == string(rules.Rejected) {
		name = "verdict-code"
		args["code"] = p.paint(bold, strings.TrimSpace(strconv.Itoa(v.Code)+" "+v.Name))
		args["confidence"] = p.text("confidence-"+v.Confidence, nil)
		if len(v.Alternatives) > 0 {
			name = "verdict-alternatives"
			args["alternatives"] = p.codes(v.Alternatives)
		}
	}
	p.line(p.text("header", message.Args{"document": head, "verdict": p.text(name, args)}))
	if v.Msg != "" {
		p.line("  " + p.text("msg", message.Args{"msg": visible(v.Msg)}))
	}
	if v.Comfy != "" {
		p.line("  " + p.text("comfy", message.Args{"version": visible(v.Comfy)}))
	}
}

func (p *pretty) codes(list []int) string {
	var parts []string
	for _, c := range list {
		parts = append(parts, strconv.Itoa(c))
	}
	return strings.Join(parts, p.text("list-separator", nil))
}

func (p *pretty) finding(d *document, f *finding) {
	color := severityColor(f.level)
	p.line(p.paint(color, p.text("severity-"+f.Severity, nil)+"["+p.link(f.page, f.Rule)+"]") + ": " + p.paint(bold, visible(f.Message)) + inParentheses(f.codeIs))
	blank := strings.Repeat(" ", max(len(itoa(f.Line)), len(itoa(f.EndLine))))
	p.line(p.paint(blue, blank+"-->") + " " + d.at(f.from))
	p.snippet(d.source, f.from, f.to, '^', color)
	for i := range f.Related {
		rel := &f.Related[i]
		label := visible(rel.Message)
		if label == "" {
			label = p.text("related", nil)
		}
		p.line(p.paint(blue, blank+"-->") + " " + d.at(rel.from) + ": " + label)
		p.snippet(d.source, rel.from, rel.to, '-', blue)
	}
	p.notes(f, blank)
}

// notes are the lines under a finding: what to do, and its confidence.
func (p *pretty) notes(f *finding, blank string) {
	note := func(name string, args message.Args) {
		p.line(p.paint(blue, blank+" =") + " " + p.text(name, args))
	}
	if f.Advice != "" {
		note("advice", message.Args{"advice": visible(f.Advice)})
	}
	if len(f.Suggestions) > 0 {
		var quoted []string
		for _, s := range f.Suggestions {
			quoted = append(quoted, `"`+visible(s)+`"`)
		}
		note("suggestions", message.Args{"suggestions": strings.Join(quoted, p.text("list-separator", nil))})
	}
	confidence := p.text("confidence-"+f.Confidence, nil)
	switch {
	case len(f.Alternatives) > 0:
		note("confidence-alternatives", message.Args{"confidence": confidence, "alternatives": p.codes(f.Alternatives)})
	case f.level == rule.Error && f.Confidence != rule.Certain.String():
		note("confidence", message.Args{"confidence": confidence})
	}
	if f.fixable {
		note("fixable", nil)
	}
}

func (p *pretty) end(e *ending) {
	for _, r := range e.Repeated {
		p.line(p.text("repeated-from", message.Args{"words": p.repeatedWords(r), "at": r.at}))
	}
	if len(e.Repeated) > 0 {
		p.line("")
	}
	for _, f := range e.Failures {
		p.line(p.paint(bold, visible(f.Path)) + ": " + p.paint(red, visible(f.Message)))
	}
	if !p.o.Quiet {
		p.line(p.sentence(&e.Summary))
		if e.Found != "" {
			p.line(visible(e.Found))
		}
	}
}
