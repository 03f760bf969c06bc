package nodeinfo

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// fieldRule: rejected before billing; names are case-sensitive and can be
// Chinese.
var fieldRule = &rule.Rule{
	ID: "nodeinfo-field", Code: 803, Severity: rule.Error, Confidence: rule.Certain, Stage: rule.StageNodeInfo, Fixable: true,
	Since: "0.1.0", Source: "live-answers.md, 803 field_not_found_in_node_inputs",
	Bad:  rule.Example{Input: create(`{"nodeId": "6", "fieldName": "prompt", "fieldValue": "a dog"}`), Workflow: exampleGraph},
	Good: rule.Example{Input: create(`{"nodeId": "6", "fieldName": "text", "fieldValue": "a dog"}`), Workflow: exampleGraph},
}

// widgetRule: what the editor keeps for itself never reaches the API format.
var widgetRule = &rule.Rule{
	ID: "nodeinfo-frontend-widget", Code: 803, Severity: rule.Error, Confidence: rule.Certain, Stage: rule.StageNodeInfo,
	Since: "0.1.0", Source: "runninghub-api.md §2.1, rules from the nodeInfoList doc",
	Bad:  rule.Example{Input: create(`{"nodeId": "3", "fieldName": "control_after_generate", "fieldValue": "fixed"}`), Workflow: exampleGraph},
	Good: rule.Example{Input: create(`{"nodeId": "3", "fieldName": "seed", "fieldValue": "42"}`), Workflow: exampleGraph},
}

// widgets are what the editor shows beside a node's inputs; true marks those
// that switch nodes off.
var widgets = map[string]bool{
	"control_after_generate": false, "control_before_generate": false,
	"mode": true, "bypass": true, "bypassed": true, "mute": true, "muted": true, "group": true, "enabled": true, "collapsed": true,
}

// mostFields is how many of a node's inputs are looked at for a suggestion.
const mostFields = 500

func (w *walk) unknownField(it *item) {
	names, free := fieldNames(it.Node)
	shown := free
	if len(shown) == 0 {
		shown = names
	}
	x := w.look()
	near := x.near(it.Name, names)
	d := rule.Details{Confidence: w.mismatch(), Msg: notFound(it, "field_not_found_in_node_inputs"), Args: message.Args{
		"field": quote(it.Name), "node": describe(it.Node), "definition": w.place(it.Node.Place),
		"fields": w.quoteAll(shown, len(shown)+len(it.Node.Fields)-len(names)),
	}}
	if off, ok := widgets[strings.ToLower(it.Name)]; ok && len(near) == 0 {
		if off {
			d.Variant = "bypass"
		}
		w.report(widgetRule, it, it.FieldName.Value, d)
		return
	}
	elsewhere := x.having(it.Name)
	d.Args["elsewhere"] = w.describeAll(elsewhere)
	declared := w.declared(it.Node, it.Name) != nil
	switch {
	case declared:
		// Only what the saved workflow carries can be set.
		d.Variant = "optional"
	case len(near) > 0:
		d.Variant, d.Suggestions = "near", near
		d.Args["suggestions"] = w.quoteList(near)
		if len(near) == 1 && fold(near[0]) == fold(it.Name) {
			d.Fix = replace(it.FieldName.Value, jsonQuote(near[0]))
		}
	case len(names) == 0:
		d.Variant = "none"
	default:
		fieldElsewhere(&d, free, elsewhere)
	}
	if w.definition.App && d.Variant != "near" && d.Variant != "elsewhere" && d.Variant != "optional" {
		d.Variant = "app"
	}
	w.report(fieldRule, it, it.FieldName.Value, d)
}

// fieldElsewhere is for a field that resembles none of its node's: other nodes
// may have it, or there is one thing only that can be set.
func fieldElsewhere(d *rule.Details, free []string, elsewhere []*workflow.Node) {
	one := len(free) == 1
	switch {
	case len(elsewhere) > 0:
		d.Variant = "elsewhere"
		if one {
			d.Suggestions = free
		}
	case one:
		d.Variant, d.Suggestions = "near", free
		d.Args["suggestions"] = quote(free[0])
	}
}

// fieldNames are a node's first fields, and those among them that are not
// links.
func fieldNames(n *workflow.Node) (names, free []string) {
	fields := n.Fields[:min(len(n.Fields), mostFields)]
	for i := range fields {
		names = append(names, fields[i].Name)
		if !fields[i].Link {
			free = append(free, fields[i].Name)
		}
	}
	return names, free
}

func (w *walk) quoteList(names []string) string {
	quoted := make([]string, len(names))
	for i, s := range names {
		quoted[i] = quote(s)
	}
	return w.Settings.Lang.List(quoted)
}
