package directives

import (
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/directive"
	"github.com/payloadlint/payloadlint/analyzers/internal/pass"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
)

// New makes the pass. lang is the language of the messages, "en" or "zh"; ""
// follows the environment. known are the passes that comments may name, by their
// names or by one of their categories.
func New(lang string, known ...*analysis.Analyzer) *analysis.Analyzer {
	var passes, rules []string
	for _, a := range known {
		passes = append(passes, a.Name)
		rules = append(rules, pass.Categories(a)...)
	}
	rules = append(slices.Clone(passes), rules...)
	return pass.New(pass.Spec{
		Name: "payloadlintdirective", Doc: doc, Heading: "directives", Lang: lang, OnlyComments: true,
		Relevant: func(ap *analysis.Pass) bool { return directive.Present(ap.Files) },
		Check: func(p *pass.Run) {
			r := &run{Run: p, passes: passes, rules: rules, comma: p.Text("analyzers.comma", nil)}
			for _, d := range p.Directives.All() {
				r.directive(d)
			}
		},
	})
}

type run struct {
	*pass.Run
	passes []string // the names of the passes, for people
	rules  []string // what an ignore comment may name: passes and categories
	comma  string
}

func (r *run) directive(d *directive.Directive) {
	switch d.Verb {
	case "ignore":
		r.ignore(d)
	case "endpoint":
		r.endpoint(d)
	case "spaced":
		r.spaced(d)
	default:
		r.report(d, report.Finding{Category: "directive-unknown", Args: message.Args{"verb": d.Verb}})
	}
}

func (r *run) report(d *directive.Directive, f report.Finding) {
	f.Pos, f.End = d.Pos, d.End
	r.Report(f)
}

func (r *run) ignore(d *directive.Directive) {
	bad := ""
	for _, rule := range d.Rules {
		if !slices.Contains(r.rules, rule) {
			bad = rule
		}
	}
	switch {
	case len(d.Rules) == 0:
		r.report(d, report.Finding{
			Category: "directive-rule", Variant: "none", Args: message.Args{"rules": strings.Join(r.passes, r.comma)},
		})
	case bad != "":
		r.report(d, report.Finding{
			Category: "directive-rule", Args: message.Args{"rule": strconv.Quote(bad), "rules": r.near(bad, r.rules, r.passes)},
		})
	case d.Reason == "":
		r.report(d, report.Finding{Category: "directive-reason", Args: message.Args{"rule": strings.Join(d.Rules, ",")}})
	}
}

// spaced reports a directive with blanks before it. A sentence that only speaks
// of directives does not go on with a rule or an endpoint.
func (r *run) spaced(d *directive.Directive) {
	words := strings.Fields(d.Reason)
	verb := strings.TrimPrefix(words[0], "payloadlint:")
	if len(words) < 2 {
		return
	}
	first, _, _ := strings.Cut(words[1], ",")
	_, kind := endpoint.Default().Lookup(endpoint.Kind(first))
	if verb == "ignore" && slices.Contains(r.rules, first) || verb == "endpoint" && kind {
		r.report(d, report.Finding{Category: "directive-unknown", Variant: "spaced", Args: message.Args{"verb": verb}})
	}
}

func (r *run) endpoint(d *directive.Directive) {
	var kinds []string
	for _, e := range endpoint.Default().All() {
		if !e.Internal {
			kinds = append(kinds, string(e.Kind))
		}
	}
	if !slices.Contains(kinds, d.Kind) {
		r.report(d, report.Finding{
			Category: "directive-endpoint", Args: message.Args{"kind": strconv.Quote(d.Kind), "kinds": r.near(d.Kind, kinds, kinds)},
		})
	}
}

// near lists what somebody may have meant, or else everything.
func (r *run) near(word string, candidates, all []string) string {
	if found := suggest.Word(word).Among(candidates, 3); len(found) > 0 {
		return strings.Join(found, r.comma)
	}
	return strings.Join(all, r.comma)
}
