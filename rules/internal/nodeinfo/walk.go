package nodeinfo

import (
	"bytes"
	"strconv"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// overrides are the rules about single items. They share one walk, because what
// one of them reports leaves nothing for the next to say: the fields of a node
// that is not there need no check.
var overrides = rule.Family{
	Rules: []*rule.Rule{
		missingRule, nodeRule, fieldRule, widgetRule, duplicateRule, ignoredRule, linkRule, mediaRule, listRule, typeRule, rangeRule,
	},
	Check: check,
}

// walk is one list on its way through the rules.
type walk struct {
	*rule.Pass
	// definition is what the list is checked against; nil when unknown.
	definition *workflow.Definition
	index      *index
	// byID are the items whose node is not known, by id; guesses what their ids
	// may have meant.
	byID    map[string][]*item
	guesses map[string]guess
	// openID, openName and openValue mean that a placeholder there was reported.
	openID, openName, openValue bool
}

type item = rule.Item

func check(p *rule.Pass) {
	list := p.NodeInfo
	if p.UncheckedHole(803, "nodeInfoList", list) {
		return
	}
	if p.Placeholder(list) {
		p.Unchecked(803, "nodeinfo-placeholder", message.Args{"what": "nodeInfoList", "value": plain(list.Text())})
		return
	}
	if len(p.Items) == 0 || !p.Endpoint.NodeInfo && !p.Root.Is(jsondoc.Array) {
		return
	}
	w := &walk{Pass: p, definition: p.Against}
	switch {
	case p.OwnGraph:
		w.checkIgnored()
	case w.definition == nil:
		w.noDefinition()
	}
	for i := range p.Items {
		if p.Context.Err() != nil {
			return
		}
		if it := &p.Items[i]; it.Value.Is(jsondoc.Object) {
			w.check(it)
		}
	}
}

func (w *walk) check(it *item) {
	w.checkMissing(it)
	w.checkPlaceholders(it)
	if it.NodeID.Value.Is(jsondoc.Number) && (w.definition == nil || it.Node != nil) {
		w.numericID(it)
	}
	if it.ID == "" {
		return
	}
	w.checkDuplicate(it)
	switch {
	case w.definition == nil:
	case it.Node == nil:
		w.unknownNode(it)
		return
	case it.Name == "":
		return
	case it.Field == nil:
		w.unknownField(it)
		return
	}
	switch v := it.FieldValue.Value; {
	case it.OpenValue:
		w.leaveValue(it)
	case v.Exists() && !v.Is(jsondoc.Null):
		w.checkValue(it)
	}
}

// leaveValue says, once, that a value which may be wrong is not known. Of a graph
// the rules of the patched prompt say so.
func (w *walk) leaveValue(it *item) {
	if w.definition != nil && w.definition.App && it.Field != nil && depends(it.Field.Kind) && !w.openValue {
		w.openValue = w.UncheckedHole(803, "fieldValue", it.FieldValue.Value)
	}
}

// checkValue looks at a value that is there and meant literally. One rule
// speaks of it: what is no value of this field at all needs no range.
func (w *walk) checkValue(it *item) {
	if w.checkLink(it) || it.Field != nil && sameScalar(it.FieldValue.Value, it.Field.Value) {
		return
	}
	if w.checkMedia(it) || it.Field == nil {
		return
	}
	if it.Field.Kind == workflow.Choice {
		w.checkList(it)
		return
	}
	if !w.checkType(it) {
		w.checkRange(it)
	}
}

// sameScalar says that a value is what the definition has anyway: whatever a
// list or range says, that ran.
func sameScalar(v, own jsondoc.Value) bool {
	switch v.Kind() {
	case jsondoc.String, jsondoc.Number, jsondoc.Bool:
		return v.Kind() == own.Kind() && bytes.Equal(v.Raw(), own.Raw())
	}
	return false
}

// checkPlaceholders says, once for each kind of place, that an item could not
// be looked up.
func (w *walk) checkPlaceholders(it *item) {
	say := func(said *bool, what string, v jsondoc.Value) {
		if !*said {
			*said = true
			if w.UncheckedHole(803, what, v) {
				return
			}
			w.Unchecked(803, "nodeinfo-placeholder", message.Args{"what": what, "value": plain(v.Text())})
		}
	}
	if it.OpenID {
		say(&w.openID, "nodeId", it.NodeID.Value)
	}
	if it.OpenName {
		say(&w.openName, "fieldName", it.FieldName.Value)
	}
}

// noDefinition says what was not checked and how to change that.
func (w *walk) noDefinition() {
	if w.BrokenDefinition || w.UncheckedHole(803, w.Endpoint.IDField, w.IDValue) {
		return
	}
	if w.IDNumber() == "" {
		w.Unchecked(803, "definition-unnamed", nil)
		return
	}
	kind := endpoint.Workflow
	if w.app() {
		kind = endpoint.App
	}
	w.Unchecked(803, "definition", message.Args{"id": w.IDNumber(), "kind": string(kind)})
}

// app reports whether the request runs an AI app.
func (w *walk) app() bool { return w.Endpoint.Resource == endpoint.App }

// report adds a finding about an item. Beside a graph of its own the list
// reportedly has no effect, so that nothing about it is more than a warning.
func (w *walk) report(r *rule.Rule, it *item, at jsondoc.Value, d rule.Details) {
	d.Node, d.Input = it.ID, it.Name
	if w.OwnGraph {
		if d.Severity == rule.Off {
			d.Severity = r.Severity
		}
		d.Severity = min(d.Severity, rule.Warning)
		d.Confidence = rule.Possible.At()
	}
	c := r.Code
	if d.Code != nil {
		c = *d.Code
	}
	if w.Endpoint.V2 && c == 803 {
		// v2 was seen to say "803"; its own table has 1101 for the same.
		alternatives := d.Alternatives
		if alternatives == nil {
			alternatives = r.Alternatives
		}
		d.Alternatives = append(append([]code.Code(nil), alternatives...), 1101)
	}
	w.Report(r, at, d)
}

// mismatch is the confidence in a 803. A graph is what the service looks into;
// an app's definition lists only what its author exposes, and a graph given for
// an app may be another version than the app's.
func (w *walk) mismatch() *rule.Confidence {
	if w.definition.App || w.app() {
		return rule.Likely.At()
	}
	return rule.Certain.At()
}

// place is where a definition says something, as messages show it.
func (w *walk) place(v jsondoc.Value) string {
	if w.definition == nil { // the item's own fieldData
		start, _ := v.Document().Range(v.Span())
		return w.File + ":" + strconv.Itoa(start.Line)
	}
	if line := w.definition.Position(v).Line; line > 0 && w.definition.Name != "" && !w.OwnGraph {
		return w.definition.Name + ":" + strconv.Itoa(line)
	}
	return w.shown()
}

// shown is what a definition is called in messages.
func (w *walk) shown() string {
	if w.definition.Name != "" {
		return w.definition.Name
	}
	return w.Settings.Lang.Get("nodeinfo.definition")
}

// depends reports whether a definition says which values of a kind of field are
// wrong.
func depends(k workflow.Kind) bool { return k == workflow.Number || k == workflow.Choice }
