package prompt

import (
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/python"
)

// byType is the rule of each error type; it is filled while the package is
// initialised.
var byType = map[Type]*rule.Rule{}

// add registers the rule of an error type.
func add(t Type, r *rule.Rule) *rule.Rule { //nolint:unparam // so that a file declares its rule in one statement
	r.ID = "prompt-" + strings.TrimPrefix(strings.ReplaceAll(string(t), "_", "-"), "prompt-")
	r.Comfy, r.Code, r.Severity, r.Stage, r.Since = string(t), validateFailed, rule.Error, rule.StagePrompt, "0.1.0"
	if r.Confidence == rule.Possible {
		r.Confidence = rule.Certain
	}
	byType[t] = r
	return Rules.Add(r)
}

// request reports what the overrides of a request change in the definition it
// names. The definition was saved and run on the platform: what the catalog
// says of its untouched parts is drift, a note, and never the verdict.
func (r *reporter) request(opt Options) {
	p := r.p
	r.graph = p.Definition.Graph
	r.items = r.overrides(func(node, field string) bool {
		n, ok := p.Definition.Node(node)
		if ok {
			_, ok = n.Field(field)
		}
		return ok
	})
	stands := opt.Any
	opt.Any, opt.Lenient = nil, !p.Settings.SameServer // the definition itself is no template
	b := r.base(opt)
	if p.Settings.SameServer && (!b.loaded() || len(b.out.Problems) > 0) {
		opt.Any = stands
		r.absolute(validatePatched(r.graph, r.catalog, opt, r.items))
		return
	}
	if !b.loaded() {
		r.drift(b.out.Problems)
		return
	}
	pt := b.apply(r.items, r.graph, stands)
	if failed := r.surely(&pt); len(failed) > 0 {
		r.failing(b, failed)
	} else if b.whole {
		p.SetOutputs(b.outputs)
	}
	for _, problem := range pt.problems {
		r.problem(problem)
	}
	r.hints(pt.hints, r.items)
	for _, it := range pt.idle {
		p.Report(unreachable, it.value, rule.Details{Variant: "override", Node: it.node, Input: it.field, Args: message.Args{"node": it.node, "input": it.field}})
	}
	var open []Open
	for _, o := range pt.open {
		if o.Kind == OpenClass || r.exactly(o.Node, o.Input) {
			open = append(open, o)
		}
	}
	r.unchecked(open)
	r.drift(b.out.Problems)
}

// surely are the nodes that fail whatever happens to texts on the way.
func (r *reporter) surely(pt *patch) []int32 {
	open := map[int32]bool{} // fail only for a text that may become a number
	for k := range pt.problems {
		p := &pt.problems[k]
		if only, seen := open[p.node]; !seen || only {
			open[p.node] = r.numberText(p)
		}
	}
	return slices.DeleteFunc(pt.failed, func(n int32) bool { return open[n] })
}

// numberText tells whether a problem is an override's text that reads like one
// of the numbers to choose from. Whether the platform converts it is not
// known (runninghub-api.md §6).
func (r *reporter) numberText(p *Problem) bool {
	if p.Type != TypeNotInList || !r.exactly(p.Node, p.Culprit) {
		return false
	}
	text, ok := p.Value.Text()
	if ok {
		_, ok = p.Def.Choices.EqualText(text)
	}
	return ok
}

// failing says what becomes of the outputs when nodes fail.
func (r *reporter) failing(b *base, failed []int32) {
	switch e := b.failing(failed); {
	case len(e.lost) == 0 && !b.whole:
		r.soft = true // no output that is known needs them
	case len(e.kept) > 0:
		r.partial = true
		r.p.SetPartial()
		r.p.SetOutputs(e.kept)
	default:
		r.problem(Problem{Type: TypeOutputsFailed})
	}
}

// base is the definition's own validation, made once per definition and
// catalog where the settings have a cache.
func (r *reporter) base(opt Options) *base {
	cache := r.p.Settings.Cache
	if cache == nil {
		return newBase(r.graph, r.catalog, opt)
	}
	key := baseKey{r.graph.Document(), r.catalog, opt.Version}
	if b, ok := cache.Load(key); ok {
		return b.(*base)
	}
	b, _ := cache.LoadOrStore(key, newBase(r.graph, r.catalog, opt))
	return b.(*base)
}

// exactly tells whether an override sets this very input.
func (r *reporter) exactly(node, input string) bool {
	return input != "" && r.touched(node, input) != nil
}

// drift sums up what the catalog says of parts that the request leaves alone.
func (r *reporter) drift(problems []Problem) {
	var first *Problem
	places := map[[2]string]bool{}
	for k := range problems {
		p := &problems[k]
		if p.Type == TypeOutputsFailed {
			continue
		}
		if first == nil {
			first = p
		}
		places[[2]string{p.Node, p.Culprit}] = true
	}
	if first == nil || len(r.items) == 0 {
		return
	}
	at := r.p.NodeInfo
	args := message.Args{"count": strconv.Itoa(len(places)), "node": first.Node, "input": first.Culprit, "type": string(first.Type)}
	variant := ""
	if first.Culprit == "" {
		variant = "node"
	}
	r.p.Report(driftRule, at, rule.Details{Variant: variant, Args: args, Span: opening(at), Node: first.Node, Input: first.Culprit})
}

// opening narrows a long value to its first byte.
func opening(v jsondoc.Value) *jsondoc.Span {
	s := v.Span()
	s.End = min(s.End, s.Start+1)
	return &s
}

// whole reports an error of the whole prompt at its value.
func (r *reporter) whole(p Problem) { r.problem(p) }

// problem reports one problem.
func (r *reporter) problem(p Problem) {
	d := rule.Details{Variant: string(p.Cause), Node: p.Node, Comfy: string(p.Type), Args: r.args(&p)}
	if p.HasInput {
		d.Input = p.Input
	}
	ru := byType[p.Type]
	if p.Type == TypeInvalidPrompt {
		ru = byType[TypeMissingNodeType]
	}
	at := p.At
	if p.Key.Exists() {
		span := p.Key.Span()
		d.Span = &span
	}
	if it := r.touched(p.Node, p.Culprit); it != nil {
		at, d.Span = it.value, nil
	} else if it := r.touched(p.Node, ""); it != nil && !r.ours(r.graph) {
		at, d.Span = it.value, nil // another field of the node gave rise to it
	} else if !r.ours(at) {
		at = r.p.NodeInfo
		d.Span = opening(at)
		if len(r.items) > 0 {
			at, d.Span = r.items[0].value, nil
		}
	}
	if p.Type == TypeOutputsFailed || p.Type == TypeNoOutputs {
		at = r.top()
		d.Span = opening(at)
	} else if at.Is(jsondoc.Object) && d.Span == nil {
		d.Span = opening(at)
	}
	if p.Type == TypeNotInList && p.Def != nil {
		d.Suggestions, d.Variant = r.choices(&p, &d)
	}
	if p.Type == TypeMissingNodeType && p.Cause == CauseUnknownClass {
		if name, ok := p.Value.Text(); ok {
			d.Suggestions = suggest.Closest(name, r.catalog.Names(), 3)
			if len(d.Suggestions) > 0 {
				d.Variant = "unknown-class-near"
				d.Args["suggestion"] = d.Suggestions[0]
			}
		}
	}
	if p.Type == TypeInvalidValue && r.exactly(p.Node, p.Culprit) {
		d.Alternatives = []code.Code{nodeInfo, taskFailed}
	}
	if p.Type == TypeHTTP500 {
		d.Alternatives = []code.Code{unknownError}
	}
	r.certainty(&d, &p)
	r.p.Report(ru, at, d)
}

// top is the place for an error of the whole prompt.
func (r *reporter) top() jsondoc.Value {
	switch {
	case r.ours(r.graph):
		return r.graph
	case r.p.NodeInfo.Exists():
		return r.p.NodeInfo
	}
	return r.p.Root
}

// ours tells whether a value lies in the checked file, not in a definition.
func (r *reporter) ours(v jsondoc.Value) bool {
	return v.Exists() && r.p.Root.Exists() && v.Document().File() == r.p.Root.Document().File()
}

// certainty sets severity, code and confidence.
func (r *reporter) certainty(d *rule.Details, p *Problem) {
	confidence := rule.Certain
	// What rests on declared inputs is as sure as the catalog is the server's.
	if p.Def != nil || p.Type == TypeMissingNodeType || p.Type == TypeOutputsFailed || p.Type == TypeNoOutputs {
		sure := r.p.Settings.SameServer || r.p.Endpoint.Kind == endpoint.Prompt && r.catalog.Complete()
		if !sure || p.Class != nil && p.Class.Custom() && p.Class.Validator == nil {
			confidence = rule.Likely
		}
	}
	switch p.Type {
	case TypeHTTP500, TypeMissingNodeType, TypeInvalidPrompt, TypeNoOutputs, TypeNoPrompt, TypeInvalidPromptID:
	default:
		d.Msg = string(TypeOutputsFailed) // live-answers.md, 433
	}
	if r.soft {
		d.Severity, confidence = rule.Warning, rule.Possible
	}
	if r.partial {
		d.Code, d.Msg = new(code.Code), ""
	}
	if d.Severity == rule.Warning {
		confidence = rule.Possible
	}
	d.Confidence = confidence.At()
}

// choices says what a combo would have taken. A text where the options are
// numbers may still be converted on the way to ComfyUI: that is a warning.
func (r *reporter) choices(p *Problem, d *rule.Details) (suggestions []string, variant string) {
	c := p.Def.Choices
	text, isText := p.Value.Text()
	if isText {
		if _, ok := c.EqualText(text); ok {
			if r.numberText(p) {
				d.Severity, d.Alternatives = rule.Warning, []code.Code{0}
			}
			return []string{text}, "number"
		}
		suggestions = suggest.Closest(text, c.Texts(c.Len()), 3)
	}
	switch {
	case c.Len() == 0:
		return suggestions, "empty"
	case len(suggestions) > 0:
		d.Args["suggestion"] = suggestions[0]
		return suggestions, "near"
	}
	return suggestions, ""
}

// args are the values for a message's placeholders.
func (r *reporter) args(p *Problem) message.Args {
	a := message.Args{"node": p.Node, "input": p.Culprit, "text": p.Text, "caller": p.Input}
	if p.Culprit == "" {
		a["input"] = p.Input
	}
	if p.Class != nil {
		a["class"] = p.Class.Name
	}
	value := p.Value.JSON()
	if !value.Exists() {
		value = p.At
	}
	a["value"] = quote(value)
	if p.Def == nil {
		return a
	}
	a["type"] = p.Def.Type.String()
	a["min"], a["max"] = p.Def.Min.JSON().Text(), p.Def.Max.JSON().Text()
	a["default"] = quote(p.Def.Default)
	if c := p.Def.Choices; c != nil {
		a["count"] = strconv.Itoa(c.Len())
		list := c.Texts(shown)
		for k := range list {
			list[k] = strconv.Quote(shorten(list[k]))
		}
		if c.Len() > len(list) {
			list = append(list, "…")
		}
		a["choices"] = strings.Join(list, ", ")
	}
	return a
}

// quote shows a value as the user wrote it.
func quote(v jsondoc.Value) string { return shorten(string(v.Raw())) }

// shorten keeps messages on one line.
func shorten(s string) string {
	const most = 60
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// hints reports what ComfyUI accepts without a word. only, when not nil,
// limits them to the overrides of the request.
func (r *reporter) hints(list []Hint, only []item) {
	for _, h := range list {
		at := h.Value
		if it := r.touched(h.Node, h.Input); it != nil && h.Input != "" {
			at = it.value
		} else if only != nil || !r.ours(at) {
			continue
		}
		a := message.Args{"node": h.Node, "input": h.Input, "value": quote(h.Value)}
		if h.Class != nil {
			a["class"] = h.Class.Name
		}
		if h.Def != nil {
			a["type"] = h.Def.Type.String()
		}
		d := rule.Details{Node: h.Node, Input: h.Input, Args: a}
		switch h.Kind {
		case HintUnknownInput:
			r.unknownInput(h, at, d)
		case HintBooleanText:
			r.p.Report(booleanText, at, d)
		case HintLiteral:
			r.p.Report(literalLink, at, d)
		case HintTruncated:
			v, _ := python.ToInt(python.Of(h.Value))
			a["result"] = python.Repr(v)
			r.p.Report(truncated, at, d)
		case HintReplaced:
			r.p.Report(replaced, at, d)
		}
	}
}

// unknownInput reports a name that the class does not have; with a near name
// that the node lacks it is likely a slip.
func (r *reporter) unknownInput(h Hint, at jsondoc.Value, d rule.Details) {
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
	if len(d.Suggestions) > 0 {
		d.Severity, d.Variant = rule.Warning, "near"
		d.Args["suggestion"] = d.Suggestions[0]
	}
	r.p.Report(unknownInput, at, d)
}

// unreached reports, once, the nodes that no output needs.
func (r *reporter) unreached(list []jsondoc.Value) {
	if len(list) == 0 || !r.ours(list[0]) {
		return
	}
	var ids []string
	for _, v := range list[:min(len(list), shown)] {
		ids = append(ids, strconv.Quote(shorten(v.Text())))
	}
	if len(list) > len(ids) {
		ids = append(ids, "…")
	}
	r.p.Report(unreachable, list[0], rule.Details{Node: list[0].Text(), Args: message.Args{"nodes": strings.Join(ids, ", "), "count": strconv.Itoa(len(list))}})
}

// strayInputs warns of `inputs` that is no object where validation alone lets
// it pass: POST /prompt of a newer server answers HTTP 500 for it.
func (r *reporter) strayInputs(out *Outcome) {
	if out.Error == TypeHTTP500 || r.p.Root.Get("prompt").Exists() {
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
