package prompt

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/payloadlint/payloadlint/rules/internal/mirror"
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

func parse(t testing.TB, text string) jsondoc.Value {
	t.Helper()
	doc, err := jsondoc.Parse("test.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

// pass makes the pass of a request or prompt as the engine does.
func pass(t testing.TB, kind endpoint.Kind, text, definition string, catalog *nodes.Catalog) *rule.Pass {
	t.Helper()
	root := parse(t, text)
	e, ok := endpoint.Default().Lookup(kind)
	if !ok {
		t.Fatalf("no endpoint %q", kind)
	}
	settings := &setup.Settings{Lang: message.English, Placeholders: placeholder.Default(), Cache: &sync.Map{}}
	find := func(string) (*workflow.Definition, bool) {
		if definition == "" {
			return nil, false
		}
		d, err := workflow.Read("workflow.json", []byte(definition))
		if err != nil {
			t.Fatal(err)
		}
		return d, false
	}
	return model.Read(settings, model.Input{File: "test.json", Root: root, Endpoint: e, Catalog: catalog, Find: find}).NewPass(context.Background(), settings)
}

func fired(p *rule.Pass) []string {
	findings, _, _ := p.Results()
	var ids []string
	for _, f := range findings {
		if !slices.Contains(ids, f.Rule.ID) {
			ids = append(ids, f.Rule.ID)
		}
	}
	return ids
}

func runExample(t *testing.T, e rule.Example) *rule.Pass {
	t.Helper()
	kind := e.Endpoint
	if kind == endpoint.Unknown {
		kind = endpoint.Create
	}
	var c *nodes.Catalog
	if e.Nodes != "" {
		c = catalog(t, e.Nodes)
	}
	p := pass(t, kind, e.Input, e.Workflow, c)
	check(p)
	return p
}

func TestExamples(t *testing.T) {
	for _, r := range prompts.Rules {
		if r.Bad.Input == "" || r.Good.Input == "" || r.Source == "" {
			t.Errorf("%s lacks an example or its source", r.ID)
			continue
		}
		if ids := fired(runExample(t, r.Bad)); !slices.Contains(ids, r.ID) {
			t.Errorf("%s: the bad example fires %v", r.ID, ids)
		}
		if ids := fired(runExample(t, r.Good)); slices.Contains(ids, r.ID) {
			t.Errorf("%s: the good example fires it", r.ID)
		}
	}
}

// Every cause has words of its own wherever it can occur, in both languages,
// and no message is left with an open placeholder.
func TestTexts(t *testing.T) {
	for _, r := range prompts.Rules {
		for _, name := range []string{"title", "what", "why", "message"} {
			if s, ok := message.English.Lookup(r.ID + "." + name); !ok || s == "" {
				t.Errorf("%s has no %s", r.ID, name)
			}
		}
	}
	for _, r := range prompts.Rules {
		findings, _, _ := runExample(t, r.Bad).Results()
		for _, f := range findings {
			if strings.ContainsAny(f.Message, "{}") || strings.ContainsAny(f.Message, "\n") {
				t.Errorf("%s: %q", f.Rule.ID, f.Message)
			}
		}
	}
}

func TestCausesHaveWords(t *testing.T) {
	exceptions := []mirror.Cause{mirror.CauseNoSuchNode, mirror.CauseBadNodeID, mirror.CauseNoSuchSlot, mirror.CauseBadSlot, mirror.CauseNoInputs, mirror.CauseInputsKind,
		mirror.CauseCompare, mirror.CauseOptions, mirror.CauseArgument, mirror.CauseValidator, mirror.CauseRecursion, mirror.CauseTemplate, mirror.CauseRatio, mirror.CauseUnconnected}
	server := []mirror.Cause{mirror.CauseNodeKind, mirror.CauseClassKind, mirror.CauseMeta, mirror.CausePromptKind, mirror.CauseUIFormat, mirror.CauseInputsKind, mirror.CauseReplacedMeta, mirror.CauseReplacedInput}
	for id, causes := range map[string][]mirror.Cause{
		"prompt-exception-during-validation": exceptions, "prompt-exception-during-inner-validation": exceptions,
		"prompt-http-500-unhandled": server,
		"prompt-missing-node-type":  {mirror.CauseNoClass},
		"prompt-custom-validation-failed": {
			mirror.CauseFile, mirror.CauseZero, mirror.CauseLinkType, mirror.CauseLoopEndCycle, mirror.CauseLoopEnd, mirror.CauseLoopNesting,
			mirror.CauseLoopEscape, mirror.CauseLoopStart, mirror.CauseLoopAccumulate,
		},
		"prompt-invalid-input-type":    {mirror.CauseInteger, mirror.CauseFloat, mirror.CauseNull, mirror.CauseNotFinite, mirror.CauseOverflow},
		"prompt-invalid-dynamic-input": {mirror.CauseRowIndex, mirror.CauseRowField, mirror.CauseFewRows},
	} {
		for _, c := range causes {
			if _, ok := message.English.Lookup(id + ".message-" + string(c)); !ok {
				t.Errorf("%s has no words for %s", id, c)
			}
		}
	}
}
