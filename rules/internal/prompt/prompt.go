// Package prompt has the rules about the prompt that ComfyUI is to run (433).
//
// rules/internal/mirror says what ComfyUI's validate_prompt says; this package
// turns that into findings. There is one rule per error type, and hints that
// ComfyUI never gives. Source: validate-prompt.md.
package prompt

import (
	"slices"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/mirror"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

const (
	validateFailed code.Code = 433
	nodeInfo       code.Code = 803
	taskFailed     code.Code = 805
	unknownError   code.Code = 500
)

// prompts are all rules of the package: one validation reports for all.
var prompts = rule.Family{Rules: slices.Concat(wholeRules, inputRules, linkRules, hintRules), Check: check}

func check(p *rule.Pass) {
	if p.Endpoint.Kind != endpoint.Prompt && !p.Graph.Exists() && (p.Definition == nil || !p.Definition.Graph.Exists()) {
		undefined(p) // without a graph no catalog is opened
		return
	}
	r := reporters.Get().(*reporter)
	defer r.release()
	r.p, r.catalog = p, p.Catalog
	if r.catalog == nil {
		r.catalog = nodes.Core()
	}
	opt := options(p)
	switch {
	case p.Endpoint.Kind == endpoint.Prompt:
		graph, ok := r.body(&opt)
		if !ok {
			return
		}
		r.graph = graph
		r.absolute(mirror.Validate(graph, r.catalog, opt))
	case p.Graph.Exists():
		r.graph = p.Graph
		if !p.OwnGraph { // beside a whole graph the list changes nothing in it (nodeinfo-ignored)
			r.collect(p.Items, carried(p))
		}
		r.absolute(mirror.Validate(p.Graph, r.catalog, opt, r.overrides...))
	default:
		r.request(opt)
	}
}

// options are how the settings ask to validate.
func options(p *rule.Pass) mirror.Options {
	opt := mirror.Options{Files: files(p.Settings), Elsewhere: p.Endpoint.Kind == endpoint.Prompt}
	if p.Settings.ComfyUI != "" {
		opt.Version, _ = mirror.ParseVersion(p.Settings.ComfyUI) // the command line refuses others
	}
	if !p.Settings.Strict {
		opt.Placeholder = p.Settings.Placeholder
	} else if p.Root.Document() != nil && p.Root.Document().Holes() != nil {
		opt.Placeholder = jsondoc.Value.IsHole
	}
	return opt
}

// undefined says that there is no graph to validate, and how to get one.
func undefined(p *rule.Pass) {
	switch {
	case p.Definition != nil && p.Definition.App:
		p.Unchecked(validateFailed, "prompt-app", nil)
	case p.Definition != nil || !p.Endpoint.NodeInfo:
	case p.Endpoint.Resource == endpoint.App:
		p.Unchecked(validateFailed, "prompt-app", nil)
	default:
		id := p.IDNumber()
		if id == "" {
			id = "ID"
		}
		p.Unchecked(validateFailed, "prompt-definition", message.Args{"id": id})
	}
}
