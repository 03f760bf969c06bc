package request

import (
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

var listEmpty = Rules.Add(&rule.Rule{
	ID: "nodeinfo-list-empty", Code: 0, Severity: rule.Warning, Confidence: rule.Likely, Stage: rule.StageParams, Since: since,
	Source: "live-answers.md: create runs with the author's sample values, 1101 for v2 run/ai-app; runninghub-api.md §2.2: required",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": []}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
})

var listTypeRule = Rules.Add(&rule.Rule{
	ID: "nodeinfo-list-type", Code: 301, Alternatives: []code.Code{500, 803}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since,
	Source: schemaSource,
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": {"nodeId": "6", "fieldName": "text", "fieldValue": "a"}}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
})

var itemType = Rules.Add(&rule.Rule{
	ID: "nodeinfo-item-type", Code: 803, Alternatives: []code.Code{301, 500}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since,
	Source: "runninghub-api.md §2.1; error-codes.zh.md, 803",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": ["6"]}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
})

var itemKey = Rules.Add(&rule.Rule{
	ID: "nodeinfo-item-key", Code: 803, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageNodeInfo, Since: since, Fixable: true,
	Source: "live-answers.md, 803 (JsonNull for a missing fieldValue)",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldname": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
})

func init() { itemKey.Check = checkList }

func checkList(p *rule.Pass) {
	if !p.Endpoint.NodeInfo {
		return
	}
	list := p.NodeInfo
	if !list.Exists() {
		list = endpoint.NodeInfoOf(p.Root, p.Endpoint.Kind)
	}
	if p.Root.Is(jsondoc.Object) && (!list.Exists() || list.Is(jsondoc.Null) || list.Is(jsondoc.Array) && list.Len() == 0) {
		emptyList(p, list)
	}
	for _, item := range list.Elements() {
		switch {
		case item.Is(jsondoc.Object):
			checkItemKeys(p, item)
		case !unfilled(p, item):
			p.Report(itemType, item, rule.Details{Args: message.Args{"value": shown(item), "got": word(p, "type-"+item.Kind().String())}})
		}
	}
}

// emptyList tells of a list that is empty, null or missing. Where it is
// required its absence is found by the schema.
func emptyList(p *rule.Pass, list jsondoc.Value) {
	at := list
	d := rule.Details{}
	if !list.Exists() {
		at, d.Variant = p.Root, "none"
		for m := range p.Root.Members() {
			if near := suggest.Closest(m.Key(), []string{"nodeInfoList"}, 1); len(near) > 0 || aliases[fold(m.Key())] == "nodeInfoList" {
				return // request-key tells
			}
		}
	}
	switch p.Endpoint.Kind {
	case endpoint.Create:
		if p.Root.Get("workflow").Exists() {
			return // the graph itself was given
		}
		if !list.Exists() {
			// The documents' simple form: it may be what is meant.
			d.Severity = rule.Note
		}
	case endpoint.AIAppRun, endpoint.V2RunAIApp:
		if !list.Exists() {
			return // reported as missing
		}
		c, others := emptyListCode(p)
		d.Variant, d.Severity, d.Code, d.Alternatives = "app", rule.Error, c, others
		if *c == 1101 {
			d.Msg = "Node info error" // seen live
		}
	case endpoint.V2RunWorkflow:
		// The site itself shows an empty list here.
		if p.Root.Get("workflow").Exists() {
			return
		}
		d.Severity = rule.Note
	default:
		d.Severity = rule.Note
	}
	p.Report(listEmpty, at, d)
}

// listType reports a nodeInfoList that is no array.
func listType(p *rule.Pass, v jsondoc.Value) {
	d := rule.Details{Args: message.Args{"got": word(p, "type-"+v.Kind().String())}}
	switch v.Kind() {
	case jsondoc.Object:
		d.Variant = "object"
	case jsondoc.String:
		if doc, err := v.Embedded(); err == nil && doc.Root().Is(jsondoc.Array) {
			d.Variant = "text"
		}
	}
	c, others := badParams(p, 500, 803)
	d.Code, d.Alternatives = c, others
	p.Report(listTypeRule, v, d)
}

// itemKeys are what an item must have; extraItemKeys what was seen beside them
// and does no harm, however near it may be in spelling.
var (
	itemKeys      = []string{"nodeId", "fieldName", "fieldValue"}
	extraItemKeys = map[string]bool{
		"nodeName": true, "fieldType": true, "fieldData": true, "description": true, "descriptionEn": true, "descriptionCn": true, "value": true,
	}
)

func checkItemKeys(p *rule.Pass, item jsondoc.Value) {
	var free []string
	for _, k := range itemKeys {
		if !item.Get(k).Exists() {
			free = append(free, k)
		}
	}
	if len(free) == 0 {
		return
	}
	for m := range item.Members() {
		key := m.Key()
		if extraItemKeys[key] || len(key) > 40 {
			continue
		}
		near := suggest.Closest(key, free, 1)
		if len(near) == 0 || m.KeyIs("nodeId") || m.KeyIs("fieldName") || m.KeyIs("fieldValue") {
			continue
		}
		d := rule.Details{
			Args: message.Args{"key": clip(key), "want": near[0]}, Suggestions: near, Fix: edit(m.KeyValue(), `"`+near[0]+`"`),
			Node: item.Get("nodeId").Text(), Input: item.Get("fieldName").Text(),
		}
		if near[0] == "fieldValue" {
			d.Msg = "JsonNull"
		}
		p.Report(itemKey, m.KeyValue(), d)
		rest := free[:0:0]
		for _, f := range free {
			if f != near[0] {
				rest = append(rest, f)
			}
		}
		free = rest
	}
}
