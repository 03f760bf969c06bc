package request

import (
	"slices"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/suggest"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

var listEmpty = &rule.Rule{
	ID: "nodeinfo-list-empty", Code: 0, Severity: rule.Warning, Confidence: rule.Likely, Stage: rule.StageParams, Since: since,
	Source: "live-answers.md: create runs with the author's sample values, 1101 for v2 run/ai-app; runninghub-api.md §2.2: required",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": []}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
}

var listTypeRule = &rule.Rule{
	ID: "nodeinfo-list-type", Code: 301, Alternatives: []code.Code{500, 803}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since,
	Source: schemaSource,
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": {"nodeId": "6", "fieldName": "text", "fieldValue": "a"}}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
}

var itemType = &rule.Rule{
	ID: "nodeinfo-item-type", Code: 803, Alternatives: []code.Code{301, 500}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since,
	Source: "runninghub-api.md §2.1; error-codes.zh.md, 803",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": ["6"]}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
}

var itemKey = &rule.Rule{
	ID: "nodeinfo-item-key", Code: 803, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageNodeInfo, Since: since, Fixable: true,
	Source: "live-answers.md, 803 (JsonNull for a missing fieldValue)",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldname": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a"}]}`, Endpoint: endpoint.Create},
}

var lists = rule.Family{Rules: []*rule.Rule{listEmpty, listTypeRule, itemType, itemKey}, Check: checkList}

func checkList(p *rule.Pass) {
	if !p.Endpoint.NodeInfo {
		return
	}
	list := p.NodeInfo
	if p.Root.Is(jsondoc.Object) && (!list.Exists() || list.Is(jsondoc.Null) || list.Is(jsondoc.Array) && list.Len() == 0) {
		open := list.Exists() && list.IsOpen()
		if !list.Exists() && !p.Endpoint.EmptyRefused {
			open = p.UncheckedOpen(803, "nodeInfoList", p.Root)
		}
		if !open {
			emptyList(p, list)
		}
	}
	p.UncheckedList(803, list)
	for i := range p.Items {
		switch it := &p.Items[i]; {
		case it.Value.Is(jsondoc.Object):
			checkItemKeys(p, it)
		case p.UncheckedHole(803, word(p, "item"), it.Value):
		case !p.Unfilled(it.Value):
			p.Report(itemType, it.Value, rule.Details{Args: message.Args{"value": shown(it.Value), "got": word(p, "type-"+it.Value.Kind().String())}})
		}
	}
}

// emptyList reports a list that is empty, null or missing. Where it is
// required its absence is found by the schema.
func emptyList(p *rule.Pass, list jsondoc.Value) {
	at := list
	d := rule.Details{Severity: rule.Note}
	if !list.Exists() {
		at, d.Variant = p.Root, "none"
		if misspeltList(p.Root) {
			return // request-key reports it
		}
	}
	switch end := p.Endpoint; {
	case end.EmptyRuns:
		if p.Root.Get("workflow").Exists() {
			return // the graph itself was given
		}
		if list.Exists() && !end.EmptyShown {
			d.Severity = rule.Warning
		} // the documents' simple form lacks it: that may be what is meant
	case end.EmptyRefused:
		if !list.Exists() {
			return // reported as missing
		}
		c, others := emptyListCode(p)
		d.Variant, d.Severity, d.Code, d.Alternatives = "app", rule.Error, c, others
		if *c == 1101 {
			d.Msg = "Node info error" // seen live
		}
	}
	p.Report(listEmpty, at, d)
}

// misspeltList reports whether a body has a key that is meant to be
// nodeInfoList.
func misspeltList(root jsondoc.Value) bool {
	for m := range root.Members() {
		if near := suggest.Closest(m.Key(), []string{"nodeInfoList"}, 1); len(near) > 0 || aliases[fold(m.Key())] == "nodeInfoList" {
			return true
		}
	}
	return false
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

// checkItemKeys looks for misspelt names of the keys that an item lacks.
func checkItemKeys(p *rule.Pass, it *rule.Item) {
	free := missingKeys(it)
	if len(free) == 0 {
		return
	}
	for m := range it.Value.Members() {
		key := m.Key()
		if m.KeyValue().IsHole() || extraItemKeys[key] || len(key) > 40 || slices.Contains(itemKeys, key) {
			continue
		}
		near := suggest.Closest(key, free, 1)
		if len(near) == 0 {
			continue
		}
		d := rule.Details{
			Args: message.Args{"key": clip(key), "want": near[0]}, Suggestions: near, Fix: edit(m.KeyValue(), `"`+near[0]+`"`),
			Node: it.NodeID.Value.Text(), Input: it.FieldName.Value.Text(),
		}
		if near[0] == "fieldValue" {
			d.Msg = "JsonNull"
		}
		p.Report(itemKey, m.KeyValue(), d)
		free = slices.DeleteFunc(free, func(f string) bool { return f == near[0] })
	}
}

// missingKeys are the keys that an item lacks.
func missingKeys(it *rule.Item) (free []string) {
	for i, m := range []*jsondoc.Member{&it.NodeID, &it.FieldName, &it.FieldValue} {
		if !m.Exists() {
			free = append(free, itemKeys[i])
		}
	}
	return free
}
