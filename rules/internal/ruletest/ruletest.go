// Package ruletest runs families of rules over a document as the engine does,
// for their tests.
package ruletest

import (
	"context"
	"testing"

	"github.com/payloadlint/payloadlint/rules/internal/model"
	"github.com/payloadlint/payloadlint/rules/internal/placeholder"
	"github.com/payloadlint/payloadlint/rules/internal/setup"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Case is a document to check.
type Case struct {
	Text string
	// File is its name; "req.json" when empty.
	File string
	// Kind is the endpoint; empty leaves it to the address and the shape.
	Kind endpoint.Kind
	// URL is the address the request goes to.
	URL string
	// Workflow is the text of the definition and Definition its name; Nodes is
	// the text of an object_info.
	Workflow, Definition, Nodes string
	// Settings changes the settings of the run.
	Settings func(*setup.Settings)
	Context  context.Context
}

// Settings are those of a run in English with the usual placeholders.
func Settings() *setup.Settings {
	return &setup.Settings{Lang: message.English, Placeholders: placeholder.Default()}
}

// Pass reads a case into a pass that nothing has checked yet.
func Pass(t testing.TB, c Case) *rule.Pass {
	t.Helper()
	if c.File == "" {
		c.File = "req.json"
	}
	doc, err := jsondoc.Parse(c.File, []byte(c.Text))
	if err != nil {
		t.Fatalf("%v\n%s", err, c.Text)
	}
	return Document(t, c, doc.Root())
}

// Document is Pass for a document that is read already.
func Document(t testing.TB, c Case, root jsondoc.Value) *rule.Pass {
	t.Helper()
	s := Settings()
	if c.Settings != nil {
		c.Settings(s)
	}
	in := model.Input{File: c.File, Document: root, Root: root, Target: model.NewTarget(endpoint.Default(), "", c.URL)}
	if body, method, url, headers, ok := endpoint.Default().Unwrap(root); ok {
		in.Root, in.Target = body, model.NewTarget(endpoint.Default(), method.Text(), url.Text())
		in.Target.MethodValue, in.Target.URLValue, in.Target.Headers = method, url, headers
	}
	in.Endpoint = endpointOf(c, &in)
	in.Find = func(string) (*workflow.Definition, bool) { return definition(t, c), false }
	if c.Nodes != "" {
		catalog, err := nodes.Read("nodes.json", []byte(c.Nodes))
		if err != nil {
			t.Fatal(err)
		}
		in.Catalog = catalog
	}
	ctx := c.Context
	if ctx == nil {
		ctx = context.Background()
	}
	return model.Read(s, in).NewPass(ctx, s)
}

func endpointOf(c Case, in *model.Input) endpoint.Endpoint {
	kind := c.Kind
	if near, _, ok := endpoint.Default().Nearest(in.Target.Path); kind == endpoint.Unknown && in.Target.URL != "" && ok {
		kind = near.Kind
	}
	if kind == endpoint.Unknown {
		kind, _, _ = endpoint.Default().DetectFile(in.Root, c.File)
	}
	e, _ := endpoint.Default().Lookup(kind)
	return e
}

func definition(t testing.TB, c Case) *workflow.Definition {
	if c.Workflow == "" {
		return nil
	}
	if c.Definition == "" {
		c.Definition = "w.json"
	}
	d, err := workflow.Read(c.Definition, []byte(c.Workflow))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Check runs families over a pass.
func Check(p *rule.Pass, families []rule.Family) []rule.Finding {
	for _, f := range families {
		f.Check(p)
	}
	found, _, _ := p.Results()
	return found
}

// Rules lists the rules of families.
func Rules(families []rule.Family) []*rule.Rule {
	var out []*rule.Rule
	for _, f := range families {
		out = append(out, f.Rules...)
	}
	return out
}
