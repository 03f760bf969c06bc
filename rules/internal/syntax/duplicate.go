package syntax

import (
	"bytes"
	"sort"
	"strconv"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// maxDuplicates is how many repeated keys of one document are told one by one;
// the rest are counted.
const maxDuplicates = 100

// duplicateKey predicts no code: RFC 8259 §4 leaves repeated names open, and
// the readers in use (Jackson, Python's json, JavaScript) keep the last.
var duplicateKey = &rule.Rule{
	ID:         "json-duplicate-key",
	Severity:   rule.Warning,
	Confidence: rule.Certain,
	Stage:      rule.StageSyntax,
	Since:      "0.1.0",
	Source:     "RFC 8259 §4",
	Bad:        rule.Example{Input: "{\n  \"apiKey\": \"${API_KEY}\",\n  \"workflowId\": \"1904136902449209346\",\n  \"instanceType\": \"plus\",\n  \"instanceType\": \"default\"\n}\n"},
	Good:       rule.Example{Input: "{\n  \"apiKey\": \"${API_KEY}\",\n  \"workflowId\": \"1904136902449209346\",\n  \"instanceType\": \"plus\"\n}\n"},
}

var duplicates = rule.Family{Rules: []*rule.Rule{duplicateKey}, Check: func(p *rule.Pass) {
	checkDuplicates(p, p.Root)
	if inner := ownGraph(p); inner != nil {
		checkDuplicates(p, inner.Root())
	}
}}

// checkDuplicates reports the repeated keys inside root.
func checkDuplicates(p *rule.Pass, root jsondoc.Value) {
	doc := root.Document()
	if doc == nil {
		return
	}
	// The list is in document order: a batch of many documents stays linear.
	all, span := doc.Duplicates(), root.Span()
	from := sort.Search(len(all), func(i int) bool { return all[i].Second.Start >= span.Start })
	to := from + sort.Search(len(all)-from, func(i int) bool { return all[from+i].Second.Start >= span.End })
	list := all[from:to]
	if len(list) == 0 {
		return
	}
	// The messages quote values, and one of them may repeat the key.
	raw := root.Raw()
	learnSecrets(p, raw[:min(len(raw), secretReach)])
	// The value in force is that of the last key of its name.
	last := map[int]jsondoc.Value{}
	for _, d := range list {
		last[d.First.Start] = d.SecondValue
	}
	for i, d := range list {
		if i == maxDuplicates {
			p.Report(duplicateKey, d.SecondValue, rule.Details{
				Variant: "more", Span: &d.Second, Args: message.Args{"count": strconv.Itoa(len(list) - i)},
			})
			return
		}
		reportDuplicate(p, d, last[d.First.Start])
	}
}

func reportDuplicate(p *rule.Pass, d jsondoc.Duplicate, used jsondoc.Value) {
	doc := used.Document()
	key := jsondoc.Excerpt([]byte(d.Key), excerpt)
	first := doc.Position(d.First.Start)
	details := rule.Details{
		Span: &d.Second,
		Args: message.Args{"key": key, "line": strconv.Itoa(first.Line), "column": strconv.Itoa(first.Column)},
		Related: []rule.Related{{
			Start: first, End: doc.Position(d.First.End),
			Message: p.Redact(p.Settings.Lang.Format("json-duplicate-key.first", message.Args{"key": key})),
		}},
	}
	switch {
	case bytes.Equal(d.FirstValue.Raw(), used.Raw()) && bytes.Equal(d.SecondValue.Raw(), used.Raw()):
		details.Variant, details.Severity = "same", rule.Note
	case secret.Text(d.Key).IsKey():
		details.Variant = "secret"
		for _, v := range []jsondoc.Value{d.FirstValue, d.SecondValue, used} {
			p.Secret(v.Text())
		}
	case isContainer(d.FirstValue) || isContainer(used):
		details.Variant = "container"
	}
	if details.Variant == "" {
		details.Args["used"] = quote(used)
		details.Args["lost"] = quote(d.FirstValue)
	}
	p.Report(duplicateKey, d.SecondValue, details)
}

func isContainer(v jsondoc.Value) bool { return v.Is(jsondoc.Object) || v.Is(jsondoc.Array) }

// quote is a scalar as it stands in the file, cut to the length of a message.
func quote(v jsondoc.Value) string {
	raw := secret.Text(v.Raw()[:min(len(v.Raw()), 16*excerpt)]).Mask()
	return jsondoc.Excerpt(raw, excerpt)
}
