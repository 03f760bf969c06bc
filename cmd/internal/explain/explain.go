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
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
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
	// Definition is the workflow that was run; nil when unknown.
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
	return lang.Format(key, args)
}

func (o Options) lookup(key string) (string, bool) {
	lang := o.Lang
	if lang == "" {
		lang = message.English
	}
	return lang.Lookup(key)
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
