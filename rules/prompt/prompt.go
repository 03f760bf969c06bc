// Package prompt mirrors ComfyUI's validate_prompt (433).
//
// Validate is the mirror: it walks a prompt in the order ComfyUI does and says
// what ComfyUI says. The rules of this package are one per error type that it
// can report, and hints that ComfyUI never gives. Source: validate-prompt.md.
package prompt

import (
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// Rules is the family's set.
var Rules = &rule.Set{Name: "prompt"}

const (
	validateFailed code.Code = 433
	nodeInfo       code.Code = 803
	taskFailed     code.Code = 805
	unknownError   code.Code = 500
)

// check is the walk behind every rule of the package.
func check(p *rule.Pass) {
	catalog := p.Catalog
	if catalog == nil {
		catalog = nodes.Core()
	}
	opt := Options{Files: p.Settings.Files}
	if v, err := ParseVersion(p.Settings.ComfyUI); err == nil && p.Settings.ComfyUI != "" {
		opt.Version = v
	}
	if !p.Settings.Strict {
		opt.Any = p.Placeholder
	}
	r := reporter{p: p, catalog: catalog}
	switch {
	case p.Endpoint.Kind == endpoint.Prompt:
		graph, ok := r.body(&opt)
		if !ok {
			return
		}
		r.graph = graph
		r.absolute(Validate(graph, catalog, opt))
	case p.Graph.Exists():
		r.graph = p.Graph
		if graphOverrides := r.overrides(nil); len(graphOverrides) > 0 && p.Graph.Is(jsondoc.Object) {
			r.absolute(validatePatched(p.Graph, catalog, opt, graphOverrides))
		} else {
			r.absolute(Validate(p.Graph, catalog, opt))
		}
	case p.Definition != nil && p.Definition.Graph.Exists():
		r.request(opt)
	case p.Definition != nil && p.Definition.App:
		p.Unchecked(validateFailed, "prompt-app", nil)
	case p.Definition == nil && p.Endpoint.NodeInfo:
		p.Unchecked(validateFailed, "prompt-definition", nil)
	}
}

// body finds the graph of a prompt document: the document itself, or what
// POST /prompt takes, whose other members it checks. ok is false when there
// is no graph to walk.
func (r *reporter) body(opt *Options) (graph jsondoc.Value, ok bool) {
	root := r.p.Root
	inner := root.Member("prompt")
	if !inner.Exists() || inner.Value.Get("class_type").Exists() {
		if !isEnvelope(root) {
			return root, true
		}
		r.whole(Problem{Type: TypeNoPrompt, At: root})
		return root, false
	}
	opt.Server = true
	if id := root.Get("prompt_id"); id.Exists() && !id.Is(jsondoc.Null) && !(id.Is(jsondoc.String) && isUUID(id.Text())) {
		r.whole(Problem{Type: TypeInvalidPromptID, At: id})
		return root, false
	}
	if targets := root.Get("partial_execution_targets"); targets.Is(jsondoc.Array) {
		opt.Partial = true
		for _, t := range targets.Elements() {
			if t.Is(jsondoc.String) {
				opt.Targets = append(opt.Targets, t.Text())
			}
		}
	}
	return inner.Value, true
}

// isEnvelope recognises the body of POST /prompt that lacks its prompt: it has
// members that only the body has.
func isEnvelope(root jsondoc.Value) bool {
	for _, key := range []string{"client_id", "extra_data", "prompt_id", "partial_execution_targets"} {
		if v := root.Get(key); v.Exists() && !v.Get("class_type").Exists() {
			return true
		}
	}
	return false
}

// isUUID tells whether s is a UUID in its canonical lower-case form.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f':
		default:
			return false
		}
	}
	return true
}

// overrides lists the overrides of the request that can be applied: those
// with a text or number for the node, a field name and a value. known, when
// not nil, drops those whose node or field the graph does not have: that is
// 803's matter.
func (r *reporter) overrides(known func(node, field string) bool) []item {
	var out []item
	for n, e := range r.p.NodeInfo.Elements() {
		id, field, value := e.Get("nodeId"), e.Get("fieldName"), e.Get("fieldValue")
		if !id.Is(jsondoc.String) && !id.Is(jsondoc.Number) || !field.Is(jsondoc.String) || !value.Exists() {
			continue
		}
		it := item{node: id.Text(), field: field.Text(), value: value, index: n}
		if known != nil && !known(it.node, it.field) || !r.p.Settings.Strict && r.p.Placeholder(value) {
			continue
		}
		// The later of two overrides of one field replaces the earlier.
		out = slices.DeleteFunc(out, func(o item) bool { return o.node == it.node && o.field == it.field })
		out = append(out, it)
	}
	return out
}

// item is one applicable override of a nodeInfoList.
type item struct {
	node, field string
	value       jsondoc.Value
	index       int
}

// reporter turns an outcome into findings.
type reporter struct {
	p       *rule.Pass
	catalog *nodes.Catalog
	graph   jsondoc.Value
	items   []item
	// soft makes errors warnings: they rest on something nobody knows.
	soft bool
	// partial tells that other outputs run all the same: code 0.
	partial bool
}

// absolute reports a graph that the document itself carries.
func (r *reporter) absolute(out *Outcome) {
	r.soft, r.partial = out.Uncertain, out.Valid
	r.p.SetPrompt(rule.PromptResult{Checked: true, Valid: out.Valid, Uncertain: out.Uncertain, Dropped: out.Dropped})
	if !out.Uncertain {
		r.p.SetOutputs(out.Outputs)
	}
	for _, p := range out.Problems {
		r.problem(p)
	}
	r.hints(out.Hints, nil)
	r.unreached(out.Unreached)
	r.unchecked(out.Open)
	r.strayInputs(out)
}

// touched is the override that set the value at fault, if one did.
func (r *reporter) touched(node, input string) *item {
	for k := range r.items {
		if r.items[k].node == node && (r.items[k].field == input || input == "") {
			return &r.items[k]
		}
	}
	return nil
}

// unchecked says once per kind what could not be judged.
func (r *reporter) unchecked(open []Open) {
	names := map[OpenKind][]string{}
	for _, o := range open {
		name := o.Name
		if o.Kind == OpenChoice || o.Kind == OpenFile {
			name = o.Node + "/" + o.Input
		}
		if !slices.Contains(names[o.Kind], name) {
			names[o.Kind] = append(names[o.Kind], name)
		}
	}
	for kind, text := range map[OpenKind]string{} {
		_, _ = kind, text
	}
	for kind := OpenClass; kind <= OpenDefinition; kind++ {
		list := names[kind]
		if len(list) == 0 {
			continue
		}
		subject := [...]string{"prompt-class", "prompt-choice", "prompt-file", "prompt-validator", "prompt-record"}[kind]
		shown := list[:min(len(list), unboundedExplanation)]
		text := strings.Join(shown, ", ")
		if len(list) > len(shown) {
			text += ", …"
		}
		r.p.Unchecked(validateFailed, subject, message.Args{"names": text})
	}
}
