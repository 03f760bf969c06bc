package nodeinfo

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/suggest"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// missingRule: JsonNull is what the service says of a missing fieldValue. Of a
// missing nodeId or fieldName no answer is known.
var missingRule = &rule.Rule{
	ID: "nodeinfo-missing-value", Code: 803, Severity: rule.Error, Confidence: rule.Certain, Stage: rule.StageNodeInfo, Fixable: true,
	Since: "0.1.0", Source: "live-answers.md, 803 JsonNull; extra keys (value in place of fieldValue)",
	Bad:  rule.Example{Input: create(`{"nodeId": "6", "fieldName": "text"}`), Workflow: exampleGraph},
	Good: rule.Example{Input: create(`{"nodeId": "6", "fieldName": "text", "fieldValue": ""}`), Workflow: exampleGraph},
}

// standIns are keys that client programs use in place of fieldValue.
var standIns = []string{"value", "val", "default", "defaultValue", "paramKey"}

// itemKeys are the keys of an item that are known, so that they are no
// misspelling of another.
var itemKeys = map[string]bool{
	"nodeId": true, "fieldName": true, "fieldValue": true, "nodeName": true, "fieldData": true, "fieldType": true,
	"description": true, "descriptionCn": true, "descriptionEn": true,
}

// part is one of the members that name what an item overrides.
type part struct {
	name, variant string
	member        *jsondoc.Member
}

// whole reports whether an item has everything it needs, of a type that can be
// right: most items are, and cost nothing more.
func whole(it *item) bool {
	id, name, value := it.NodeID.Value, it.FieldName.Value, it.FieldValue.Value
	return (id.Is(jsondoc.String) && !id.EqualText("") || id.Is(jsondoc.Number)) && name.Is(jsondoc.String) && !name.EqualText("") &&
		value.Exists() && !value.Is(jsondoc.Null)
}

func (w *walk) checkMissing(it *item) {
	if whole(it) {
		return
	}
	if it.Value.Len() == 0 && !it.Value.IsOpen() {
		w.report(missingRule, it, it.Value, rule.Details{Variant: "empty", Confidence: rule.Likely.At(), Alternatives: []code.Code{301}})
		return
	}
	if len(missingOf(it)) > 0 && w.UncheckedOpen(803, w.Settings.Lang.List(missingOf(it)), it.Value) {
		return
	}
	args := message.Args{"node": w.given(it.NodeID.Value), "field": w.given(it.FieldName.Value)}
	for _, p := range []part{{"nodeId", "node", &it.NodeID}, {"fieldName", "field", &it.FieldName}} {
		w.missingName(it, p, args)
	}
	switch v := it.FieldValue.Value; {
	case v.Is(jsondoc.Null):
		w.report(missingRule, it, v, rule.Details{Variant: "null", Args: args, Confidence: rule.Likely.At(), Msg: "JsonNull"})
	case !v.Exists():
		w.missingValue(it, args)
	}
}

// missingOf are the keys that an item lacks.
func missingOf(it *item) (keys []string) {
	for _, p := range []part{{name: "nodeId", member: &it.NodeID}, {name: "fieldName", member: &it.FieldName}, {name: "fieldValue", member: &it.FieldValue}} {
		if !p.member.Exists() {
			keys = append(keys, p.name)
		}
	}
	return keys
}

// missingName reports a nodeId or fieldName that names nothing.
func (w *walk) missingName(it *item, p part, args message.Args) {
	v := p.member.Value
	switch {
	case !p.member.Exists():
		if misspelt(it.Value, p.name) {
			return
		}
		v = it.Value
	case v.Is(jsondoc.Null), v.EqualText(""):
	case v.Is(jsondoc.String), v.Is(jsondoc.Number) && p.name == "nodeId":
		return
	default:
		// The documents say string; what the service makes of it is not
		// known, but it names no node and no input.
		args["value"] = plain(w.Redact(v.Text()))
		p.variant += "-type"
	}
	w.report(missingRule, it, v, rule.Details{
		Variant: p.variant, Args: args, Confidence: rule.Likely.At(), Alternatives: []code.Code{301}, Span: brace(v),
	})
}

// given is what an item says, in quotes, or words for nothing.
func (w *walk) given(v jsondoc.Value) string {
	if !v.Exists() || v.Is(jsondoc.Null) || v.EqualText("") {
		return w.Settings.Lang.Get("nodeinfo.not-given")
	}
	return quote(w.Redact(v.Text()))
}

func (w *walk) missingValue(it *item, args message.Args) {
	d := rule.Details{Args: args, Msg: "JsonNull", Span: brace(it.Value)}
	// Some other program may fill a bare list in before it puts it into a
	// request.
	bare := w.Endpoint.Kind == endpoint.NodeInfoList
	if bare {
		d.Confidence = rule.Likely.At()
	}
	for _, key := range standIns {
		m := it.Value.Member(key)
		if !m.Exists() {
			continue
		}
		args["key"] = quote(key)
		d.Variant = "other-key"
		if bare && (w.Placeholder(m.Value) || strings.HasPrefix(m.Value.Text(), "@")) {
			d.Severity, d.Confidence = rule.Warning, rule.Possible.At()
		}
		if key != "paramKey" {
			d.Span = nil
			d.Fix = replace(m.KeyValue(), `"fieldValue"`)
			w.report(missingRule, it, m.KeyValue(), d)
			return
		}
		break
	}
	if d.Variant == "" && misspelt(it.Value, "fieldValue") {
		return
	}
	w.report(missingRule, it, it.Value, d)
}

// misspelt reports whether the item has a key that is meant to be this one; the
// rules about a request's keys report that.
func misspelt(it jsondoc.Value, want string) bool {
	for m := range it.Members() {
		key := m.Key()
		if itemKeys[key] || len(key) > 40 {
			continue
		}
		if len(suggest.Closest(key, []string{want}, 1)) > 0 {
			return true
		}
	}
	return false
}

// brace narrows an object to its opening brace: what is missing has no place
// of its own.
func brace(v jsondoc.Value) *jsondoc.Span {
	if !v.Is(jsondoc.Object) {
		return nil
	}
	s := v.Span()
	return &jsondoc.Span{Start: s.Start, End: s.Start + 1}
}
