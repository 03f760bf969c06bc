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
	"context"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/nodeinfo"
	"github.com/payloadlint/payloadlint/rules/prompt"
	"github.com/payloadlint/payloadlint/rules/request"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/syntax"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/placeholder"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Outcome is what will become of a request.
type Outcome string

// The outcomes. See design.md §3.
const (
	Rejected Outcome = "rejected"
	Partial  Outcome = "partial"
	Accepted Outcome = "accepted"
	Unknown  Outcome = "unknown"
)

// Verdict is the prediction for one document.
type Verdict struct {
	Outcome      Outcome
	Code         code.Code
	Alternatives []code.Code
	Confidence   rule.Confidence
	// Msg is what the answer's msg will say, when known.
	Msg string
}

// Result is what a check says of one document.
type Result struct {
	Path string
	// Index is the document's place in a batch or stream from 0, -1 for a
	// single document.
	Index    int
	Endpoint endpoint.Kind
	Verdict  Verdict
	Findings []rule.Finding
	// Unchecked is what the outcome depends on that could not be checked.
	Unchecked []rule.Unchecked
	// Outputs are the output nodes that would run, where known.
	Outputs []string
	// Document is the text the findings point into, for showing source lines.
	Document *jsondoc.Document
}

// Definitions finds the definition for a workflow or app id; nil when it is
// not known.
type Definitions interface {
	Workflow(id string) *workflow.Definition
	App(id string) *workflow.Definition
}

// Options configure a Checker. The zero value checks what a request alone
// shows, in English.
type Options struct {
	Lang message.Lang
	// Definitions resolve the ids that requests name.
	Definitions Definitions
	// Definition is used for every request, whatever it names.
	Definition *workflow.Definition
	Catalog    *nodes.Catalog
	// Endpoint overrides what documents look like.
	Endpoint endpoint.Kind
	Account  string
	// Placeholders default to placeholder.Default.
	Placeholders *placeholder.Patterns
	Strict       bool
	BaseDir      string
	Severity     func(rule, file string, s rule.Severity) rule.Severity
}

// Checker checks documents. It is safe for concurrent use.
type Checker struct {
	options  Options
	settings rule.Settings
}

// New makes a Checker.
func New(o Options) *Checker {
	if o.Lang == "" {
		o.Lang = message.English
	}
	if o.Placeholders == nil {
		o.Placeholders = placeholder.Default()
	}
	return &Checker{options: o, settings: rule.Settings{
		Lang: o.Lang, Account: o.Account, Placeholders: o.Placeholders, Strict: o.Strict, BaseDir: o.BaseDir, Severity: o.Severity,
	}}
}

// All lists every rule by family.
func All() []*rule.Rule {
	var out []*rule.Rule
	for _, set := range families() {
		out = append(out, set.All()...)
	}
	return out
}

func families() []*rule.Set {
	return []*rule.Set{syntax.Rules, request.Rules, nodeinfo.Rules, prompt.Rules}
}

// Input is one file.
type Input struct {
	// Name is the path that findings show.
	Name string
	Data []byte
}

// Check checks every document of a file. The error is that of ctx; what is
// wrong with the file itself is a finding.
func (c *Checker) Check(ctx context.Context, in Input) ([]Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	doc, err := jsondoc.Parse(in.Name, in.Data)
	if err != nil {
		return []Result{{Path: in.Name, Index: -1, Verdict: Verdict{Outcome: Unknown}}}, nil
	}
	return []Result{c.document(ctx, in.Name, -1, doc.Root())}, nil
}

func (c *Checker) document(ctx context.Context, name string, index int, root jsondoc.Value) Result {
	kind := c.options.Endpoint
	if kind == endpoint.Unknown {
		kind = endpoint.Detect(root)
	}
	e, _ := endpoint.Lookup(kind)
	p := &rule.Pass{Context: ctx, Settings: &c.settings, File: name, Root: root, Endpoint: e, Definition: c.options.Definition, Catalog: c.options.Catalog}
	for _, r := range All() {
		if r.Check != nil {
			r.Check(p)
		}
	}
	res := Result{Path: name, Index: index, Endpoint: kind, Document: root.Document()}
	res.Findings, res.Unchecked, res.Outputs = p.Results()
	return res
}
