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
type pretty struct {
	base
	b strings.Builder
}

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

// paint colours a text where colours are wanted.
func (p *pretty) paint(color, s string) string {
	if !p.o.Color || s == "" {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

func (p *pretty) line(s string) {
	p.b.WriteString(s)
	p.b.WriteByte('\n')
}

func severityColor(s rule.Severity) string {
	switch s {
	case rule.Error:
		return red
	case rule.Warning:
		return yellow
	}
	return cyan
}

func outcomeColor(o rules.Outcome) string {
	switch o {
	case rules.Rejected:
		return red
	case rules.Partial:
		return yellow
	case rules.Accepted:
		return green
	}
	return cyan
}

func (p *pretty) Document(r *rules.Result) error {
	r = p.redacted(r)
	p.s.Add(r)
	if p.o.Quiet && len(r.Findings) == 0 {
		return nil
	}
	p.b.Reset()
	p.header(r)
	s := p.source(r)
	for i := range r.Findings {
		p.line("")
		p.finding(r, &r.Findings[i], s)
		// A document with very many findings must not pile up.
		if p.b.Len() > 1<<16 {
			if err := p.flush(); err != nil {
				return err
			}
		}
	}
	if !p.o.Quiet {
		for i, u := range r.Unchecked {
			if i == 0 && len(r.Findings) > 0 {
				p.line("")
			}
			p.line("  " + p.text("not-checked", message.Args{"reason": Visible(u.Reason)}))
			if u.Remedy != "" {
				p.line("    " + p.text("remedy", message.Args{"remedy": Visible(u.Remedy)}))
			}
		}
	}
	if len(r.Findings) > 0 || !p.o.Quiet && len(r.Unchecked) > 0 {
		p.line("")
	}
	return p.flush()
}

func (p *pretty) flush() error {
	err := p.write(p.b.String())
	p.b.Reset()
	return err
}

// header tells what will become of a document.
func (p *pretty) header(r *rules.Result) {
	v := r.Verdict
	head := p.paint(bold, display(r))
	if v.Outcome == "" {
		p.line(head)
		return
	}
	args := message.Args{"outcome": p.paint(outcomeColor(v.Outcome), p.text("outcome-"+string(v.Outcome), nil))}
	name := "verdict"
	if v.Outcome == rules.Rejected {
		name = "verdict-code"
		args["code"] = p.paint(bold, strings.TrimSpace(v.Code.String()+" "+v.Code.Name()))
		args["confidence"] = p.text("confidence-"+v.Confidence.String(), nil)
		if len(v.Alternatives) > 0 {
			name = "verdict-alternatives"
			args["alternatives"] = joinCodes(v.Alternatives, p.text("list-separator", nil))
		}
	}
	p.line(p.text("header", message.Args{"document": head, "verdict": p.text(name, args)}))
	if v.Msg != "" {
		p.line("  " + p.text("msg", message.Args{"msg": Visible(v.Msg)}))
	}
}

func joinCodes[C interface{ String() string }](codes []C, separator string) string {
	var parts []string
	for _, c := range codes {
		parts = append(parts, c.String())
	}
	return strings.Join(parts, separator)
}

func (p *pretty) finding(r *rules.Result, f *rule.Finding, s *source) {
	color := severityColor(f.Severity)
	head := p.paint(color, p.text("severity-"+f.Severity.String(), nil)+"["+f.Rule.ID+"]") + ": " + p.paint(bold, Visible(f.Message))
	if f.Code != 0 {
		head += " (" + f.Code.String() + ")"
	}
	p.line(head)
	from, to := span(f.Start, f.End)
	blank := strings.Repeat(" ", max(len(itoa(from.Line)), len(itoa(to.Line))))
	p.line(p.paint(blue, blank+"-->") + " " + Visible(r.Path) + ":" + itoa(from.Line) + ":" + itoa(from.Column))
	p.snippet(s, f.Start, f.End, '^', color)
	for _, rel := range f.Related {
		at, _ := span(rel.Start, rel.End)
		label := Visible(rel.Message)
		if label == "" {
			label = p.text("related", nil)
		}
		p.line(p.paint(blue, blank+"-->") + " " + Visible(r.Path) + ":" + itoa(at.Line) + ":" + itoa(at.Column) + ": " + label)
		p.snippet(s, rel.Start, rel.End, '-', blue)
	}
	note := func(name string, args message.Args) {
		p.line(p.paint(blue, blank+" =") + " " + p.text(name, args))
	}
	if f.Advice != "" {
		note("advice", message.Args{"advice": Visible(f.Advice)})
	}
	if len(f.Suggestions) > 0 {
		var quoted []string
		for _, s := range f.Suggestions {
			quoted = append(quoted, `"`+Visible(s)+`"`)
		}
		note("suggestions", message.Args{"suggestions": strings.Join(quoted, p.text("list-separator", nil))})
	}
	if f.Severity == rule.Error && f.Confidence != rule.Certain || len(f.Alternatives) > 0 {
		args := message.Args{"confidence": p.text("confidence-"+f.Confidence.String(), nil)}
		if len(f.Alternatives) > 0 {
			args["alternatives"] = joinCodes(f.Alternatives, p.text("list-separator", nil))
			note("confidence-alternatives", args)
		} else {
			note("confidence", args)
		}
	}
	if f.Fix != nil {
		note("fixable", nil)
	}
}

func (p *pretty) End(c Closing) error {
	p.s.close(c)
	for _, f := range c.Failures {
		p.line(p.paint(bold, Visible(f.Path)) + ": " + p.paint(red, Visible(f.Message)))
	}
	if !p.o.Quiet {
		p.line(p.summary(&p.s))
	}
	if err := p.flush(); err != nil {
		return err
	}
	return p.w.Flush()
}
