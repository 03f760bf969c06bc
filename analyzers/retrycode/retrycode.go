package retrycode

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/pass"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
)

const name = "retrycode"

// The categories, as they stand in doc.
const (
	categoryFatal     = name + "-fatal"
	categoryPaid      = name + "-paid"
	categoryNoWait    = name + "-nowait"
	categoryUnbounded = name + "-unbounded"
)

// New makes the pass. lang is the language of the messages, "en" or "zh"; ""
// follows the environment.
func New(lang string) *analysis.Analyzer {
	return pass.New(pass.Spec{Name: name, Doc: doc, Lang: lang, Guests: true, Check: check})
}

func check(p *pass.Run) {
	r := &run{p}
	for _, a := range r.Program.Answers {
		if !flow.Any(a.Kinds, flow.Starts) {
			continue
		}
		for _, l := range a.Loops {
			r.loop(a, l)
		}
		r.callback(a)
	}
	for _, fn := range r.Index.Funcs {
		r.handsOn(fn)
	}
	for _, c := range r.Program.Conditions() {
		r.condition(c)
	}
	for _, c := range r.Program.Repeats() {
		r.Report(report.Finding{
			Pos: c.At.Pos(), End: c.At.End(), Category: categoryPaid, Variant: "transport",
			Args: message.Args{"endpoint": startingOf(c.Kinds)},
		})
	}
}

type run struct{ *pass.Run }

func (r *run) loop(a *flow.Answer, l *flow.Loop) {
	if a.Form == flow.Error && (a.As != nil && l.Blind || r.covered(a, l)) {
		return // unhandledcode-alike, or the answer's own finding, says more
	}
	f := report.Finding{
		Pos: l.Site.Pos(), End: l.Site.End(),
		Args: message.Args{"endpoint": starting(a)},
	}
	if loop := r.Program.LoopOf(l.Site); loop != nil {
		f.Related = []report.Related{{Pos: loop.Pos(), End: loop.Pos() + token.Pos(len("for")), Name: "loop"}}
	}
	fatal, never := l.Set.Fatal(), l.Set.NeverResubmit()
	switch {
	case !fatal.Empty():
		f.Category, f.Args["codes"], f.Codes = categoryFatal, r.Codes(fatal.Entries()), fatal.Entries()
		if !never.Empty() || l.Transport {
			f.Variant = "paid"
		}
	case !never.Empty():
		f.Category, f.Args["codes"] = categoryPaid, r.Codes(never.Entries())
	case l.Transport:
		f.Category, f.Variant = categoryPaid, "transport"
	case !l.Unwaited.Waiting().Empty():
		f.Codes = l.Unwaited.Waiting().Entries()
		f.Category, f.Args["codes"] = categoryNoWait, r.Codes(f.Codes)
	case !l.Set.Minus(codes.Success()).Empty() && r.unbounded(l.Site):
		f.Codes = l.Set.Minus(codes.Success()).Entries()
		f.Category, f.Args["codes"] = categoryUnbounded, r.Codes(f.Codes)
	default:
		return
	}
	r.Report(f)
}

// starting names the endpoints of an answer that start a task.
func starting(a *flow.Answer) string { return startingOf(a.Kinds) }

func startingOf(all []endpoint.Kind) string {
	var kinds []string
	for _, k := range all {
		if flow.Starts(k) {
			kinds = append(kinds, string(k))
		}
	}
	slices.Sort(kinds)
	return strings.Join(kinds, ", ")
}

// covered reports whether the answer of the same call, or one that is decoded in
// the same loop, is followed by its code too: the error alone then says less.
func (r *run) covered(a *flow.Answer, l *flow.Loop) bool {
	for _, b := range r.Program.Answers {
		if b == a || b.Form == flow.Error || b.Fn != a.Fn {
			continue
		}
		for _, m := range b.Loops {
			if (m.Site == l.Site || r.Program.LoopOf(m.Site) == r.Program.LoopOf(l.Site)) && (m.Transport || !m.Set.Minus(codes.Success()).Empty()) {
				return true
			}
		}
	}
	return false
}

var clock = regexp.MustCompile(`(?i)(deadline|timeout|since|until|elapsed|expire)`)

// unbounded reports whether nothing ends the loop around a call but an answer.
func (r *run) unbounded(call *ast.CallExpr) bool {
	loop, ok := r.Program.LoopOf(call).(*ast.ForStmt)
	if !ok || loop.Cond != nil {
		return false
	}
	bounded := loop.Post != nil && r.bounds(loop.Post, loop)
	ast.Inspect(loop.Body, func(n ast.Node) bool {
		bounded = bounded || r.bounds(n, loop)
		return !bounded
	})
	return !bounded
}

// bounds reports whether a node in a loop speaks of its end: a clock, a
// context, a counter.
func (r *run) bounds(n ast.Node, loop *ast.ForStmt) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		switch name := endpoints.CalleeName(n); name {
		case "Done", "Err", "After", "Before":
			return true
		default:
			return clock.MatchString(name)
		}
	case *ast.Ident:
		v, ok := r.Info.Uses[n].(*types.Var)
		return ok && v.Type().String() == "context.Context" // its end comes back as an error
	case *ast.IncDecStmt:
		return r.compared(loop, n.X)
	case *ast.AssignStmt:
		return (n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN) && r.compared(loop, n.Lhs[0])
	}
	return false
}

// compared reports whether a condition in the loop asks for a counter.
func (r *run) compared(loop *ast.ForStmt, counter ast.Expr) bool {
	want := types.ExprString(counter)
	found := false
	ast.Inspect(loop.Body, func(n ast.Node) bool {
		if b, ok := n.(*ast.BinaryExpr); ok {
			switch b.Op {
			case token.LSS, token.LEQ, token.GTR, token.GEQ, token.EQL, token.NEQ:
				if types.ExprString(b.X) == want || types.ExprString(b.Y) == want {
					found = true
				}
			}
		}
		return !found
	})
	return found
}
