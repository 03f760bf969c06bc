package unhandledcode

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// asking reports whether an answer says how a task is doing, or may say so.
func asking(a *flow.Answer) bool {
	return flow.Any(a.Kinds, flow.Asks) && !flow.Any(a.Kinds, flow.Starts) || len(a.Kinds) == 0
}

// loops reports polling that goes on under codes that never change.
func (r *run) loops(a *flow.Answer) {
	if !asking(a) {
		return
	}
	for _, l := range a.Loops {
		fatal := l.Set.Fatal()
		if fatal.Empty() || !l.Set.Has(codes.Other()) {
			continue
		}
		at := ast.Node(l.Site)
		variant := ""
		if cc, ok := l.Default.(*ast.CaseClause); ok {
			at, variant = cc, "default"
		}
		end := at.End()
		if variant == "default" {
			end = at.Pos() + token.Pos(len("default"))
		}
		r.Report(report.Finding{
			Pos: at.Pos(), End: end, Category: categorySwallowed, Variant: variant,
			Args: r.args(a, fatal), Related: related(l.Site), Codes: fatal.Entries(),
		})
	}
}

// states reports states of a task that are written down as failures.
func (r *run) states(a *flow.Answer) {
	for _, u := range a.Failed {
		states := u.Set.States()
		if !u.Set.Has(codes.Other()) || !slices.Contains(a.Kinds, endpoint.Outputs) {
			continue
		}
		r.Report(report.Finding{
			Pos: u.Node.Pos(), End: u.Node.End(), Category: categoryState,
			Args: r.args(a, states), Related: related(u.Site), Codes: states.Entries(),
		})
	}
}

// alike reports retry loops that examine the error but not its code.
func (r *run) alike(a *flow.Answer) {
	starts := flow.Any(a.Kinds, flow.Starts)
	for _, l := range a.Loops {
		fatal := l.Set.Fatal()
		if fatal.Empty() {
			continue
		}
		f := report.Finding{Pos: l.Site.Pos(), End: l.Site.End(), Args: r.args(a, fatal), Category: categoryAlike, Codes: fatal.Entries()}
		switch {
		case a.As != nil && l.Blind:
			f.Pos, f.End = a.As.Pos(), a.As.End()
			f.Related = []report.Related{{Pos: l.Site.Pos(), End: l.Site.End(), Name: "again"}}
		case !starts && asking(a):
			f.Category, f.Variant = categorySwallowed, "error"
		default:
			continue // retrycode reports this
		}
		r.Report(f)
	}
}
