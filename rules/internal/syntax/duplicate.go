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
	start := func(m jsondoc.Member) int { return m.KeyValue().Span().Start }
	from := sort.Search(len(all), func(i int) bool { return start(all[i][1]) >= span.Start })
	to := from + sort.Search(len(all)-from, func(i int) bool { return start(all[from+i][1]) >= span.End })
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
		last[start(d[0])] = d[1].Value
	}
	for i, d := range list {
		if i == maxDuplicates {
			second := d[1].KeyValue().Span()
			p.Report(duplicateKey, d[1].Value, rule.Details{
				Variant: "more", Span: &second, Args: message.Args{"count": strconv.Itoa(len(list) - i)},
			})
			return
		}
		reportDuplicate(p, d[0], d[1], last[start(d[0])])
	}
}

// reportDuplicate reports the second of two members of one name, of which used
// is the value in force.
func reportDuplicate(p *rule.Pass, first, second jsondoc.Member, used jsondoc.Value) {
	doc := used.Document()
	name := second.Key()
	key := jsondoc.Excerpt([]byte(name), excerpt)
	before, span := first.KeyValue().Span(), second.KeyValue().Span()
	start := doc.Position(before.Start)
	details := rule.Details{
		Span: &span,
		Args: message.Args{"key": key, "line": strconv.Itoa(start.Line), "column": strconv.Itoa(start.Column)},
		Related: []rule.Related{{
			Start: start, End: doc.Position(before.End),
			Message: p.Redact(p.Settings.Lang.Format("json-duplicate-key.first", message.Args{"key": key})),
		}},
	}
	switch {
	case bytes.Equal(first.Value.Raw(), used.Raw()) && bytes.Equal(second.Value.Raw(), used.Raw()):
		details.Variant, details.Severity = "same", rule.Note
	case secret.Text(name).IsKey():
		details.Variant = "secret"
		for _, v := range []jsondoc.Value{first.Value, second.Value, used} {
			p.Secret(v.Text())
		}
	case isContainer(first.Value) || isContainer(used):
		details.Variant = "container"
	}
	if details.Variant == "" {
		details.Args["used"] = quote(used)
		details.Args["lost"] = quote(first.Value)
	}
	p.Report(duplicateKey, second.Value, details)
}

func isContainer(v jsondoc.Value) bool { return v.Is(jsondoc.Object) || v.Is(jsondoc.Array) }

// quote is a scalar as it stands in the file, cut to the length of a message.
func quote(v jsondoc.Value) string {
	raw := secret.Text(v.Raw()[:min(len(v.Raw()), 16*excerpt)]).Mask()
	return jsondoc.Excerpt(raw, excerpt)
}
