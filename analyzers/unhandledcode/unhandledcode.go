package unhandledcode

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/pass"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
)

const name = "unhandledcode"

// The categories, as they stand in doc.
const (
	categoryUnchecked  = name + "-unchecked"
	categoryMissing    = name + "-missing"
	categorySwallowed  = name + "-swallowed"
	categoryState      = name + "-state"
	categoryDropped    = name + "-dropped"
	categoryPromptTips = name + "-prompttips"
	categoryAlike      = name + "-alike"
)

// New makes the pass. lang is the language of the messages, "en" or "zh"; ""
// follows the environment. noPromptTips leaves out unhandledcode-prompttips; the
// flag no-prompttips starts from it.
func New(lang string, noPromptTips bool) *analysis.Analyzer {
	a := pass.New(pass.Spec{Name: name, Doc: doc, Lang: lang, Guests: true, Check: func(p *pass.Run) { check(&run{p}, !noPromptTips) }})
	a.Flags.BoolVar(&noPromptTips, "no-prompttips", noPromptTips, "do not ask for promptTips of a create answer to be read")
	return a
}

func check(r *run, promptTips bool) {
	for _, a := range r.Program.Answers {
		if a.Form == flow.Error {
			r.alike(a)
			continue
		}
		if a.Evidence && !a.Looked {
			continue // whoever hands it over may have looked
		}
		if r.inverted(a) || r.unchecked(a) {
			continue
		}
		r.loops(a)
		r.returns(a)
		r.states(a)
	}
	r.undecoded()
	r.codeless()
	if promptTips {
		r.promptTips()
	}
}

type run struct{ *pass.Run }

func (r *run) args(a *flow.Answer, set codes.Set) message.Args {
	name := a.Var.Name()
	return message.Args{
		"value": name, "code": codeName(a), "codes": r.Codes(set.Entries()),
		"endpoint": r.endpoint(a.Kinds),
	}
}

// codeName is what the code is called in the source.
func codeName(a *flow.Answer) string {
	switch a.Form {
	case flow.Struct:
		if s, ok := envelope.Of(a.Type()); ok {
			name := a.Var.Name()
			if a.Field != nil {
				name += "." + a.Field.Name()
			}
			return name + "." + s.Path[len(s.Path)-1]
		}
	case flow.Number:
		return a.Var.Name()
	}
	if a.V2 {
		return `"errorCode"`
	}
	return `"code"`
}

// endpoint names where an answer comes from.
func (r *run) endpoint(kinds []endpoint.Kind) string {
	var names []string
	for _, k := range kinds {
		names = append(names, string(k))
	}
	slices.Sort(names)
	if len(names) == 0 || len(names) > 3 {
		return r.Text("analyzers.runninghub", nil)
	}
	return strings.Join(names, ", ")
}

func related(site *ast.CallExpr) []report.Related {
	if site == nil {
		return nil
	}
	return []report.Related{{Pos: site.Pos(), End: site.End(), Name: "answer"}}
}

func first(sites []*ast.CallExpr) *ast.CallExpr {
	if len(sites) == 0 {
		return nil
	}
	return sites[0]
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}
