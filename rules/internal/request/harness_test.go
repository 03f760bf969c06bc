package request

import (
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules/internal/ruletest"
	"github.com/payloadlint/payloadlint/rules/internal/setup"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// run checks one document with these families alone.
func run(t testing.TB, kind endpoint.Kind, file, text string, set func(*setup.Settings)) []rule.Finding {
	t.Helper()
	doc, err := jsondoc.Parse(file, []byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return runDocument(t, doc.Root(), kind, file, set)
}

func runDocument(t testing.TB, root jsondoc.Value, kind endpoint.Kind, file string, set func(*setup.Settings)) []rule.Finding {
	t.Helper()
	found := ruletest.Check(ruletest.Document(t, ruletest.Case{File: file, Kind: kind, Settings: set}, root), Families())
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
