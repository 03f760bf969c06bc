package nodeinfo

import (
	"github.com/payloadlint/payloadlint/rules/rule"
)

// ignoredRule: the list beside a whole graph is reportedly ignored; no answer
// tells.
var ignoredRule = &rule.Rule{
	ID: "nodeinfo-ignored", Code: 0, Severity: rule.Warning, Confidence: rule.Likely, Stage: rule.StageNodeInfo,
	Since: "0.1.0", Source: "runninghub-api.md §2.1, workflow",
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
