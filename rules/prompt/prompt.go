// Package prompt mirrors ComfyUI's validate_prompt (433).
//
// Validate is the mirror: it walks a prompt in the order ComfyUI does and says
// what ComfyUI says. The rules of this package are one per error type that it
// can report, and hints that ComfyUI never gives. Source: validate-prompt.md.
package prompt

import (
	"slices"
	"strings"
	"sync"

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
	opt := Options{Files: files(p.Settings)}
	if p.Settings.ComfyUI != "" {
		v, _ := ParseVersion(p.Settings.ComfyUI) // the command line refuses others
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
		r.items = r.overrides(graphFields(p.Graph))
		r.absolute(validatePatched(p.Graph, catalog, opt, r.items))
	case p.Definition != nil && p.Definition.Graph.Exists():
		r.request(opt)
	case p.Definition != nil && p.Definition.App:
		p.Unchecked(validateFailed, "prompt-app", nil)
	case p.Definition == nil && p.Endpoint.NodeInfo:
		if p.Endpoint.IDField == "webappId" {
			p.Unchecked(validateFailed, "prompt-app", nil)
			return
		}
		p.Unchecked(validateFailed, "prompt-definition", message.Args{"id": workflowID(p)})
	}
}

// workflowID is the id that a request names in its body or its path, to be
// fetched; the word ID where it names none.
func workflowID(p *rule.Pass) string {
	id := strings.TrimSpace(p.Root.Get(p.Endpoint.IDField).Text())
	if id == "" {
		_, _, path, _ := endpoint.SplitURL(p.Target.URL)
		_, id, _ = endpoint.Match(path)
	}
	if id == "" || strings.Trim(id, "0123456789") != "" {
		return "ID"
	}
	return id
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
// whose node and field the graph has (the others are 803's matter) and that
// have a value.
func (r *reporter) overrides(has func(node, field string) bool) []item {
	list := r.p.NodeInfo
	if list.Len() == 0 {
		return nil
	}
	out := make([]item, 0, list.Len())
	var seen map[[2]string]int
	for _, e := range list.Elements() {
		it, ok := readItem(e)
		if !ok || !has(it.node, it.field) {
			continue
		}
		// The later of two overrides of one field replaces the earlier.
		if list.Len() <= few {
			out = slices.DeleteFunc(out, func(o item) bool { return o.node == it.node && o.field == it.field })
			out = append(out, it)
			continue
		}
		if seen == nil {
			seen = make(map[[2]string]int, list.Len())
		}
		key := [2]string{it.node, it.field}
		if k, again := seen[key]; again {
			out[k] = it
			continue
		}
		seen[key] = len(out)
		out = append(out, it)
	}
	return out
}

// graphFields tells which nodes and fields a graph has; it reads the graph at
// the first question.
func graphFields(graph jsondoc.Value) func(node, field string) bool {
	have := sync.OnceValue(func() map[[2]string]bool {
		m := map[[2]string]bool{}
		for n := range graph.Members() {
			for f := range n.Value.Get("inputs").Members() {
				m[[2]string{n.Key(), f.Key()}] = true
			}
		}
		return m
	})
	return func(node, field string) bool { return have()[[2]string{node, field}] }
}

// few is up to where walking a list beats a map.
const few = 12

// item is one applicable override of a nodeInfoList.
type item struct {
	node, field string
	value       jsondoc.Value
}

// readItem reads an element of a nodeInfoList; ok is false when it cannot be
// applied.
func readItem(e jsondoc.Value) (it item, ok bool) {
	var id, field jsondoc.Value
	for m := range e.Members() {
		switch key := m.KeyValue().TextBytes(); string(key) {
		case "nodeId":
			id = m.Value
		case "fieldName":
			field = m.Value
		case "fieldValue":
			it.value = m.Value
		}
	}
	if !id.Is(jsondoc.String) && !id.Is(jsondoc.Number) || !field.Is(jsondoc.String) || !it.value.Exists() {
		return it, false
	}
	it.node, it.field = id.Text(), field.Text()
	return it, true
}

// reporter turns an outcome into findings.
type reporter struct {
	p       *rule.Pass
	catalog *nodes.Catalog
	graph   jsondoc.Value
	items   []item
	index   map[[2]string]*item // of many items
	// free are the declared inputs that a node lacks, for the node asked last.
	free   []string
	freeOf jsondoc.Value
	// soft makes errors warnings: they rest on something nobody knows.
	soft bool
	// partial tells that other outputs run all the same: code 0.
	partial bool
}

// absolute reports a graph that the document itself carries.
func (r *reporter) absolute(out *Outcome) {
	r.soft, r.partial = out.Uncertain, out.Valid
	if out.Valid && len(out.Dropped) > 0 {
		r.p.SetPartial()
	}
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

// touched is the override that set an input, nil when none did. With "" it is
// the first override of the node.
func (r *reporter) touched(node, input string) *item {
	if len(r.items) <= few {
		for k := range r.items {
			if r.items[k].node == node && (r.items[k].field == input || input == "") {
				return &r.items[k]
			}
		}
		return nil
	}
	if r.index == nil {
		r.index = make(map[[2]string]*item, 2*len(r.items))
		for k := range r.items {
			it := &r.items[k]
			r.index[[2]string{it.node, it.field}] = it
			if first := [2]string{it.node, ""}; r.index[first] == nil {
				r.index[first] = it
			}
		}
	}
	return r.index[[2]string{node, input}]
}

// unchecked says once per kind what could not be judged.
func (r *reporter) unchecked(open []Open) {
	names := map[OpenKind][]string{}
	for _, o := range open {
		name := o.Name
		if o.Input != "" {
			name = o.Node + "/" + o.Input
		}
		// One more than are shown tells that there are more.
		if l := names[o.Kind]; len(l) <= shown && !slices.Contains(l, name) {
			names[o.Kind] = append(l, name)
		}
	}
	for kind := OpenClass; kind <= OpenPlaceholder; kind++ {
		list := names[kind]
		if len(list) == 0 {
			continue
		}
		subject := [...]string{"prompt-class", "prompt-choice", "prompt-file", "prompt-validator", "prompt-record", "prompt-placeholder"}[kind]
		text := strings.Join(list[:min(len(list), shown)], ", ")
		if len(list) > shown {
			text += ", …"
		}
		r.p.Unchecked(validateFailed, subject, message.Args{"names": text})
	}
}
