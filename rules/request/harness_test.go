package request

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/placeholder"
)

// run checks one document with this family alone.
func run(t testing.TB, kind endpoint.Kind, file, text string, set func(*rule.Settings)) []rule.Finding {
	t.Helper()
	doc, err := jsondoc.Parse(file, []byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return runDocument(doc.Root(), kind, file, set)
}

func runDocument(root jsondoc.Value, kind endpoint.Kind, file string, set func(*rule.Settings)) []rule.Finding {
	s := &rule.Settings{Lang: message.English, Placeholders: placeholder.Default()}
	if set != nil {
		set(s)
	}
	p := &rule.Pass{Context: context.Background(), Settings: s, File: file, Root: root, Document: root}
	if body, saved, ok := endpoint.Unwrap(root); ok {
		p.Root = body
		p.Target = rule.Target{Method: saved.Method.Text(), URL: saved.URL.Text(), MethodValue: saved.Method, URLValue: saved.URL}
		if kind == endpoint.Unknown {
			_, _, path, _ := endpoint.SplitURL(p.Target.URL)
			if e, _, near := endpoint.Nearest(path); near {
				kind = e.Kind
			}
		}
	}
	if kind == endpoint.Unknown {
		kind = endpoint.DetectFile(p.Root, file).Kind
	}
	p.Endpoint, _ = endpoint.Lookup(kind)
	p.NodeInfo = endpoint.NodeInfoOf(p.Root, kind)
	CollectSecrets(p)
	for _, r := range Rules.All() {
		if r.Check != nil {
			r.Check(p)
		}
	}
	found, _, _ := p.Results()
	slices.SortStableFunc(found, func(a, b rule.Finding) int { return a.Start.Offset - b.Start.Offset })
	return found
}

// line is a finding in one line: severity, rule, code, pointer.
func line(f rule.Finding) string {
	return f.Severity.String() + " " + f.Rule.ID + " " + f.Code.String() + " " + f.Pointer
}

func lines(found []rule.Finding) string {
	out := make([]string, 0, len(found))
	for _, f := range found {
		out = append(out, line(f))
	}
	return strings.Join(out, "\n")
}

// apply makes the fixes of findings.
func apply(text string, found []rule.Finding) string {
	var edits []rule.Edit
	for _, f := range found {
		if f.Fix != nil {
			edits = append(edits, f.Fix.Edits...)
		}
	}
	slices.SortFunc(edits, func(a, b rule.Edit) int { return b.Start - a.Start })
	for _, e := range edits {
		text = text[:e.Start] + e.New + text[e.End:]
	}
	return text
}
