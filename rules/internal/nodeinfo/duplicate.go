package nodeinfo

import (
	"bytes"
	"strconv"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// duplicateRule: no source says what becomes of two overrides of one field.
var duplicateRule = &rule.Rule{
	ID: "nodeinfo-duplicate", Code: 803, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageNodeInfo,
	Since: "0.1.0", Source: "runninghub-api.md §2.1 and §6 (duplicate overrides)",
	Bad: rule.Example{Input: create(`{"nodeId": "6", "fieldName": "text", "fieldValue": "a dog"},
  {"nodeId": "6", "fieldName": "text", "fieldValue": "a bird"}`), Workflow: exampleGraph},
	Good: rule.Example{Input: create(`{"nodeId": "3", "fieldName": "seed", "fieldValue": "1"},
  {"nodeId": "3", "fieldName": "steps", "fieldValue": "20"}`), Workflow: exampleGraph},
}

func (w *walk) checkDuplicate(it *item) {
	if it.Earlier < 0 {
		return
	}
	first := &w.Items[it.Earlier]
	place := first.NodeID.Value
	doc := place.Document()
	start, end := doc.Range(place.Span())
	args := message.Args{"node": quote(it.ID), "field": quote(it.Name), "line": strconv.Itoa(start.Line)}
	d := rule.Details{Args: args, Related: []rule.Related{{
		Start: start, End: end, Message: w.Settings.Lang.Format("nodeinfo-duplicate.first", args),
	}}}
	if bytes.Equal(first.FieldValue.Value.Raw(), it.FieldValue.Value.Raw()) {
		d.Variant, d.Severity = "equal", rule.Note
	}
	w.report(duplicateRule, it, it.NodeID.Value, d)
}
