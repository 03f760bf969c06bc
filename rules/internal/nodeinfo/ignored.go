package nodeinfo

import (
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// ignoredRule: the list beside a whole graph was seen to be checked against the
// workflow stored under workflowId (803 with a placeholder id); guides say that it
// is ignored (0). So neither is certain, and no more than a warning.
var ignoredRule = &rule.Rule{
	ID: "nodeinfo-ignored", Code: 803, Alternatives: []code.Code{0}, Severity: rule.Warning, Confidence: rule.Likely, Stage: rule.StageNodeInfo,
	Since: "0.1.0", Source: "runninghub-api.md §7.2; live-answers.md, 803 beside an inline workflow",
	Bad: rule.Example{Input: `{"apiKey": "${KEY}", "workflowId": "1904136902449209346",
  "workflow": "{\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a cat\"}}}",
  "nodeInfoList": [{"nodeId": "6", "fieldName": "text", "fieldValue": "a dog"}]}`},
	Good: rule.Example{Input: create(`{"nodeId": "6", "fieldName": "text", "fieldValue": "a dog"}`), Workflow: exampleGraph},
}

func (w *walk) checkIgnored() {
	at := w.Root.Member("nodeInfoList").KeyValue()
	if !at.Exists() {
		at = w.NodeInfo
	}
	w.Report(ignoredRule, at, rule.Details{})
}
