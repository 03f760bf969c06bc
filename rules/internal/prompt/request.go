package prompt

import (
	"slices"
	"strconv"

	"github.com/payloadlint/payloadlint/rules/internal/mirror"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// request reports what the overrides of a request change in the definition it
// names. The definition was saved and run on the platform: what the catalog
// says of its untouched parts is drift, a note, and never the verdict.
func (r *reporter) request(opt mirror.Options) {
	p := r.p
	r.graph = p.Definition.Graph
	r.collect(p.Items, p.Definition)
	placeholder := opt.Placeholder
	opt.Placeholder, opt.Lenient = nil, !p.Settings.SameServer // the definition itself is not a template
	b := r.base(opt)
	switch {
	case p.Settings.SameServer && b.Failed():
		opt.Placeholder = placeholder
		r.absolute(mirror.Validate(r.graph, r.catalog, opt, r.overrides...))
	case b.Loaded():
		r.forgetRepeated()
		r.patch(b, b.Apply(r.overrides, placeholder))
		r.drift(b)
	default:
		r.drift(b)
	}
}

// patch reports what the overrides change.
func (r *reporter) patch(b *mirror.Base, pt mirror.Patch) {
	r.weigh(pt.Problems)
	if failed := r.surely(&pt); len(failed) > 0 {
		r.failing(b, &pt, failed)
	} else if b.Known() {
		r.p.SetOutputs(b.Outputs())
	}
	for k := range pt.Problems {
		r.problem(&pt.Problems[k])
	}
	r.hints(pt.Hints, true)
	for _, o := range pt.Idle {
		node, input := o.Node.Text(), o.Name.Text()
		r.p.Report(unreachable, o.Value, rule.Details{Variant: "override", Severity: rule.Warning, Node: node, Input: input, Args: message.Args{"node": node, "input": input}})
	}
	r.unchecked(slices.DeleteFunc(pt.Open, func(o mirror.Open) bool {
		return !ofNode(o.Kind) && !r.exactly(o.Node, o.Input)
	}))
}

// surely are the nodes that fail whatever happens to texts on the way.
func (r *reporter) surely(pt *mirror.Patch) []int32 {
	if len(pt.Failed) == 0 {
		return nil
	}
	open := map[int32]bool{} // fail only for a text that may become a number
	for k := range pt.Problems {
		p := &pt.Problems[k]
		if only, seen := open[p.Index]; !seen || only {
			sampler, _ := r.openSampler(p)
			open[p.Index] = sampler || r.numberText(p)
		}
	}
	return slices.DeleteFunc(pt.Failed, func(n int32) bool { return open[n] })
}

// numberText reports whether a problem is an override's text that reads like
// one of the numbers to choose from. Whether the platform converts it is not
// known (runninghub-api.md §6).
func (r *reporter) numberText(p *mirror.Problem) bool {
	if p.Type != mirror.TypeNotInList || !r.exactly(p.Node, p.Culprit) {
		return false
	}
	text, ok := p.Value.Text()
	if ok {
		_, ok = p.Def.Choices.EqualText(text)
	}
	return ok
}

// failing says what becomes of the outputs when nodes fail.
func (r *reporter) failing(b *mirror.Base, pt *mirror.Patch, failed []int32) {
	switch e := b.Failing(pt, failed); {
	case len(e.Lost)+len(e.LostPresumed) == 0 && !b.Known():
		r.soft = true // no output that is known needs them
	case len(e.Kept)+len(e.KeptPresumed) > 0:
		r.presumed = len(e.Kept) == 0 || len(e.Lost) == 0
		r.partial = true
		r.p.SetPartial()
		r.p.SetOutputs(e.Kept)
	default:
		r.presumed = len(e.Lost) == 0
		r.problem(&mirror.Problem{Type: mirror.TypeOutputsFailed})
	}
}

// baseKey names a base in setup.Settings.Cache.
type baseKey struct {
	doc     *jsondoc.Document
	catalog *nodes.Catalog
	version mirror.Version
}

// base is the definition's own validation, made once per definition and
// catalog where the settings have a cache.
func (r *reporter) base(opt mirror.Options) *mirror.Base {
	cache := r.p.Settings.Cache
	if cache == nil {
		return mirror.NewBase(r.graph, r.catalog, opt)
	}
	key := baseKey{r.graph.Document(), r.catalog, opt.Version}
	if b, ok := cache.Load(key); ok {
		return b.(*mirror.Base)
	}
	b, _ := cache.LoadOrStore(key, mirror.NewBase(r.graph, r.catalog, opt))
	return b.(*mirror.Base)
}

// drift sums up what the catalog says of parts that the request leaves alone.
func (r *reporter) drift(b *mirror.Base) {
	places, first := b.Problems(r.overrides)
	if first == nil || len(r.items) == 0 {
		return
	}
	at := r.p.NodeInfo
	args := message.Args{"count": strconv.Itoa(places), "node": first.Node, "input": first.Culprit, "type": string(first.Type)}
	variant := ""
	switch {
	case first.Node == "": // the prompt as a whole, such as one without outputs
		variant = "whole"
	case first.Culprit == "":
		variant = "node"
	}
	r.p.Report(drift, at, rule.Details{Variant: variant, Args: args, Span: opening(at), Node: first.Node, Input: first.Culprit})
}
