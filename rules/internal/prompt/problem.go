package prompt

import (
	"strconv"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/mirror"
	"github.com/payloadlint/payloadlint/rules/internal/suggest"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// problem reports one problem.
func (r *reporter) problem(p *mirror.Problem) {
	sampler, known := r.openSampler(p)
	if known {
		return
	}
	d := rule.Details{Variant: string(p.Cause), Node: p.Node, Comfy: string(p.Type), Args: args(r.p.Settings.Lang, p)}
	if p.HasInput {
		d.Input = p.Input
	}
	at := r.place(p, &d)
	switch p.Type {
	case mirror.TypeNotInList:
		if p.Def != nil {
			r.choices(p, &d)
		}
	case mirror.TypeMissingNodeType:
		r.nearClass(p, &d)
	case mirror.TypeMismatch:
		r.lists(p, &d)
	case mirror.TypeInvalidValue:
		if r.exactly(p.Node, p.Culprit) {
			d.Alternatives = []code.Code{nodeInfo, taskFailed}
		}
	case mirror.TypeHTTP500:
		d.Alternatives = []code.Code{unknownError}
	}
	around(p, &d)
	if versioned(p) {
		r.p.SetComfy(r.version())
	}
	if sampler || r.absent(p) {
		d.Severity, d.Alternatives = rule.Warning, []code.Code{0}
	}
	if r.certainty(&d, p); r.noted {
		d.Severity, d.Code, d.Alternatives, d.Msg = rule.Note, new(code.Code), nil, ""
	}
	r.p.Report(byType[p.Type], at, d)
}

// versioned reports whether other releases of ComfyUI say something else.
// Source: validate-prompt.md §8, "Changes since v0.26.0".
func versioned(p *mirror.Problem) bool {
	switch p.Type {
	case mirror.TypeInvalidPrompt, mirror.TypeMissingNodeType, mirror.TypeCycle, mirror.TypeInvalidDynamic:
		return true
	}
	return p.Cause == mirror.CauseRecursion || p.Cause == mirror.CauseReplacedMeta || p.Cause == mirror.CauseReplacedInput
}

// version is the release of ComfyUI that is assumed.
func (r *reporter) version() string { return options(r.p).Version.Known().String() }

// place is the value to show a problem at.
func (r *reporter) place(p *mirror.Problem, d *rule.Details) jsondoc.Value {
	at := p.At
	if p.Type == mirror.TypeOutputsFailed || p.Type == mirror.TypeNoOutputs {
		at = r.top()
		d.Span = opening(at)
		return at
	}
	if it := r.touched(p.Node, p.Culprit); it != nil {
		at = value(it)
	} else if it := r.touched(p.Node, ""); it != nil && !r.ours(r.graph) {
		at = value(it) // another field of the node gave rise to it
	} else if !r.ours(at) {
		if len(r.items) == 0 {
			at = r.p.NodeInfo
			d.Span = opening(at)
			return at
		}
		at = value(r.items[0])
	} else if p.Key.Exists() {
		span := p.Key.Span()
		d.Span = &span
	}
	if at.Is(jsondoc.Object) && d.Span == nil {
		d.Span = opening(at)
	}
	return at
}

// nearClass suggests the classes that an unknown one may have meant.
func (r *reporter) nearClass(p *mirror.Problem, d *rule.Details) {
	name, ok := p.Value.Text()
	if p.Cause != mirror.CauseUnknownClass || !ok {
		return
	}
	d.Suggestions = suggest.Closest(name, r.catalog.Names(), 3)
	if len(d.Suggestions) > 0 {
		d.Variant = "unknown-class-near"
		d.Args["suggestion"] = d.Suggestions[0]
	}
}

// certainty sets severity, code and confidence.
func (r *reporter) certainty(d *rule.Details, p *mirror.Problem) {
	confidence := rule.Certain
	// What rests on declared inputs is as sure as the catalog is the server's.
	if (p.Def != nil || restsOnCatalog(p.Type)) && !r.sure(p) {
		confidence = rule.Likely
	}
	// ComfyUI leaves classes out of object_info whose INPUT_TYPES raises.
	if p.Type == mirror.TypeOutputsFailed && r.unsure || p.Cause == mirror.CauseUnknownClass || ofLoop(p) {
		confidence = rule.Likely
	}
	if !fatal(p.Type) {
		d.Msg = string(mirror.TypeOutputsFailed) // live-answers.md, 433
	}
	if r.soft {
		d.Severity = rule.Warning
	}
	if r.presumed && !fatal(p.Type) {
		confidence = rule.Likely
		d.Alternatives = []code.Code{taskFailed, 0}
	}
	if r.partial {
		if r.presumed {
			d.Alternatives = []code.Code{validateFailed, taskFailed}
		}
		d.Code, d.Msg = new(code.Code), ""
	}
	if d.Severity == rule.Warning {
		confidence = rule.Possible
	}
	d.Confidence = confidence.At()
}

// ofLoop reports whether a problem is one of a loop: no verdicts of the releases
// that check them were recorded, and packs may have boundaries of their own.
func ofLoop(p *mirror.Problem) bool {
	return p.Type == mirror.TypeCustom && p.Input == mirror.LoopInput
}

// restsOnCatalog reports whether an error says something about classes.
func restsOnCatalog(t mirror.Type) bool {
	return t == mirror.TypeMissingNodeType || t == mirror.TypeOutputsFailed || t == mirror.TypeNoOutputs
}

// fatal reports whether an error ends validation as a whole.
func fatal(t mirror.Type) bool {
	switch t {
	case mirror.TypeHTTP500, mirror.TypeMissingNodeType, mirror.TypeInvalidPrompt, mirror.TypeNoOutputs, mirror.TypeNoPrompt, mirror.TypeInvalidPromptID:
		return true
	}
	return false
}

// sure reports whether the server has the definitions that a problem rests on.
func (r *reporter) sure(p *mirror.Problem) bool {
	if p.Class != nil && p.Class.Custom() && (p.Class.Validator == nil || p.Class.Assumed) {
		return false
	}
	switch {
	case r.p.Settings.SameServer:
		return true
	case r.p.Endpoint.Kind == endpoint.Prompt:
		return r.catalog.Complete() || p.Class != nil && p.Class.FromServer
	case p.Type == mirror.TypeOutputsFailed:
		return r.certain
	}
	// Models that somebody uploaded for himself may be missing from the lists.
	return p.Class != nil && p.Class.Platform && (p.Def == nil || !p.Def.FolderFed)
}

// weigh notes whether the problems of nodes are certain, for what follows from
// them.
func (r *reporter) weigh(list []mirror.Problem) {
	r.unsure, r.certain = r.allUnsure(list)
}

// allUnsure reports whether nodes have problems, none of them certain, and
// whether one is certain by a definition of its class.
func (r *reporter) allUnsure(list []mirror.Problem) (unsure, certain bool) {
	some, free := false, false
	for k := range list {
		p := &list[k]
		if p.Class == nil || fatal(p.Type) {
			continue
		}
		some, free = true, free || p.Def == nil && !ofLoop(p)
		certain = certain || p.Def != nil && r.sure(p)
	}
	return some && !free && !certain, certain
}

// choices says what a combo would have taken. A text where the options are
// numbers may still be converted on the way to ComfyUI: that is a warning.
func (r *reporter) choices(p *mirror.Problem, d *rule.Details) {
	d.Variant = ""
	c := p.Def.Choices
	if text, ok := p.Value.Text(); ok {
		if _, ok := c.EqualText(text); ok {
			if r.numberText(p) {
				d.Severity, d.Alternatives = rule.Warning, []code.Code{0}
			}
			d.Suggestions, d.Variant = []string{text}, "number"
			return
		}
		d.Suggestions = suggest.Closest(text, c.Texts(c.Len()), 3)
	}
	switch {
	case c.Len() == 0:
		d.Variant = "empty"
	case len(d.Suggestions) > 0:
		d.Args["suggestion"], d.Variant = d.Suggestions[0], "near"
	}
}

// lists says how the lists of choices differ that an input takes and a link
// brings.
func (r *reporter) lists(p *mirror.Problem, d *rule.Details) {
	to := p.Def.Type
	if !to.IsList() || p.From == nil {
		return
	}
	if !p.From.IsList() {
		if p.From.IsCombo() {
			d.Variant = "no-list"
		}
		return
	}
	only, other := without(to.List, p.From.List), without(p.From.List, to.List)
	d.Variant = "lists"
	switch {
	case len(only)+len(other) == 0:
		d.Variant = "order"
	case len(other) == 0:
		d.Variant = "fewer"
	case len(only) == 0:
		d.Variant = "more"
	}
	d.Args["only"] = quoteAll(r.p.Settings.Lang, only[:min(len(only), shown)], len(only) > shown)
	d.Args["other"] = quoteAll(r.p.Settings.Lang, other[:min(len(other), shown)], len(other) > shown)
}

// without are the elements of a list that another lacks, as people write them.
func without(list, other jsondoc.Value) (out []string) {
	have := map[string]bool{}
	for _, e := range other.Elements() {
		have[string(e.Raw())] = true
	}
	for _, e := range list.Elements() {
		if !have[string(e.Raw())] {
			out = append(out, e.Text())
		}
	}
	return out
}

// args are the values for a message's placeholders.
func args(l message.Lang, p *mirror.Problem) message.Args {
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
	switch p.Type {
	case mirror.TypeTooSmall, mirror.TypeTooBig:
		a["min"], a["max"] = p.Def.Min.JSON().Text(), p.Def.Max.JSON().Text()
	case mirror.TypeInvalidDynamic:
		rowArgs(l, a, p.Def)
	case mirror.TypeNotInList:
		c := p.Def.Choices
		a["count"], a["choices"] = strconv.Itoa(c.Len()), quoteAll(l, c.Texts(shown), c.Len() > shown)
	}
	return a
}

// rowArgs say what the rows of a dynamic group may be.
func rowArgs(l message.Lang, a message.Args, group *nodes.Input) {
	g := group.Group
	var names []string
	for k := range g.Fields[:min(len(g.Fields), shown)] {
		names = append(names, g.Fields[k].Name)
	}
	a["min"], a["last"], a["choices"] = strconv.Itoa(g.Min), strconv.Itoa(g.Max-1), quoteAll(l, names, len(g.Fields) > shown)
}

// around says which nodes depend on each other; older releases follow them until
// Python gives up.
func around(p *mirror.Problem, d *rule.Details) {
	if len(p.Cycle) == 0 {
		return
	}
	d.Args["text"] = cycleText(p)
	if p.Cause == mirror.CauseRecursion {
		d.Variant = "cycle"
	}
}

// cycleText shows the way around a cycle.
func cycleText(p *mirror.Problem) string {
	var text []byte
	for _, id := range p.Cycle {
		text = append(text, shorten(id)+" → "...)
	}
	if len(p.CycleEnd) > 0 {
		text = append(text, "… → "...)
	}
	for _, id := range p.CycleEnd {
		text = append(text, shorten(id)+" → "...)
	}
	return string(text) + shorten(p.Cycle[0])
}
