package main

import (
	"strconv"
	"strings"
	"time"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
)

// doctorPage is the text of a diagnosis in the making.
type doctorPage struct {
	app *app
	b   strings.Builder
}

// mostDefinitions is how many definitions are listed for people; JSON has all.
const mostDefinitions = 20

// doctorText is a diagnosis for people.
func (a *app) doctorText(d *diagnosis) string {
	p := &doctorPage{app: a}
	p.line(0, "program", message.Args{
		"version": d.Program.Version, "go": d.Program.Go, "platform": d.Program.Platform,
		"rules": strconv.Itoa(d.Program.Rules), "classes": strconv.Itoa(d.Program.CoreNodes),
	})
	p.head("configuration")
	for _, c := range d.Configuration {
		p.configuration(&c)
	}
	p.head("requests")
	p.requests(&d.Requests)
	p.head("definitions")
	for _, s := range d.Stores {
		p.store(&s)
	}
	p.definitions(d.Definitions)
	p.head("nodes")
	for _, n := range d.Nodes {
		p.nodes(&n)
	}
	p.head("key")
	p.line(1, keyState(d.Key), message.Args{"variable": d.Key.Variable})
	if len(d.Unchecked) > 0 {
		p.head("unchecked")
		for _, u := range d.Unchecked[:min(len(d.Unchecked), mostAdvice)] {
			p.line(1, plural("times", u.Count), message.Args{"n": strconv.Itoa(u.Count), "what": u.Reason})
		}
	}
	if n := len(d.Problems); n > 0 {
		p.head("problems")
		for _, text := range d.Problems {
			p.text("  " + text)
		}
	}
	p.head("next")
	for i, n := range d.Next {
		number := "  " + strconv.Itoa(i+1) + ". "
		if n.Command == "" {
			p.text(number + n.Why)
			continue
		}
		p.text(number + n.Command)
		p.text("     " + n.Why)
	}
	if len(d.Next) == 0 {
		p.line(1, "next-nothing", nil)
	}
	return p.b.String()
}

func (p *doctorPage) text(s string) { p.b.WriteString(strings.TrimRight(s, " ") + "\n") }

// line adds a text of the catalogs.
func (p *doctorPage) line(depth int, key string, args message.Args) {
	p.text(strings.Repeat("  ", depth) + p.app.say("doctor."+key, args))
}

func (p *doctorPage) head(key string) {
	p.text("")
	p.line(0, key, nil)
}

func (p *doctorPage) list(parts []string) string {
	return strings.Join(parts, p.app.say("report.list-separator", nil))
}

// counted adds a count to a list unless it is 0.
func (p *doctorPage) counted(to *[]string, key string, n int) {
	if n > 0 {
		*to = append(*to, p.app.say("doctor."+plural(key, n), message.Args{"n": strconv.Itoa(n)}))
	}
}

func (p *doctorPage) configuration(c *configurationPart) {
	switch {
	case c.Path == "" && !c.OK:
		p.line(1, "setup-broken", nil)
		return
	case c.Path == "":
		p.line(1, "no-configuration", nil)
		return
	case !c.OK:
		p.line(1, "configuration-broken", message.Args{"path": c.Path})
		return
	}
	var parts []string
	if c.Host != "" {
		parts = append(parts, p.app.say("doctor.host", message.Args{"host": c.Host}))
	}
	if c.Account != "" {
		parts = append(parts, p.app.say("doctor.account", message.Args{"account": c.Account}))
	}
	p.counted(&parts, "workflows", c.Workflows)
	p.counted(&parts, "apps", c.Apps)
	p.counted(&parts, "sets", c.Requests)
	p.counted(&parts, "own-rules", c.Rules)
	p.counted(&parts, "suppressions", c.Suppress)
	if len(parts) == 0 {
		p.line(1, "path", message.Args{"path": c.Path})
		return
	}
	p.line(1, "says", message.Args{"path": c.Path, "what": p.list(parts)})
}

func (p *doctorPage) requests(r *requestsPart) {
	args := message.Args{"requests": strconv.Itoa(r.Requests), "files": strconv.Itoa(r.Files), "read": strconv.Itoa(r.Read)}
	if r.Requests == 0 {
		p.line(1, "no-requests", args)
		return
	}
	p.line(1, plural("found", r.Requests), args)
	for _, k := range r.Kinds {
		p.line(1, plural("kind", k.Files), message.Args{"kind": k.Kind, "requests": strconv.Itoa(k.Requests), "files": strconv.Itoa(k.Files)})
	}
	var parts []string
	for _, o := range []rules.Outcome{rules.Rejected, rules.Partial, rules.Accepted, rules.Unknown} {
		if n := r.Outcomes[string(o)]; n > 0 {
			parts = append(parts, p.app.say("report."+plural(string(o), n), message.Args{"n": strconv.Itoa(n)}))
		}
	}
	p.line(1, "outcomes", message.Args{"outcomes": p.list(parts)})
}

func (p *doctorPage) store(s *storePart) {
	var parts []string
	p.counted(&parts, "workflows", s.Workflows)
	p.counted(&parts, "apps", s.Apps)
	if s.Slice {
		parts = append(parts, p.app.say("doctor.slice", nil))
	}
	p.counted(&parts, "models", s.Models)
	if len(parts) == 0 {
		p.line(1, "store-empty", message.Args{"path": s.Path})
	} else {
		p.line(1, "says", message.Args{"path": s.Path, "what": p.list(parts)})
	}
	if s.Oldest != nil {
		p.line(1, "store-age", message.Args{"oldest": s.Oldest.Format(time.DateOnly), "newest": s.Newest.Format(time.DateOnly)})
	}
	for _, d := range s.Damaged {
		p.text("  " + d.Problem)
	}
}

func (p *doctorPage) definitions(list []definitionPart) {
	if len(list) == 0 {
		p.line(1, "no-definitions", nil)
		return
	}
	for i := range list[:min(len(list), mostDefinitions)] {
		d := &list[i]
		args := message.Args{
			"status": p.app.say("doctor.is-"+d.Status, nil), "what": p.app.what(d.Kind, d.ID), "file": d.File,
			"first": d.First, "more": strconv.Itoa(d.Requests - 1), "code": strconv.Itoa(d.Code),
		}
		var parts []string
		switch {
		case d.File != "":
			parts = append(parts, p.app.say("doctor.from-file", args))
		case d.Days != nil:
			args["date"], args["n"] = d.Fetched.Format(time.DateOnly), strconv.Itoa(*d.Days)
			parts = append(parts, p.app.say("doctor."+plural("fetched", *d.Days), args))
		}
		if d.Code != 0 {
			parts = append(parts, p.app.say("doctor.refused", args))
		}
		switch {
		case d.Requests == 0:
			parts = append(parts, p.app.say("doctor.unnamed", nil))
		case d.Requests == 1:
			parts = append(parts, p.app.say("doctor.named-once", args))
		default:
			parts = append(parts, p.app.say("doctor.named", args))
		}
		args["facts"] = p.list(parts)
		p.line(1, "definition", args)
	}
	if more := len(list) - mostDefinitions; more > 0 {
		p.line(1, plural("more", more), message.Args{"n": strconv.Itoa(more)})
	}
}

func (p *doctorPage) nodes(n *nodesPart) {
	args := message.Args{"classes": strconv.Itoa(n.Classes), "files": p.list(n.Files)}
	key := "nodes-" + n.From
	if n.From == "store" && n.Days != nil {
		key = plural("nodes-fetched", *n.Days)
		args["date"], args["n"] = n.Fetched.Format(time.DateOnly), strconv.Itoa(*n.Days)
	}
	if n.Configuration == "" {
		p.line(1, key, args)
		return
	}
	p.line(1, "says", message.Args{"path": n.Configuration, "what": p.app.say("doctor."+key, args)})
}

func keyState(k keyPart) string {
	switch {
	case k.Valid:
		return "key-set"
	case k.Set:
		return "key-invalid"
	}
	return "key-none"
}
