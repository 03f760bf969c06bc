package prompt

import (
	"strconv"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/mirror"
	"github.com/payloadlint/payloadlint/rules/internal/suggest"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/python"
)

// hints reports what ComfyUI accepts silently; onlyItems limits them to the
// items of the request.
func (r *reporter) hints(list []mirror.Hint, onlyItems bool) {
	for k := range list {
		h := &list[k]
		at := h.Value
		if r.exactly(h.Node, h.Input) {
			at = value(r.touched(h.Node, h.Input))
		} else if onlyItems || !r.ours(at) {
			continue
		}
		r.hint(h, at)
	}
}

func (r *reporter) hint(h *mirror.Hint, at jsondoc.Value) {
	a := message.Args{"node": h.Node, "input": h.Input, "value": quote(h.Value)}
	if h.Class != nil {
		a["class"] = h.Class.Name
	}
	if h.Def != nil {
		a["type"] = h.Def.Type.String()
	}
	d := rule.Details{Node: h.Node, Input: h.Input, Args: a}
	switch h.Kind {
	case mirror.HintUnknownInput:
		r.nearInput(h, at, &d)
		r.p.Report(unknownInput, at, d)
	case mirror.HintBooleanText:
		r.p.Report(booleanText, at, d)
	case mirror.HintLiteral:
		r.p.Report(literalLink, at, d)
	case mirror.HintTruncated:
		v, _ := python.Of(h.Value).ToInt()
		a["result"] = v.Repr()
		r.p.Report(truncated, at, d)
	case mirror.HintUnlisted:
		r.unlisted(h, at, d)
	case mirror.HintReplaced:
		r.p.SetComfy(r.version())
		r.p.Report(replaced, at, d)
	}
}

// unlisted warns of a model that the platform does not list: an upload of the
// user's own is in no list, so it may be there all the same.
func (r *reporter) unlisted(h *mirror.Hint, at jsondoc.Value, d rule.Details) {
	c := h.Def.Choices
	d.Variant, d.Severity, d.Confidence, d.Comfy = "unlisted", rule.Warning, rule.Possible.At(), string(mirror.TypeNotInList)
	d.Alternatives = []code.Code{taskFailed, 0}
	d.Args["count"] = strconv.Itoa(c.Len())
	if d.Suggestions = suggest.Closest(h.Value.Text(), c.Texts(c.Len()), 3); len(d.Suggestions) > 0 {
		d.Variant, d.Args["suggestion"] = "unlisted-near", d.Suggestions[0]
	}
	r.p.Report(byType[mirror.TypeNotInList], at, d)
}

// nearInput suggests, for a name that the class does not have, a near one that
// the node lacks: then it is likely a slip.
func (r *reporter) nearInput(h *mirror.Hint, at jsondoc.Value, d *rule.Details) {
	if have := at.Parent(); !have.Same(r.freeOf) {
		names := map[string]bool{}
		for m := range have.Members() {
			names[m.Key()] = true
		}
		r.free, r.freeOf = nil, have
		for k := range h.Class.Inputs {
			if name := h.Class.Inputs[k].Name; !names[name] {
				r.free = append(r.free, name)
			}
		}
	}
	d.Suggestions = suggest.Closest(h.Input, r.free, 1)
	if v := at.Parent().Get(h.Input); v.Is(jsondoc.Array) && v.Len() == 2 && v.Index(0).Is(jsondoc.String) {
		d.Variant = "link" // ComfyUI runs what it leads to
	}
	if len(d.Suggestions) > 0 {
		d.Severity, d.Variant = rule.Warning, "near"
		d.Args["suggestion"] = d.Suggestions[0]
	}
}

// unreached reports, once, the nodes that no output needs.
func (r *reporter) unreached(list []jsondoc.Value) {
	if len(list) == 0 || !r.ours(list[0]) {
		return
	}
	var ids []string
	for _, v := range list[:min(len(list), shown)] {
		ids = append(ids, v.Text())
	}
	a := message.Args{"nodes": quoteAll(r.p.Settings.Lang, ids, len(list) > shown), "count": strconv.Itoa(len(list))}
	r.p.Report(unreachable, list[0], rule.Details{Node: ids[0], Args: a})
}

// strayInputs warns of `inputs` that is not an object where validation alone
// lets it pass: POST /prompt of a newer server answers HTTP 500 for it.
func (r *reporter) strayInputs(out *mirror.Outcome) {
	if out.Error == mirror.TypeHTTP500 || r.p.Root.Get("prompt").Exists() {
		return
	}
	for m := range r.graph.Members() {
		in := m.Value.Get("inputs")
		if in.Exists() && !in.Is(jsondoc.Object) && m.Value.Get("class_type").Exists() {
			d := rule.Details{Node: m.Key(), Args: message.Args{"node": m.Key(), "value": quote(in)}}
			r.p.Report(inputsObject, in, d)
		}
	}
}
