package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// rulesPage is docs/rules.md: every rule with its texts, its examples and what
// the program says about the bad one. The heading of a rule is its ID, so that
// report.RuleURL leads there.
func (a *app) rulesPage(ctx context.Context) ([]byte, error) {
	p := page{app: a}
	p.para(p.say("head", nil))
	var table strings.Builder
	table.WriteString(p.say("table", nil))
	for _, r := range rules.All() {
		fmt.Fprintf(&table, "\n| [%s](#%s) | %s | %s | %s | %s |", r.ID, r.ID, p.severity(r), codeOrDash(r), p.fixable(r), cell(prose(a.lang, a.say(r.ID+".title", nil))))
	}
	p.para(table.String())
	p.para(p.say("severity", nil))
	p.fence("yaml", "severity:\n  nodeinfo-duplicate: error\n  api-key-committed: \"off\"\n  request-key-unknown:\n    - {level: warning}\n    - {files: [\"samples/**\"], level: \"off\"}")
	for _, r := range rules.All() {
		if err := p.rule(ctx, r); err != nil {
			return nil, err
		}
	}
	return p.buf.Bytes(), nil
}

// page collects paragraphs, an empty line between them.
type page struct {
	app *app
	buf bytes.Buffer
}

func (p *page) say(key string, args message.Args) string { return p.app.say("docs."+key, args) }

func (p *page) para(s string) {
	if p.buf.Len() > 0 {
		p.buf.WriteByte('\n')
	}
	p.buf.WriteString(strings.TrimRight(s, "\n") + "\n")
}

// fence is a code block; its fence is longer than any inside it.
func (p *page) fence(lang, text string) {
	mark := "```"
	for strings.Contains(text, mark) {
		mark += "`"
	}
	p.para(mark + lang + "\n" + strings.Trim(text, "\n") + "\n" + mark)
}

func (p *page) severity(r *rule.Rule) string {
	return p.app.say("explain.severity-"+r.Severity.String(), nil)
}

func (p *page) fixable(r *rule.Rule) string {
	if r.Fixable {
		return p.say("fixable", nil)
	}
	return "–"
}

func codeOrDash(r *rule.Rule) string {
	if r.Code == 0 {
		return "–"
	}
	return r.Code.String()
}

// cell makes a text fit for a cell of a table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(s)
}

func (p *page) rule(ctx context.Context, r *rule.Rule) error {
	a := p.app
	p.para("## " + r.ID)
	p.para(prose(a.lang, a.say(r.ID+".title", nil)) + stop(a.lang))
	name := codeOrDash(r)
	if n := r.Code.Name(); r.Code != 0 && n != "" {
		name += " " + n
	}
	var others []string
	for _, c := range r.Alternatives {
		others = append(others, strings.TrimSpace(c.String()+" "+c.Name()))
	}
	confidence := "–"
	if r.Code != 0 {
		confidence = a.say("report.confidence-"+r.Confidence.String(), nil)
	}
	p.para(p.say("facts", nil) + "\n| " + strings.Join([]string{
		p.severity(r), name, orDash(strings.Join(others, ", ")), confidence, orDash(r.Comfy), p.fixable(r), orDash(r.Since),
	}, " | ") + " |")
	for _, part := range []string{"what", "why", "fix"} {
		s, ok := r.Text(a.lang, part)
		// A text with placeholders is about one finding, not about the rule.
		if ok && s != "" && (part != "fix" || !strings.Contains(s, "{")) {
			p.para("**" + p.say(part, nil) + "** " + prose(a.lang, s))
		}
	}
	said, err := a.said(ctx, r)
	if err != nil {
		return err
	}
	p.para("**" + p.say("bad", nil) + "**" + p.circumstances(r.Bad))
	p.example(r.Bad, r.Bad.Workflow != "", false)
	if len(said) > 0 {
		p.para(p.say("says", nil) + colon(a.lang))
		p.fence("text", strings.Join(said, "\n"))
	}
	p.para("**" + p.say("good", nil) + "**" + p.circumstances(r.Good))
	p.example(r.Good, r.Good.Workflow != "", r.Good.Workflow == r.Bad.Workflow)
	if r.Source != "" {
		p.para(p.say("rests-on", message.Args{"source": r.Source}))
	}
	return nil
}

// circumstances are those of an example that its text does not show.
func (p *page) circumstances(e rule.Example) string {
	var parts []string
	if e.Path != "" {
		parts = append(parts, p.say("path", message.Args{"path": e.Path}))
	}
	if e.Endpoint != "" {
		parts = append(parts, p.say("endpoint", message.Args{"endpoint": string(e.Endpoint)}))
	}
	if e.Strict {
		parts = append(parts, p.say("strict", nil))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

func (p *page) example(e rule.Example, definition, same bool) {
	p.fence("json", visibleControls(e.Input))
	switch {
	case definition && same:
		p.para("– " + p.say("same-definition", nil))
	case definition:
		p.para("– " + p.say("definition", nil) + colon(p.app.lang))
		p.fence("json", e.Workflow)
	}
	if e.Nodes != "" && !same {
		p.para("– " + p.say("nodes", nil) + colon(p.app.lang))
		p.fence("json", e.Nodes)
	}
	if e.Config != "" && !same {
		p.para("– " + p.say("config", nil) + colon(p.app.lang))
		p.fence("yaml", e.Config)
	}
}

// said is what the rule says about its bad example, in text form.
func (a *app) said(ctx context.Context, r *rule.Rule) ([]string, error) {
	e := r.Bad
	path := e.Path
	if path == "" {
		path = "example.json"
	}
	o := rules.Options{Lang: a.lang, Endpoint: e.Endpoint, Strict: e.Strict, Catalog: nodes.Core()}
	var err error
	if e.Config != "" {
		if o.Config, err = config.Parse([]byte(e.Config)); err != nil {
			return nil, fmt.Errorf("example of %s: %w", r.ID, err)
		}
		o.Definitions = namedOnly{o.Config}
	}
	if e.Workflow != "" {
		if o.Definition, err = workflow.Read("workflow.json", []byte(e.Workflow)); err != nil {
			return nil, fmt.Errorf("example of %s: %w", r.ID, err)
		}
	}
	if e.Nodes != "" {
		if o.Catalog, err = nodes.Read("nodes.json", []byte(e.Nodes)); err != nil {
			return nil, fmt.Errorf("example of %s: %w", r.ID, err)
		}
	}
	checker, err := rules.New(o)
	if err != nil {
		return nil, fmt.Errorf("example of %s: %w", r.ID, err)
	}
	results, err := checker.Check(ctx, path, []byte(e.Input))
	if err != nil {
		return nil, err // only ctx's
	}
	var out []string
	for i := range results {
		for _, f := range results[i].Findings {
			if f.Rule == r {
				out = append(out, fmt.Sprintf("%d:%d: %s", f.Start.Line, f.Start.Column, f.Message))
				if f.Advice != "" {
					out = append(out, "  = "+f.Advice)
				}
			}
		}
	}
	return out, nil
}

// namedOnly knows the ids of an example's configuration, whose files are not
// there.
type namedOnly struct{ *config.Config }

func (namedOnly) Workflow(string) (*workflow.Definition, error) { return nil, nil } // see rules.Definitions
func (namedOnly) App(string) (*workflow.Definition, error)      { return nil, nil } // as above
func (n namedOnly) Knows(r endpoint.Resource, id string) bool {
	if r == endpoint.App {
		return n.Apps[id] != ""
	}
	return n.Workflows[id] != ""
}

func (n namedOnly) Answer(endpoint.Resource, string) (int, string, bool) { return 0, "", false }

// visibleControls shows what an editor would not: a BOM, NUL and the like.
func visibleControls(s string) string {
	var b strings.Builder
	for i, c := range s {
		switch {
		case c == '\uFEFF':
			b.WriteString("<BOM>")
		case c == '\uFFFD' && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, "<%02X>", s[i])
		case c < ' ' && c != '\n' && c != '\t':
			fmt.Fprintf(&b, "<%02X>", c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// prose makes a text of the catalogs a sentence of the page: outside code
// nothing is markup, and in English it begins with a capital unless with a
// name in code such as nodeId.
func prose(l message.Lang, s string) string {
	parts := strings.Split(s, "`")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = strings.NewReplacer("<", "&lt;", "*", `\*`).Replace(parts[i])
	}
	s = strings.Join(parts, "`")
	word, _, _ := strings.Cut(s, " ")
	if l != message.English || strings.ToLower(word) != word || s == "" || s[0] >= 0x80 || strings.ContainsAny(word, "_`") {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func colon(l message.Lang) string {
	if l == message.Chinese {
		return "："
	}
	return ":"
}

func stop(l message.Lang) string {
	if l == message.Chinese {
		return "。"
	}
	return "."
}
