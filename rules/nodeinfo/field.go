package nodeinfo

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// fieldRule: rejected before billing; names are case-sensitive and can be
// Chinese.
var fieldRule = Rules.Add(&rule.Rule{
	ID: "nodeinfo-field", Code: 803, Severity: rule.Error, Confidence: rule.Certain, Stage: rule.StageNodeInfo, Fixable: true,
	Since: "0.1.0", Source: "live-answers.md, 803 field_not_found_in_node_inputs",
	Bad:  rule.Example{Input: create(`{"nodeId": "6", "fieldName": "prompt", "fieldValue": "a dog"}`), Workflow: exampleGraph},
	Good: rule.Example{Input: create(`{"nodeId": "6", "fieldName": "text", "fieldValue": "a dog"}`), Workflow: exampleGraph},
})

// widgetRule: what the editor keeps for itself never reaches the API format.
var widgetRule = Rules.Add(&rule.Rule{
	ID: "nodeinfo-frontend-widget", Code: 803, Severity: rule.Error, Confidence: rule.Certain, Stage: rule.StageNodeInfo,
	Since: "0.1.0", Source: "runninghub-api.md §2.1, rules from the nodeInfoList doc",
	Bad:  rule.Example{Input: create(`{"nodeId": "3", "fieldName": "control_after_generate", "fieldValue": "fixed"}`), Workflow: exampleGraph},
	Good: rule.Example{Input: create(`{"nodeId": "3", "fieldName": "seed", "fieldValue": "42"}`), Workflow: exampleGraph},
})

// widgets are what the editor shows beside a node's inputs; true marks those
// that switch nodes off.
var widgets = map[string]bool{
	"control_after_generate": false, "control_before_generate": false,
	"mode": true, "bypass": true, "bypassed": true, "mute": true, "muted": true, "group": true, "enabled": true, "collapsed": true,
}

// mostFields is how many of a node's inputs are looked at for a suggestion.
const mostFields = 500

func (w *walk) unknownField(it *item) {
	fields := it.node.Fields[:min(len(it.node.Fields), mostFields)]
	var names, free []string
	for i := range fields {
		names = append(names, fields[i].Name)
		if !fields[i].Link {
			free = append(free, fields[i].Name)
		}
	}
	shown := free
	if len(shown) == 0 {
		shown = names
	}
	x := w.look()
	near := x.near(it.fieldName, names)
	d := rule.Details{Confidence: w.mismatch(), Msg: notFound(it, "field_not_found_in_node_inputs")}
	args := message.Args{"field": quote(it.fieldName), "node": describe(it.node), "definition": w.place(it.node.Place), "fields": w.quoteAll(shown, len(shown)+len(it.node.Fields)-len(fields))}
	if off, ok := widgets[strings.ToLower(it.fieldName)]; ok && len(near) == 0 {
		if off {
			d.Variant = "bypass"
		}
		d.Args = args
		w.report(widgetRule, it, it.name.Value, d)
		return
	}
	var elsewhere []*workflow.Node
	for _, i := range x.byField[it.fieldName] {
		if len(elsewhere) < mostShown {
			elsewhere = append(elsewhere, &x.d.Nodes[i])
		}
	}
	args["elsewhere"] = describeAll(elsewhere)
	switch {
	case len(near) > 0 && w.declared(it.node, it.fieldName) == nil:
		d.Variant, d.Suggestions = "near", near
		var quoted []string
		for _, s := range near {
			quoted = append(quoted, quote(s))
		}
		args["suggestions"] = strings.Join(quoted, ", ")
		if len(near) == 1 && fold(near[0]) == fold(it.fieldName) {
			d.Fix = replace(it.name.Value, jsonQuote(near[0]))
		}
	case w.declared(it.node, it.fieldName) != nil:
		// Only what the saved workflow carries can be set.
		d.Variant = "optional"
	case len(names) == 0:
		d.Variant = "none"
	case len(elsewhere) > 0:
		d.Variant = "elsewhere"
		if len(free) == 1 {
			d.Suggestions = free
		}
	case len(free) == 1:
		// The one thing that can be set on the node.
		d.Variant, d.Suggestions = "near", free
		args["suggestions"] = quote(free[0])
	}
	if w.definition.App && d.Variant != "near" && d.Variant != "elsewhere" && d.Variant != "optional" {
		d.Variant = "app"
	}
	d.Args = args
	w.report(fieldRule, it, it.name.Value, d)
}
