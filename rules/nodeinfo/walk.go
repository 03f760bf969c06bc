package nodeinfo

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// The walk is given to the first rule here and not in its literal: it reports
// by the rules that it belongs to.
func init() { nodeRule.Check = check }

// walk is one list on its way through the rules.
type walk struct {
	*rule.Pass
	// definition is what the list is checked against; nil when unknown.
	definition *workflow.Definition
	// ignored tells that the request carries its own graph, beside which the
	// list reportedly has no effect: nothing here is certain then.
	ignored bool
	index   *index
	seen    map[target]jsondoc.Value
	open    map[string]bool
}

// target is what an item overrides.
type target struct{ node, field string }

// item is one element of the list.
type item struct {
	at                jsondoc.Value
	id, name, value   jsondoc.Member
	nodeID, fieldName string // "" when missing, of the wrong type, or a placeholder
	// openID and openName tell that they are placeholders, openValue that the
	// value is.
	openID, openName, openValue bool
	node                        *workflow.Node
	field                       *workflow.Field
}

func check(p *rule.Pass) {
	list := p.NodeInfo
	if p.Placeholder(list) {
		p.Unchecked(803, "nodeinfo-placeholder", message.Args{"what": "nodeInfoList", "value": plain(list.Text())})
		return
	}
	if !list.Is(jsondoc.Array) || list.Len() == 0 {
		return
	}
	w := &walk{Pass: p, definition: p.Definition, seen: map[target]jsondoc.Value{}, open: map[string]bool{}}
	w.ignored = ignoredList(p)
	if w.ignored {
		w.checkIgnored()
		w.definition = nil
		if p.Graph.Exists() {
			// A graph that cannot be read is told by the rules of the request.
			if d, err := workflow.FromValue(message.Get(p.Settings.Lang, "nodeinfo.own-graph"), p.Graph); err == nil {
				w.definition = d
			}
		}
	} else if w.definition == nil {
		w.noDefinition()
	}
	for _, v := range list.Elements() {
		if p.Context != nil && p.Context.Err() != nil {
			return
		}
		if v.Is(jsondoc.Object) {
			it := w.item(v)
			w.check(&it)
		}
	}
}

func (w *walk) item(v jsondoc.Value) item {
	it := item{at: v, id: v.Member("nodeId"), name: v.Member("fieldName"), value: v.Member("fieldValue")}
	it.openID, it.openName, it.openValue = w.Placeholder(it.id.Value), w.Placeholder(it.name.Value), w.Placeholder(it.value.Value)
	if (it.id.Value.Is(jsondoc.String) || it.id.Value.Is(jsondoc.Number)) && !it.openID {
		it.nodeID = it.id.Value.Text()
	}
	if it.name.Value.Is(jsondoc.String) && !it.openName {
		it.fieldName = it.name.Value.Text()
	}
	if w.definition != nil && it.nodeID != "" {
		if it.node, _ = w.definition.Node(it.nodeID); it.node != nil && it.fieldName != "" {
			it.field, _ = it.node.Field(it.fieldName)
		}
	}
	return it
}

func (w *walk) check(it *item) {
	w.checkMissing(it)
	w.checkPlaceholders(it)
	if it.id.Value.Is(jsondoc.Number) && (w.definition == nil || it.node != nil) {
		w.numericID(it)
	}
	if it.nodeID == "" {
		return
	}
	w.checkDuplicate(it)
	switch {
	case w.definition == nil:
	case it.node == nil:
		w.unknownNode(it)
		return
	case it.fieldName == "":
		return
	case it.field == nil:
		w.unknownField(it)
		return
	}
	if v := it.value.Value; v.Exists() && !v.Is(jsondoc.Null) && !it.openValue {
		w.checkValue(it)
	}
}

// checkValue looks at a value that is there and meant literally. One rule
// speaks of it: what is no value of this field at all needs no range.
func (w *walk) checkValue(it *item) {
	if w.checkLink(it) || it.field != nil && sameScalar(it.value.Value, it.field.Value) {
		return
	}
	if w.checkMedia(it) || it.field == nil {
		return
	}
	if len(it.field.Options) > 0 {
		w.checkList(it)
		return
	}
	if !w.checkType(it) {
		w.checkRange(it)
	}
}

// sameScalar tells that a value is what the definition has anyway: whatever a
// list or range says, that ran.
func sameScalar(v, own jsondoc.Value) bool {
	switch v.Kind() {
	case jsondoc.String, jsondoc.Number, jsondoc.Bool:
		return v.Kind() == own.Kind() && bytes.Equal(v.Raw(), own.Raw())
	}
	return false
}

// checkPlaceholders tells, once for each kind of place, that an item could not
// be looked up.
func (w *walk) checkPlaceholders(it *item) {
	tell := func(what string, v jsondoc.Value) {
		if !w.open[what] {
			w.open[what] = true
			w.Unchecked(803, "nodeinfo-placeholder", message.Args{"what": what, "value": plain(v.Text())})
		}
	}
	if it.openID {
		tell("nodeId", it.id.Value)
	}
	if it.openName {
		tell("fieldName", it.name.Value)
	}
}

// noDefinition says what was not checked and how to change that.
func (w *walk) noDefinition() {
	if w.BrokenDefinition {
		return
	}
	kind := "workflow"
	if app(w.Endpoint.Kind) {
		kind = "app"
	}
	id := w.Root.Get(w.Endpoint.IDField)
	text := ""
	switch {
	case w.Endpoint.IDField == "":
	case id.Is(jsondoc.String) && !w.Placeholder(id), id.Is(jsondoc.Number):
		text = strings.TrimSpace(id.Text())
	case !id.Exists():
		_, text, _ = endpoint.Match(pathOf(w.Target.URL))
	}
	if text == "" || strings.Trim(text, "0123456789") != "" {
		w.Unchecked(803, "definition-unnamed", nil)
		return
	}
	w.Unchecked(803, "definition", message.Args{"id": text, "kind": kind})
}

// pathOf is an URL without scheme and host.
func pathOf(url string) string {
	if _, rest, ok := strings.Cut(url, "://"); ok {
		if i := strings.IndexByte(rest, '/'); i >= 0 {
			return rest[i:]
		}
		return ""
	}
	return url
}

func app(k endpoint.Kind) bool {
	return k == endpoint.AIAppRun || k == endpoint.QuickAIAppRun || k == endpoint.V2RunAIApp
}

// report adds a finding about an item. Beside a graph of its own the list
// reportedly has no effect, so that nothing about it is more than a warning.
func (w *walk) report(r *rule.Rule, it *item, at jsondoc.Value, d rule.Details) {
	d.Node, d.Input = it.nodeID, it.fieldName
	if w.ignored {
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
	if w.definition.App || app(w.Endpoint.Kind) {
		return rule.Likely.At()
	}
	return rule.Certain.At()
}

// place is where a definition says something, as messages show it.
func (w *walk) place(v jsondoc.Value) string {
	if line := w.definition.Position(v).Line; line > 0 && w.definition.Name != "" && !w.ignored {
		return w.definition.Name + ":" + strconv.Itoa(line)
	}
	return w.shown()
}

// shown is what a definition is called in messages.
func (w *walk) shown() string {
	if w.definition.Name != "" {
		return w.definition.Name
	}
	return message.Get(w.Settings.Lang, "nodeinfo.definition")
}
