// Package explain says in words what a code, a rule or a pasted answer means:
// the code table and the rules' documentation for the first two, and for an
// answer also which node and field the server blames, where they stand in the
// request and in the workflow definition, and what to change.
//
// Everything here is a pure function of its arguments. Only chosen parts of an
// answer are shown, cut, without control characters and without keys: an
// answer may come from anywhere.
package explain

import (
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Options say what an explanation may draw on. The zero value explains in
// English, without rules.
type Options struct {
	Lang message.Lang
	// Rules are the registered rules, so that a code can name those that see
	// it before sending.
	Rules []*rule.Rule
	// Definition is the workflow that the answer speaks of; nil when unknown.
	Definition *workflow.Definition
	// Request is the document that was sent; missing when unknown. It may be
	// the request, a bare nodeInfoList, or a prompt.
	Request jsondoc.Value
}

func (o Options) text(key string, args message.Args) string {
	lang := o.Lang
	if lang == "" {
		lang = message.English
	}
	return message.Format(lang, key, args)
}

func (o Options) lookup(key string) (string, bool) {
	lang := o.Lang
	if lang == "" {
		lang = message.English
	}
	return message.Lookup(lang, key)
}

// kind says what a Report is about.
type kind string

// The kinds of reports.
const (
	kindCode   kind = "code"
	kindRule   kind = "rule"
	kindAnswer kind = "answer"
	// kindRequest and kindDefinition are documents that were pasted by
	// mistake: they are no answers.
	kindRequest    kind = "request"
	kindDefinition kind = "definition"
	// kindUnknown is a text in which no answer was found.
	kindUnknown kind = "unknown"
)

// section is a titled group of lines. Name is the same in every language.
type section struct {
	Name  string   `json:"name"`
	Title string   `json:"title"`
	Lines []string `json:"lines"`
}

// Report is an explanation, in the language of its Options, ready to print.
type Report struct {
	// Kind is code, rule or answer; request or definition for a document that
	// was pasted by mistake; unknown for a text in which no answer was found.
	Kind kind `json:"kind"`
	// Title is the first line: the code with its name, the rule's ID.
	Title string `json:"title"`
	// Asked is the misspelt name that was taken for Title; "" otherwise.
	Asked string `json:"asked,omitempty"`
	// Code is the code explained; nil where there is none.
	Code *code.Code `json:"code,omitempty"`
	Name string     `json:"name,omitempty"`
	Rule string     `json:"rule,omitempty"`

	// The rest is for answers. Shape is the form in which it came, Msg what
	// the server said, TaskID and Status what it said of the task.
	Shape  shape  `json:"shape,omitempty"`
	Msg    string `json:"msg,omitempty"`
	TaskID string `json:"taskId,omitempty"`
	Status string `json:"status,omitempty"`
	// Partial says that the request was accepted although output nodes were
	// dropped (node errors beside code 0).
	Partial bool `json:"partial,omitempty"`
	// Blames are the nodes and fields that the answer complains of.
	Blames []complaint `json:"blames,omitempty"`

	Sections []section `json:"sections"`
}

// Recognized reports whether the text was understood: false for one that is no
// answer, request or definition.
func (r *Report) Recognized() bool { return r.Kind != kindUnknown }

// add appends lines to the section with a name, which it makes when needed.
func (r *Report) add(o Options, name string, lines ...string) {
	var kept []string
	for _, l := range lines {
		for part := range strings.SplitSeq(l, "\n") {
			if part = strings.TrimRight(part, " "); part != "" {
				kept = append(kept, part)
			}
		}
	}
	if len(kept) == 0 {
		return
	}
	for i := range r.Sections {
		if r.Sections[i].Name == name {
			r.Sections[i].Lines = append(r.Sections[i].Lines, kept...)
			return
		}
	}
	r.Sections = append(r.Sections, section{Name: name, Title: o.text("explain-title."+name, nil), Lines: kept})
}

// Code explains a code. A code that the table does not have gets a report that
// says so; ok is false then.
func Code(c code.Code, o Options) (r Report, ok bool) {
	r = Report{Kind: kindCode, Code: &c, Name: c.Name(), Title: title(c, o)}
	e, ok := code.Lookup(c)
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
	if code.IsSuccess(c) {
		return c.String() + " " + o.text("explain.success", nil)
	}
	if _, ok := code.Lookup(c); ok {
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
		r.add(o, "endpoints", strings.Join(names, ", "))
	}
	if !code.IsSuccess(e.Code) {
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
	if e.Evidence != code.Documented {
		r.add(o, "evidence", o.text([...]string{"", "explain.seen-live", "explain.inferred"}[e.Evidence], nil))
	}
}

// visible names the rules that see a code before it is sent.
func (r *Report) visible(e code.Entry, o Options) {
	names := rulesFor(e.Code, o.Rules)
	switch {
	case len(names) > 0:
		r.add(o, "visible", o.text("explain.seen-by", message.Args{"rules": strings.Join(names, ", ")}))
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
		return nil // a rule without a code has no answer to tell of
	}
	if names := find(c); len(names) > 0 {
		return names
	}
	if e, ok := code.Lookup(c); ok && e.Counterpart != 0 {
		return find(e.Counterpart)
	}
	return nil
}

// Rule explains a rule from its documentation.
func Rule(r *rule.Rule, o Options) Report {
	rep := Report{Kind: kindRule, Rule: r.ID, Title: r.ID}
	if s, ok := o.lookup(r.ID + ".title"); ok {
		rep.Title += ": " + s
	}
	for _, name := range []string{"what", "why"} {
		if s, ok := o.lookup(r.ID + "." + name); ok {
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
			line += " " + o.text("explain.alternatives", message.Args{"codes": strings.Join(alts, ", ")})
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
	if s, ok := o.lookup(r.ID + ".fix"); ok && !strings.Contains(s, "{") {
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

// UnknownError says that a name is neither a code nor a rule.
type UnknownError struct {
	// Name is what was asked for, fit for printing.
	Name string
	// Suggestions are the names that may have been meant, the best first.
	Suggestions []string
}

// Error is for programmers; people get Text.
func (e *UnknownError) Error() string { return "no code and no rule: " + e.Name }

// Text is the error in the words of the catalogs.
func (e *UnknownError) Text(o Options) string {
	s := o.text("explain.unknown-name", message.Args{"name": e.Name})
	if len(e.Suggestions) > 0 {
		s += " " + o.text("explain.did-you-mean", message.Args{"names": strings.Join(e.Suggestions, ", ")})
	}
	return s
}

// Name explains what a name stands for: a number (803, -1, "code 803"), an
// official name in any case, a rule's ID, ComfyUI's name for what a rule
// mirrors (value_not_in_list), or the text of a message such as JsonNull. A name that is misspelt in one way only is explained
// as the one meant, with Report.Asked set; the error is an *UnknownError.
func Name(name string, o Options) (Report, error) {
	name = strings.TrimSpace(name)
	if r, ok := exact(name, o); ok {
		return r, nil
	}
	bare := name
	for _, prefix := range []string{"code", "errorcode", "error"} {
		if len(bare) > len(prefix) && strings.EqualFold(bare[:len(prefix)], prefix) {
			bare = strings.Trim(bare[len(prefix):], " -_:=#\"'")
			break
		}
	}
	if bare != name {
		if r, ok := exact(bare, o); ok {
			return r, nil
		}
	}
	if _, ok := code.Parse(bare); ok {
		return Report{}, &UnknownError{Name: clean(name, 80), Suggestions: near(bare, numbers())}
	}
	// A message of the service, pasted in place of a name.
	if r := Response([]byte(name), o); r.Kind == kindAnswer {
		return r, nil
	}
	candidates := near(name, Names(o.Rules))
	if len(candidates) > 0 && nearest(name, candidates) {
		r, _ := exact(candidates[0], o)
		r.Asked = clean(name, 80)
		return r, nil
	}
	if len(candidates) == 0 {
		candidates = containing(name, Names(o.Rules))
	}
	return Report{}, &UnknownError{Name: clean(name, 80), Suggestions: candidates}
}

func near(name string, names []string) []string {
	if len(name) > 200 {
		return nil // no name is that long; do not measure it
	}
	return suggest.Closest(name, names, 3)
}

// nearest tells whether the first candidate is nearer to a name than all
// others, so that there is no doubt which is meant.
func nearest(name string, candidates []string) bool {
	if len(candidates) == 1 {
		return true
	}
	distance := func(s string) int { return suggest.Distance(strings.ToLower(name), strings.ToLower(s), len(name)) }
	return distance(candidates[0]) < distance(candidates[1])
}

// containing lists names that have the word in them: the beginning of a rule's
// ID, the end of a code's name.
func containing(word string, names []string) []string {
	var out []string
	word = strings.ToLower(strings.NewReplacer(" ", "_").Replace(word))
	for _, n := range names {
		if len(word) >= 3 && len(out) < 8 && strings.Contains(strings.ToLower(n), word) {
			out = append(out, n)
		}
	}
	return out
}

func exact(name string, o Options) (Report, bool) {
	if c, ok := code.Parse(name); ok {
		if _, known := code.Lookup(c); known {
			return Code(c, o)
		}
	}
	if e, ok := code.ByName(strings.ToUpper(name)); ok {
		return Code(e.Code, o)
	}
	for _, r := range o.Rules {
		if strings.EqualFold(r.ID, name) {
			return Rule(r, o), true
		}
	}
	for _, r := range o.Rules {
		if r.Comfy != "" && r.Comfy == name {
			return Rule(r, o), true
		}
	}
	return Report{}, false
}

func numbers() []string {
	var out []string
	for _, e := range code.All() {
		out = append(out, e.Code.String())
	}
	return out
}

// Names lists everything that Name knows exactly, for completion: numbers,
// official names, rule IDs.
func Names(rules []*rule.Rule) []string {
	out := append(numbers(), code.Names()...)
	var ids []string
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return append(out, ids...)
}
