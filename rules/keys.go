package rules

import (
	"context"

	"github.com/payloadlint/payloadlint/rules/internal/apikey"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source"
)

// committedKey is the rule about keys in a file; request.Families has it.
const committedKey = "api-key-committed"

// tellKeys reports the API keys of a source file wherever they stand in it: most
// programs have theirs in a constant, far from the request. A file with keys and
// without a request gets a result of its own.
func (c *Checker) tellKeys(ctx context.Context, kind *source.Container, file *jsondoc.Document, results []Result) []Result {
	var spans []jsondoc.Span
	for start, end := range apikey.In(file.Source()) {
		spans = append(spans, jsondoc.Span{Start: start, End: end})
	}
	r, ok := lookup(committedKey)
	if len(spans) == 0 || !ok {
		return results
	}
	p := (&rule.Request{File: file.Name()}).NewPass(ctx, &c.settings)
	for _, s := range spans {
		if !told(results, s) {
			p.Report(r, jsondoc.Value{}, rule.Details{Document: file, Span: &s, Variant: kind.Kind})
		}
	}
	found, _, _ := p.Results()
	if len(found) > 0 && len(results) == 0 {
		line := found[0].Start.Line
		results = append(results, Result{
			Path: file.Name(), Start: found[0].Start, Document: file, Source: &Source{Kind: kind.Kind, Line: line, EndLine: line},
			Verdict: Verdict{Outcome: Unknown, Confidence: rule.Possible},
		})
	}
	c.attach(results, found)
	return results
}

// told reports whether some result has the key already.
func told(results []Result, s jsondoc.Span) bool {
	for i := range results {
		for _, f := range results[i].Findings {
			if f.Rule.ID == committedKey && f.Start.Offset < s.End && s.Start < f.End.Offset {
				return true
			}
		}
	}
	return false
}
