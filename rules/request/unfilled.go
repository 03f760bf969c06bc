package request

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

var placeholderRule = Rules.Add(&rule.Rule{
	ID: "placeholder-unfilled", Code: 0, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since,
	Source: "design.md §3 and §4 (--no-placeholders); live-answers.md, Placeholder styles",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "taskId": "1904152026220003329"}`, Endpoint: endpoint.Status, Strict: true},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "taskId": "1904152026220003329"}`, Endpoint: endpoint.Status},
})

func init() { placeholderRule.Check = checkUnfilled }

// checkUnfilled tells of marks that still stand for a value: all of them just
// before sending, otherwise only words that are no mark of a known style and
// may have been meant as the value.
func checkUnfilled(p *rule.Pass) {
	if p.Endpoint.Kind == endpoint.Unknown {
		return
	}
	if p.Settings.Strict {
		strictIn(p, p.Root)
		if p.Graph.Exists() && p.Graph.Document() != p.Root.Document() {
			strictIn(p, p.Graph)
		}
		return
	}
	for m := range p.Root.Members() {
		if keyed(m) && m.Value.Is(jsondoc.String) && !p.Placeholder(m.Value) && sampleWord(m.Value.Text()) {
			p.Report(placeholderRule, m.Value, rule.Details{Variant: "word", Severity: rule.Note, Args: message.Args{"value": shown(m.Value), "field": m.Key()}})
		}
	}
}

// keyed tells the fields whose sample words are known to stand for a value.
func keyed(m jsondoc.Member) bool {
	return m.KeyIs("apiKey") || m.KeyIs("apikey") || m.KeyIs("webhookUrl") || m.KeyIs("instanceType") || m.KeyIs("quickCreateCode") || isIDField(m.Key())
}

func strictIn(p *rule.Pass, v jsondoc.Value) {
	for m := range v.Members() {
		if keyed(m) && m.Value.Is(jsondoc.String) && sampleWord(m.Value.Text()) && !p.Placeholder(m.Value) {
			strictAt(p, m.Value, m.Key())
			continue
		}
		strictValue(p, m.Value, m.Key())
	}
	for _, e := range v.Elements() {
		strictValue(p, e, "")
	}
}

func strictValue(p *rule.Pass, v jsondoc.Value, field string) {
	switch {
	case v.Is(jsondoc.Object) || v.Is(jsondoc.Array):
		strictIn(p, v)
	case p.Placeholder(v):
		strictAt(p, v, field)
	case v.Is(jsondoc.String) && field != "workflow":
		// A prompt may speak of braces, so that this is no more than a warning.
		if mark := markInside(p, v.Text()); mark != "" {
			p.Report(placeholderRule, v, rule.Details{Variant: "inside", Severity: rule.Warning, Code: silent(), Confidence: rule.Likely.At(),
				Args: message.Args{"value": clip(mark), "field": field}})
		}
	}
}

// markInside is the first ${NAME} or {{name}} within a text; "" when there is
// none.
func markInside(p *rule.Pass, text string) string {
	const longestMark = 100
	for i := 0; i+1 < len(text); i++ {
		var end string
		switch text[i : i+2] {
		case "${":
			end = "}"
		case "{{":
			end = "}}"
		default:
			continue
		}
		rest := text[i:min(len(text), i+longestMark)]
		if j := strings.Index(rest, end); j > 0 && p.Settings.Placeholders.Match(rest[:j+len(end)]) {
			return rest[:j+len(end)]
		}
	}
	return ""
}

// strictAt predicts by the field: the service takes the mark for the value.
func strictAt(p *rule.Pass, v jsondoc.Value, field string) {
	d := rule.Details{Args: message.Args{"value": shown(v), "field": field}}
	switch {
	case field == "apiKey" || field == "apikey":
		d.Code, d.Alternatives = badKey(p)
	case isIDField(field):
		d.Code, d.Alternatives = badParams(p, ofID(field)...)
	case field == "fieldValue":
		d.Alternatives = []code.Code{433, 803, 805}
		d.Node, d.Input = v.Parent().Get("nodeId").Text(), v.Parent().Get("fieldName").Text()
	case field == "nodeId" || field == "fieldName":
		d.Code = codeOf(803)
	}
	p.Report(placeholderRule, v, d)
}
