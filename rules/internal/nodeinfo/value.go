package nodeinfo

import (
	"math"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// typeRule: which code a value of the wrong type gets is unresolved, and much
// of it is coerced: text for a number is what the official examples send.
var typeRule = &rule.Rule{
	ID: "nodeinfo-type", Code: 803, Alternatives: []code.Code{433, 805}, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageNodeInfo,
	Since: "0.1.0", Source: "runninghub-api.md §0 and §6 (type mismatches)",
	Bad:  rule.Example{Input: create(`{"nodeId": "12", "fieldName": "count", "fieldValue": "many"}`), Workflow: exampleGraph},
	Good: rule.Example{Input: create(`{"nodeId": "12", "fieldName": "count", "fieldValue": "30"}`), Workflow: exampleGraph},
}

// listRule: a wrong option was seen to be 433 value_not_in_list before
// billing, and 805 at run time.
var listRule = &rule.Rule{
	ID: "nodeinfo-list", Code: 433, Alternatives: []code.Code{805, 803}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StagePrompt,
	Comfy: "value_not_in_list", Fixable: true,
	Since: "0.1.0", Source: "live-answers.md, 433 value_not_in_list; runninghub-api.md §2.4 and §5 (805)",
	Bad:  rule.Example{Input: run(`{"nodeId": "7", "fieldName": "ratio", "fieldValue": "4:3"}`), Workflow: exampleApp},
	Good: rule.Example{Input: run(`{"nodeId": "7", "fieldName": "ratio", "fieldValue": "16:9"}`), Workflow: exampleApp},
}

// rangeRule: seen as 433 value_bigger_than_max (30 seconds where 15 are most).
var rangeRule = &rule.Rule{
	ID: "nodeinfo-range", Code: 433, Alternatives: []code.Code{805, 803}, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StagePrompt,
	Since: "0.1.0", Source: "live-answers.md, 433 value_bigger_than_max",
	Bad:  rule.Example{Input: run(`{"nodeId": "8", "fieldName": "seconds", "fieldValue": "30"}`), Workflow: exampleApp},
	Good: rule.Example{Input: run(`{"nodeId": "8", "fieldName": "seconds", "fieldValue": "15"}`), Workflow: exampleApp},
}

// linkRule: legal in form, but the input is cut off from the node that fed it.
var linkRule = &rule.Rule{
	ID: "nodeinfo-link", Code: 805, Alternatives: []code.Code{433, 803}, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageNodeInfo,
	Since: "0.1.0", Source: "runninghub-api.md §2.1 (do not override a link); live-answers.md, Pairs (38/width)",
	Yields: []string{"prompt-bad-linked-input", "prompt-return-type-mismatch", "prompt-exception-during-validation"},
	Bad:    rule.Example{Input: create(`{"nodeId": "6", "fieldName": "clip", "fieldValue": "x"}`), Workflow: exampleGraph},
	Good:   rule.Example{Input: create(`{"nodeId": "6", "fieldName": "text", "fieldValue": "x"}`), Workflow: exampleGraph},
}

// kind is what a field takes. A template's value says nothing.
func (w *walk) kind(f *workflow.Field) workflow.Kind {
	if f.Guessed && w.Placeholder(f.Value) {
		return workflow.Any
	}
	return f.Kind
}

// numeric reads a text as ComfyUI coerces it (Python's float).
func numeric(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "xXpP") {
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64)
	return n, err == nil || math.IsInf(n, 0)
}

func (w *walk) valueArgs(it *item) message.Args {
	// Before it is cut: half a secret is not found any more.
	text := w.Redact(it.FieldValue.Value.Text())
	args := message.Args{"value": quote(text), "node": quote(it.ID), "field": quote(it.Name)}
	if !it.FieldValue.Value.Is(jsondoc.String) {
		// However an array was laid out over lines, a message has one.
		args["value"] = plain(strings.Join(strings.Fields(text), " "))
	}
	if it.Node != nil {
		args["node"] = describe(it.Node)
		args["definition"] = w.place(it.Node.Place)
	}
	if it.Field != nil {
		args["definition"] = w.place(it.Field.Place)
		args["own"] = plain(w.Redact(string(it.Field.Value.Raw())))
	}
	return args
}

// declared is the field as the node definitions know it; nil when they do not.
func (w *walk) declared(n *workflow.Node, name string) *nodes.Input {
	if w.Catalog == nil || n == nil || n.Class == "" {
		return nil
	}
	class, ok := w.Catalog.Class(n.Class)
	if !ok || class.Err != nil {
		return nil
	}
	in, ok := class.Input(name)
	if !ok {
		return nil
	}
	return in
}

// checkType reports a value that is not what the field takes, and whether it
// did. Where the node's class is known, the rules of the patched prompt know
// better what becomes of the value.
func (w *walk) checkType(it *item) bool {
	v := it.FieldValue.Value
	d, bad := mismatch(v, w.kind(it.Field))
	if !bad {
		return false
	}
	if w.definition != nil && !w.definition.App {
		if in := w.declared(it.Node, it.Field.Name); in != nil && in.Kind != nodes.KindAny {
			return false
		}
	}
	d.Args = w.valueArgs(it)
	w.report(typeRule, it, v, d)
	return true
}

// mismatch compares a value's JSON type with what a field takes; bad is false
// where they agree, or where the service is known to convert one to the other.
func mismatch(v jsondoc.Value, want workflow.Kind) (d rule.Details, bad bool) {
	switch v.Kind() {
	case jsondoc.Object:
		d.Variant = "object"
		return d, want != workflow.Any && want != workflow.Media && !v.Get("__value__").Exists()
	case jsondoc.String:
		return textMismatch(v.Text(), want)
	case jsondoc.Bool:
		if want == workflow.Number {
			d.Variant = "bool"
			return d, true
		}
	case jsondoc.Number:
		if want == workflow.Boolean {
			d.Variant, d.Severity = "number-for-bool", rule.Note
			return d, true
		}
	default:
		return d, false
	}
	d.Variant, d.Severity = "for-text", rule.Note
	return d, want == workflow.Text
}

// textMismatch is mismatch for a text, which may read as what is wanted.
func textMismatch(text string, want workflow.Kind) (d rule.Details, bad bool) {
	switch want {
	case workflow.Number:
		_, ok := numeric(text)
		return d, !ok
	case workflow.Boolean:
		d.Variant = "not-bool"
		word := strings.ToLower(strings.TrimSpace(text))
		return d, word != "true" && word != "false"
	}
	return d, false
}

func (w *walk) checkList(it *item) {
	v := it.FieldValue.Value
	f := it.Field
	text := v.Text()
	if v.Is(jsondoc.Object) && v.Get("__value__").Exists() || f.Accepts(text) {
		return
	}
	args := w.valueArgs(it)
	var all, shown []string
	for _, o := range f.Options {
		all = append(all, o.Index)
		if len(shown) < mostNames {
			shown = append(shown, o.Index)
		}
	}
	args["options"] = w.quoteAll(shown, len(all))
	d := rule.Details{Args: args}
	if index, ok := f.Named(text); ok {
		d.Variant, d.Suggestions = "name", []string{index}
		d.Fix = replace(v, jsonQuote(index))
		args["index"] = quote(index)
	} else if near := w.options(text, all); len(near) > 0 {
		d.Variant, d.Suggestions = "near", near
		args["suggestions"] = w.quoteList(near)
		if len(near) == 1 && fold(near[0]) == fold(text) {
			d.Fix = replace(v, jsonQuote(near[0]))
		}
	}
	w.report(listRule, it, v, d)
}

// options suggests options: those that begin with what was sent ("16:9" for
// "16:9 (Widescreen)"), else those spelt like it.
func (w *walk) options(text string, all []string) []string {
	var out []string
	if folded := fold(text); folded != "" {
		for _, o := range all {
			if strings.HasPrefix(fold(o), folded) && len(out) < mostShown {
				out = append(out, o)
			}
		}
	}
	if len(out) == 0 {
		out = w.look().near(text, all)
	}
	return out
}

func (w *walk) checkRange(it *item) {
	v, f := it.FieldValue.Value, it.Field
	if f.Min == nil && f.Max == nil || !v.Is(jsondoc.Number) && !v.Is(jsondoc.String) {
		return
	}
	n, ok := numeric(v.Text())
	if !ok {
		return
	}
	limit, side := f.Outside(n)
	if side == 0 {
		return
	}
	d := rule.Details{Args: w.valueArgs(it), Variant: "small", Comfy: "value_smaller_than_min", Suggestions: []string{bound(limit)}}
	if side > 0 {
		d.Variant, d.Comfy = "big", "value_bigger_than_max"
	}
	d.Args["bound"] = bound(limit)
	w.report(rangeRule, it, v, d)
}

func bound(n float64) string {
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}

// checkLink reports what has to do with links, and whether that says all about
// the value.
func (w *walk) checkLink(it *item) bool {
	v := it.FieldValue.Value
	link := it.Field != nil && it.Field.Link
	array := v.Is(jsondoc.Array)
	switch {
	case array && it.Field != nil && it.Field.Value.Is(jsondoc.Array) && !link:
		// The author's value is an array as well.
		return true
	case array:
		d := rule.Details{Variant: "value", Code: code803(), Alternatives: []code.Code{433, 805}, Args: w.valueArgs(it)}
		if !isLink(v) {
			d.Variant = "array"
		}
		w.report(linkRule, it, v, d)
		return true
	case link:
		args := w.valueArgs(it)
		from := it.Field.Value.Index(0).Text()
		args["from"] = quote(from)
		if n, ok := w.definition.Node(from); ok {
			args["from"] = describe(n)
		}
		w.report(linkRule, it, it.FieldName.Value, rule.Details{Args: args})
		return true
	}
	return false
}

// isLink reports whether an array is a connection as a graph writes it: a node's
// id and the number of its output.
func isLink(v jsondoc.Value) bool {
	return v.Len() == 2 && v.Index(0).Is(jsondoc.String) && v.Index(1).Is(jsondoc.Number)
}

func code803() *code.Code {
	c := code.Code(803)
	return &c
}
