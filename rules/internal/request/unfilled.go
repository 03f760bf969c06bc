package request

import (
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/model"
	"github.com/payloadlint/payloadlint/rules/internal/placeholder"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

var placeholderRule = &rule.Rule{
	ID: "placeholder-unfilled", Code: 0, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since,
	Source: "design.md §3 and §4 (--no-placeholders); live-answers.md, Placeholder styles",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "taskId": "1904152026220003329"}`, Endpoint: endpoint.Status, Strict: true},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "taskId": "1904152026220003329"}`, Endpoint: endpoint.Status},
}

var placeholders = rule.Family{Rules: []*rule.Rule{placeholderRule}, Check: checkUnfilled}

// checkUnfilled reports marks that still stand for a value: all of them just
// before sending, otherwise only words that are no mark of a known style and
// may have been meant as the value.
func checkUnfilled(p *rule.Pass) {
	if p.Endpoint.Kind == endpoint.Unknown {
		return
	}
	if p.Settings.Strict {
		for i := range p.Marks {
			strict(p, &p.Marks[i])
		}
		return
	}
	for m := range p.Root.Members() {
		if m.Value.Is(jsondoc.String) && model.SampleField(m) && !p.Placeholder(m.Value) && placeholder.Sample(m.Value.Text()) {
			p.Report(placeholderRule, m.Value, rule.Details{Variant: "word", Severity: rule.Note, Args: message.Args{"value": shown(m.Value), "field": m.Key()}})
		}
	}
}

// strict predicts by the field: the service takes the mark for the value. A
// prompt may speak of braces, so that a mark inside a text is no more than a
// warning.
func strict(p *rule.Pass, m *rule.Mark) {
	if m.Text != "" {
		p.Report(placeholderRule, m.At, rule.Details{Variant: "inside", Severity: rule.Warning, Code: silent(), Confidence: rule.Likely.At(),
			Args: message.Args{"value": clip(m.Text), "field": m.Field}})
		return
	}
	d := rule.Details{Args: message.Args{"value": shown(m.At), "field": m.Field}}
	switch {
	case isKeyField(m.Field):
		d.Code, d.Alternatives = badKey(p)
	case isIDField(m.Field):
		d.Code, d.Alternatives = badParams(p, notFound(endpoint.Default().ResourceOf(m.Field))...)
	case m.Field == "fieldValue":
		d.Alternatives = []code.Code{433, 803, 805}
		d.Node, d.Input = m.Parent.Get("nodeId").Text(), m.Parent.Get("fieldName").Text()
	case m.Field == "nodeId" || m.Field == "fieldName":
		d.Code = codeOf(803)
	}
	p.Report(placeholderRule, m.At, d)
}
