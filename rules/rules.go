// Package rules checks RunningHub requests before they are sent.
//
// A Checker holds what all checks of a run share: configuration, workflow
// definitions, node definitions. Check takes the bytes of one file and gives a
// Result per document in it: findings, what could not be checked, and the
// verdict (the code the server will most likely answer).
//
// Data goes one way: bytes, document with positions, endpoint, definition and
// catalog, rules, findings, verdict. Nothing here touches the network.
package rules

import (
	"slices"
	"sync"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/nodeinfo"
	"github.com/payloadlint/payloadlint/rules/prompt"
	"github.com/payloadlint/payloadlint/rules/request"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/syntax"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/placeholder"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Outcome is what will become of a request.
type Outcome string

// The outcomes. Source: design.md §3.
const (
	// Rejected: a code other than 0 is predicted.
	Rejected Outcome = "rejected"
	// Partial: code 0, but outputs would be dropped without a word.
	Partial Outcome = "partial"
	// Accepted: everything that can be seen before sending was checked and
	// holds.
	Accepted Outcome = "accepted"
	// Unknown: nothing wrong was found, but not everything could be checked.
	Unknown Outcome = "unknown"
)

// Verdict is the prediction for one document.
type Verdict struct {
	Outcome Outcome
	// Code is the predicted code, 0 unless the outcome is Rejected.
	Code code.Code
	// Alternatives are codes that the answer may carry instead: of the finding
	// that decides and those of its stage, or of the warnings where none does.
	Alternatives []code.Code
	Confidence   rule.Confidence
	// Msg is what the answer's msg will say, "" when no fact tells.
	Msg string
}

// Result is what a check says of one document.
type Result struct {
	Path string
	// Index is the document's place in a batch or stream from 0, -1 for a
	// single document.
	Index int
	// Start is where the document begins in the file, zero where it has no
	// values: one of a batch is found by it.
	Start jsondoc.Position
	// Endpoint is endpoint.Unknown for a document that is no request.
	Endpoint endpoint.Kind
	// Foreign tells that nothing says the document is meant as a request: a
	// walk over a folder passes over it.
	Foreign bool
	Verdict Verdict
	// Findings are sorted by place, then rule.
	Findings []rule.Finding
	// Unchecked is what the outcome depends on that could not be checked.
	Unchecked []rule.Unchecked
	// Outputs are the output nodes that would run, where known.
	Outputs []string
	// Suppressed counts the findings that the configuration or the workflow's
	// own _meta leave out.
	Suppressed int
	// Document is the text the findings point into, for showing source lines;
	// nil only when the input could not be read at all.
	Document *jsondoc.Document
}

// Definitions finds the definition that a request names. Both answer nil
// without an error when the id is not known; an error says that it is known
// but cannot be read. Implementations are safe for concurrent use.
type Definitions interface {
	Workflow(id string) (*workflow.Definition, error)
	App(id string) (*workflow.Definition, error)
}

// Answers is implemented by Definitions that remember what the platform
// answered when a definition was asked for (380, 810, 901 …).
type Answers interface {
	Answer(kind endpoint.Kind, id string) (code int, msg string, ok bool)
}

// Knower is implemented by Definitions that can tell what an id is without
// reading its definition, so that a webappId in place of a workflowId is seen.
type Knower interface {
	KnowsWorkflow(id string) bool
	KnowsApp(id string) bool
}

// Options configure a Checker. The zero value checks what a request alone
// shows, in English.
type Options struct {
	Lang message.Lang
	// Config may be nil.
	Config *config.Config
	// Definitions resolve the ids that requests name; it may be nil.
	Definitions Definitions
	// Definition is used for every request, whatever it names.
	Definition *workflow.Definition
	// Catalog holds the node definitions; without one, prompts stay unchecked.
	Catalog *nodes.Catalog
	// Endpoint overrides what documents look like and what Config says.
	Endpoint endpoint.Kind
	// Strict makes unfilled placeholders errors.
	Strict bool
	// BaseDir is where relative paths of local files (uploads) start; "" is the
	// configuration's folder, and without one local files are not looked at.
	BaseDir string
	// InputDir is the server's input folder, "" when it is not known.
	InputDir string
}

// Checker checks documents. It is safe for concurrent use.
type Checker struct {
	options  Options
	settings rule.Settings
	rules    []*rule.Rule // those with a Check
}

// New makes a Checker. The error tells that the configuration names a rule or
// pattern that does not exist; it is a *config.Error.
func New(o Options) (*Checker, error) {
	if o.Lang == "" {
		o.Lang = message.English
	}
	marks := placeholder.Default()
	c := &Checker{options: o}
	c.settings = rule.Settings{Lang: o.Lang, Strict: o.Strict, InputDir: o.InputDir, Cache: &sync.Map{}}
	if o.Config != nil {
		var err error
		if marks, err = marks.With(o.Config.Placeholders...); err != nil {
			return nil, &config.Error{Path: o.Config.Path, Problem: config.BadPattern, Key: "placeholders"}
		}
		if err := checkNames(o.Config); err != nil {
			return nil, err
		}
		c.settings.Account = o.Config.Account
		c.settings.Host = o.Config.Host
		c.settings.BaseDir = o.Config.Dir
		c.settings.Severity = func(id, file string, s rule.Severity) rule.Severity {
			if level, ok := rule.ParseSeverity(o.Config.Level(id, file)); ok {
				return level
			}
			return s
		}
	}
	if o.BaseDir != "" {
		c.settings.BaseDir = o.BaseDir
	}
	if k, ok := o.Definitions.(Knower); ok {
		c.settings.KnownWorkflow, c.settings.KnownApp = k.KnowsWorkflow, k.KnowsApp
	}
	if answers, ok := o.Definitions.(Answers); ok {
		c.settings.Answer = answers.Answer
	}
	c.settings.Placeholders = marks
	for _, r := range All() {
		if r.Check != nil {
			c.rules = append(c.rules, r)
		}
	}
	return c, nil
}

// checkNames finds rules that a configuration names and nobody has.
func checkNames(c *config.Config) error {
	var ids []string
	for _, r := range All() {
		ids = append(ids, r.ID)
	}
	unknown := func(id string, line int) error {
		if slices.Contains(ids, id) {
			return nil
		}
		return &config.Error{Path: c.Path, Line: line, Column: 1, Problem: config.UnknownRule, Key: id, Allowed: ids}
	}
	for _, s := range c.Severity {
		if err := unknown(s.Rule, s.Line); err != nil {
			return err
		}
	}
	for _, s := range c.Suppress {
		if err := unknown(s.Rule, s.Line); err != nil {
			return err
		}
	}
	return nil
}

// All lists every rule by family, then by ID.
func All() []*rule.Rule {
	var out []*rule.Rule
	for _, set := range []*rule.Set{syntax.Rules, request.Rules, nodeinfo.Rules, prompt.Rules} {
		out = append(out, set.All()...)
	}
	return out
}

// Lookup returns the rule with an ID.
func Lookup(id string) (*rule.Rule, bool) {
	for _, r := range All() {
		if r.ID == id {
			return r, true
		}
	}
	return nil, false
}
