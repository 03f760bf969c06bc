package explain

import (
	"cmp"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// Codes and rules, from the code table and the rules' documentation.

// Code explains a code. A code that the table does not have gets a report that
// says so; ok is false then.
func Code(c code.Code, o Options) (r Report, ok bool) {
	r = Report{Kind: kindCode, Code: &c, Name: c.Name(), Title: title(c, o)}
	e, ok := c.Entry()
	if !ok {
		r.add(o, "meaning", o.text("explain.unknown-code", nil))
		return r, false
	}
	r.words(e, o)
	r.table(e, o)
	return r, true
}

// title is a code's number and official name; a code without a name says so.
func title(c code.Code, o Options) string {
	if n := c.Name(); n != "" {
		return c.String() + " " + n
	}
	if c.IsSuccess() {
		return c.String() + " " + o.text("explain.success", nil)
	}
	if _, ok := c.Entry(); ok {
		return c.String() + " " + o.text("explain.unnamed", nil)
	}
	return c.String() + " " + o.text("explain.not-in-table", nil)
}

// words adds what the catalogs say of a code.
func (r *Report) words(e code.Entry, o Options) {
	subject := "code-" + e.Code.String() + "."
	for _, name := range []string{"meaning", "note", "causes", "advice"} {
		if s, ok := o.lookup(subject + name); ok {
			r.add(o, name, s)
		}
	}
	r.add(o, "retry", o.text("retry."+e.Retry.String(), nil))
}

// table adds what the table says: who answers the code and what shows it
// before it is sent.
func (r *Report) table(e code.Entry, o Options) {
	if len(e.Endpoints) == 0 {
		r.add(o, "endpoints", o.text("explain.every-endpoint", nil))
	} else {
		var names []string
		for _, k := range e.Endpoints {
			names = append(names, string(k))
		}
		r.add(o, "endpoints", o.Lang.List(names))
	}
	if !e.Code.IsSuccess() {
		r.visible(e, o)
	}
	if e.Counterpart != 0 {
		key := "explain.counterpart-v2"
		if e.V2 || e.Code == 401 {
			key = "explain.counterpart-v1"
		}
		other := strings.TrimSpace(e.Counterpart.String() + " " + e.Counterpart.Name())
		r.add(o, "counterpart", o.text(key, message.Args{"code": other}))
	}
	switch {
	case e.SeenLive:
		r.add(o, "evidence", o.text("explain.seen-live", nil))
	case e.Inferred:
		r.add(o, "evidence", o.text("explain.inferred", nil))
	}
}

// visible names the rules that see a code before it is sent.
func (r *Report) visible(e code.Entry, o Options) {
	names := rulesFor(e.Code, o.Rules)
	switch {
	case len(names) > 0:
		r.add(o, "visible", o.text("explain.seen-by", message.Args{"rules": o.Lang.List(names)}))
	case e.Visible:
		r.add(o, "visible", o.text("explain.visible", nil))
	default:
		r.add(o, "visible", o.text("explain.invisible", nil))
	}
}

// rulesFor lists the IDs of the rules that predict a code or, where none does,
// its counterpart of the other API generation. Rules that predict the code
// itself come before those that name it as an alternative.
func rulesFor(c code.Code, rules []*rule.Rule) []string {
	find := func(c code.Code) []string {
		var first, second []string
		for _, r := range rules {
			if r.Code == c {
				first = append(first, r.ID)
			} else if slices.Contains(r.Alternatives, c) {
				second = append(second, r.ID)
			}
		}
		slices.Sort(first)
		slices.Sort(second)
		return append(first, second...)
	}
	if c == 0 {
		return nil // a rule without a code predicts no answer
	}
	if names := find(c); len(names) > 0 {
		return names
	}
	if e, ok := c.Entry(); ok && e.Counterpart != 0 {
		return find(e.Counterpart)
	}
	return nil
}

// Rule explains a rule from its documentation.
func Rule(r *rule.Rule, o Options) Report {
	rep := Report{Kind: kindRule, Rule: r.ID, Title: r.ID}
	lang := cmp.Or(o.Lang, message.English)
	if s, ok := r.Text(lang, "title"); ok {
		rep.Title += ": " + s
	}
	for _, name := range []string{"what", "why"} {
		if s, ok := r.Text(lang, name); ok {
			rep.add(o, name, s)
		}
	}
	if r.Code != 0 {
		c := r.Code
		rep.Code, rep.Name = &c, c.Name()
		line := title(c, o)
		if len(r.Alternatives) > 0 {
			var alts []string
			for _, a := range r.Alternatives {
				alts = append(alts, a.String())
			}
			line += " " + o.text("explain.alternatives", message.Args{"codes": o.Lang.List(alts)})
		}
		rep.add(o, "predicts", line+" "+o.text("explain.confidence-"+r.Confidence.String(), nil))
		if s, ok := o.lookup("code-" + c.String() + ".meaning"); ok {
			rep.add(o, "predicts", s)
		}
	} else {
		rep.add(o, "predicts", o.text("explain.silent", nil))
	}
	if r.Comfy != "" {
		rep.add(o, "predicts", o.text("explain.comfy-type", message.Args{"type": r.Comfy}))
	}
	rep.add(o, "severity", o.text("explain.severity-"+r.Severity.String(), nil))
	if r.Fixable {
		rep.add(o, "severity", o.text("explain.fixable", nil))
	}
	// A text with placeholders is about one finding, not about the rule.
	if s, ok := r.Text(lang, "fix"); ok && !strings.Contains(s, "{") {
		rep.add(o, "advice", s)
	}
	example := func(name string, e rule.Example) {
		for _, in := range []string{e.Input, e.Workflow, e.Nodes, e.Config} {
			rep.add(o, name, strings.TrimSpace(in))
		}
	}
	example("bad", r.Bad)
	example("good", r.Good)
	return rep
}
