package drift

import (
	"context"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Definitions is what rules.Options takes.
type Definitions interface {
	Workflow(id string) (*workflow.Definition, error)
	App(id string) (*workflow.Definition, error)
}

// records are what a project remembers of the ids of workflows and apps; see
// rules.Definitions.
type records interface {
	Knows(r endpoint.Resource, id string) bool
	Answer(r endpoint.Resource, id string) (code int, msg string, ok bool)
}

// Refusal is an answer in place of a definition.
type Refusal struct {
	Code code.Code
	Msg  string
}

// Overlay is a set of definitions as the platform has them now, above those
// that are kept. It implements rules.Definitions
// and records.
type Overlay struct {
	Kept            Definitions
	Workflows, Apps map[string]*workflow.Definition
	// GoneWorkflows and GoneApps are ids that the platform refuses now.
	GoneWorkflows, GoneApps map[string]Refusal
}

// Workflow returns the platform's definition, else the kept one.
func (o *Overlay) Workflow(id string) (*workflow.Definition, error) {
	if d, ok := o.Workflows[id]; ok {
		return d, nil
	}
	return o.Kept.Workflow(id)
}

// App is Workflow for an app.
func (o *Overlay) App(id string) (*workflow.Definition, error) {
	if d, ok := o.Apps[id]; ok {
		return d, nil
	}
	return o.Kept.App(id)
}

// Answer is what the platform answers for an id now.
func (o *Overlay) Answer(r endpoint.Resource, id string) (n int, msg string, ok bool) {
	gone := o.GoneWorkflows
	if r == endpoint.App {
		gone = o.GoneApps
	}
	refusal, ok := gone[id]
	if kept, is := o.Kept.(records); !ok && is {
		return kept.Answer(r, id)
	}
	return int(refusal.Code), refusal.Msg, ok
}

// Knows reports whether there is a definition of a workflow or app id.
func (o *Overlay) Knows(r endpoint.Resource, id string) bool {
	now := o.Workflows
	if r == endpoint.App {
		now = o.Apps
	}
	kept, is := o.Kept.(records)
	return now[id] != nil || is && kept.Knows(r, id)
}

// Check checks one file; it is (*rules.Checker).Check.
type Check func(ctx context.Context, name string, data []byte) ([]rules.Result, error)

// Broken is a request with errors that it did not have before.
type Broken struct {
	Path string
	// Index is the request's place in a batch or stream, -1 for a single one.
	Index    int
	Endpoint endpoint.Kind
	Verdict  rules.Verdict
	Findings []rule.Finding
}

// Breaks checks a file's requests with the definitions of before and of now,
// and returns those that have errors now which they had not. The error is that
// of the checks.
func Breaks(ctx context.Context, name string, data []byte, before, now Check) ([]Broken, error) {
	after, err := now(ctx, name, data)
	if err != nil {
		return nil, err
	}
	wrong := false
	for i := range after {
		wrong = wrong || hasError(&after[i])
	}
	if !wrong {
		return nil, nil
	}
	old, err := before(ctx, name, data)
	if err != nil {
		return nil, err
	}
	had := map[mark]bool{}
	for i := range old {
		for j := range old[i].Findings {
			had[markOf(&old[i], &old[i].Findings[j])] = true
		}
	}
	var out []Broken
	for i := range after {
		r := &after[i]
		b := Broken{Path: r.Path, Index: r.Index, Endpoint: r.Endpoint, Verdict: r.Verdict}
		for j := range r.Findings {
			f := &r.Findings[j]
			if f.Severity == rule.Error && !had[markOf(r, f)] {
				b.Findings = append(b.Findings, *f)
			}
		}
		if b.Findings != nil {
			out = append(out, b)
		}
	}
	return out, nil
}

func hasError(r *rules.Result) bool {
	for i := range r.Findings {
		if r.Findings[i].Severity == rule.Error {
			return true
		}
	}
	return false
}

// mark is what makes a finding the same before and after: not its message, which
// quote the definition.
type mark struct {
	index   int
	rule    string
	pointer string
	offset  int
	sev     rule.Severity
	code    code.Code
	comfy   string
}

func markOf(r *rules.Result, f *rule.Finding) mark {
	return mark{r.Index, f.Rule.ID, f.Pointer, f.Start.Offset, f.Severity, f.Code, f.Comfy}
}
