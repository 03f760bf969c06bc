package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
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

// cell escapes a text for a cell of a table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(s)
}

// rule is the section of a rule.
func (p *page) rule(ctx context.Context, r *rule.Rule) error {
	a := p.app
	p.para("## " + r.ID)
	p.para(prose(a.lang, a.say(r.ID+".title", nil)) + stop(a.lang))
	p.facts(r)
	p.texts(r)
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

// facts is the table of what a rule is: severity, codes and the like.
func (p *page) facts(r *rule.Rule) {
	name, confidence := codeOrDash(r), "–"
	if r.Code != 0 {
		name = named(r.Code)
		confidence = p.app.say("report.confidence-"+r.Confidence.String(), nil)
	}
	var others []string
	for _, c := range r.Alternatives {
		others = append(others, named(c))
	}
	p.para(p.say("facts", nil) + "\n| " + strings.Join([]string{
		p.severity(r), name, orDash(p.app.lang.List(others)), confidence, orDash(r.Comfy), p.fixable(r), orDash(r.Since),
	}, " | ") + " |")
}

// named is a code with its name, if it has one.
func named(c code.Code) string { return strings.TrimSpace(c.String() + " " + c.Name()) }

// texts are the paragraphs of the catalogs about a rule. A text with
// placeholders is left out: it is about one finding, not about the rule.
func (p *page) texts(r *rule.Rule) {
	for _, part := range []string{"what", "why", "fix"} {
		s, ok := r.Text(p.app.lang, part)
		if ok && s != "" && (part != "fix" || !strings.Contains(s, "{")) {
			p.para("**" + p.say(part, nil) + "** " + prose(p.app.lang, s))
		}
	}
}

// circumstances lists what an example assumes and its text does not show.
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
	return " (" + p.app.lang.List(parts) + ")"
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
	o, err := a.exampleOptions(r.Bad)
	if err != nil {
		return nil, fmt.Errorf("example of %s: %w", r.ID, err)
	}
	checker, err := rules.New(o)
	if err != nil {
		return nil, fmt.Errorf("example of %s: %w", r.ID, err)
	}
	path := cmp.Or(r.Bad.Path, "example.json")
	results, err := checker.Check(ctx, path, []byte(r.Bad.Input))
	if err != nil {
		return nil, err // only ctx's
	}
	var out []string
	for i := range results {
		for _, f := range results[i].Findings {
			if f.Rule != r {
				continue
			}
			out = append(out, fmt.Sprintf("%d:%d: %s", f.Start.Line, f.Start.Column, f.Message))
			if f.Advice != "" {
				out = append(out, "  = "+f.Advice)
			}
		}
	}
	return out, nil
}

// exampleOptions are the options under which an example is checked.
func (a *app) exampleOptions(e rule.Example) (o rules.Options, err error) {
	o = rules.Options{Lang: a.lang, Endpoint: e.Endpoint, Strict: e.Strict, Catalog: nodes.Core()}
	if e.Config != "" {
		o.Config = new(config.Config)
		if err := o.Config.UnmarshalText([]byte(e.Config)); err != nil {
			return o, err
		}
		o.Definitions = namedOnly{o.Config}
	}
	if e.Workflow != "" {
		if o.Definition, err = workflow.Read("workflow.json", []byte(e.Workflow)); err != nil {
			return o, err
		}
	}
	if e.Nodes != "" {
		o.Catalog, err = nodes.Read("nodes.json", []byte(e.Nodes))
	}
	return o, err
}

// namedOnly knows the ids in an example's configuration, whose files do not
// exist.
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

// prose turns a text of the catalogs into a sentence of the page: markup
// outside code is escaped, and in English it begins with a capital letter
// unless it begins with a name such as nodeId.
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
