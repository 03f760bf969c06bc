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
		r.closure(a)
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
		f.Category, f.Args["codes"], f.Codes = categoryPaid, r.Codes(never.Entries()), never.Entries()
	case l.Transport:
		f.Category, f.Variant = categoryPaid, "transport"
	case !l.Unwaited.Waiting().Empty():
		f.Category, f.Args["codes"] = categoryNoWait, r.Codes(l.Unwaited.Waiting().Entries())
	case !l.Set.Minus(codes.Success()).Empty() && r.unbounded(l.Site):
		f.Category, f.Args["codes"] = categoryUnbounded, r.Codes(l.Set.Entries())
	default:
		return
	}
	r.Report(f)
}

// starting names the endpoints of an answer that start a task.
func starting(a *flow.Answer) string {
	var kinds []string
	for _, k := range a.Kinds {
		if flow.Starts(k) {
			kinds = append(kinds, string(k))
		}
	}
	slices.Sort(kinds)
	return strings.Join(kinds, ", ")
}

var (
	retrier   = regexp.MustCompile(`(?i)(retry|backoff)`)
	permanent = regexp.MustCompile(`(?i)(permanent|unrecoverable|nonretr|noretr|fatal|stop|abort|final)`)
	condition = regexp.MustCompile(`(?i)(retryif|retryable|shouldretry|when|onlyif|unless|classif)`)
)

// closure reports a function that is handed to a retry helper and fails under
// codes that do not change.
func (r *run) closure(a *flow.Answer) {
	if a.Fn.Lit == nil {
		return
	}
	call, ok := r.Index.Parent(a.Fn.Lit).(*ast.CallExpr)
	if !ok || !r.retries(call, a.Fn.Lit) {
		return
	}
	for _, ret := range a.Returns {
		fatal := ret.Set.Fatal()
		if ret.Err != flow.NonNil || fatal.Empty() || ret.ErrExpr == nil {
			continue
		}
		if wrap, ok := ast.Unparen(ret.ErrExpr).(*ast.CallExpr); ok && permanent.MatchString(endpoints.CalleeName(wrap)) {
			continue
		}
		if r.stops(call, a.Fn.Lit, ret.Stmt) {
			continue
		}
		r.Report(report.Finding{
			Pos: ret.Stmt.Pos(), End: ret.Stmt.End(), Category: categoryFatal, Codes: fatal.Entries(),
			Args:    message.Args{"endpoint": starting(a), "codes": r.Codes(fatal.Entries())},
			Related: []report.Related{{Pos: call.Pos(), End: call.Lparen, Name: "again"}},
		})
		return
	}
}

// retries reports whether a call runs a function again whenever it fails.
func (r *run) retries(call *ast.CallExpr, lit *ast.FuncLit) bool {
	for _, arg := range call.Args {
		found := false
		if arg == ast.Expr(lit) {
			continue
		}
		ast.Inspect(arg, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				found = true
			case *ast.Ident:
				found = found || condition.MatchString(n.Name)
			}
			return !found
		})
		if found {
			return false // it knows when to stop
		}
	}
	if fn := r.Index.Callee(call); fn != nil {
		return r.blind(fn, call, lit)
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return retrier.MatchString(types.ExprString(sel))
	}
	return false
}

// blind reports whether a helper of the package calls its parameter in a loop
// and asks its error for nothing but being nil.
func (r *run) blind(fn *endpoints.Func, call *ast.CallExpr, lit *ast.FuncLit) bool {
	param := fn.Param(slices.Index(call.Args, ast.Expr(lit)))
	if param == nil {
		return false
	}
	loops := false
	for _, c := range fn.Calls {
		if r.Index.Var(c.Fun) == param {
			loops = loops || r.Program.LoopOf(c) != nil
		} else if r.examinesError(c) {
			return false
		}
	}
	return loops && !assertsType(fn.Body)
}

// examinesError reports whether a call is given an error for more than being
// printed.
func (r *run) examinesError(c *ast.CallExpr) bool {
	if r.Info.Types[c.Fun].IsType() {
		return false
	}
	if f := r.Index.Static(c); f != nil && f.Pkg() != nil {
		switch f.Pkg().Path() {
		case "log", "log/slog", "fmt":
			return false
		}
	}
	return slices.ContainsFunc(c.Args, func(arg ast.Expr) bool {
		t := r.Info.TypeOf(arg)
		return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
	})
}

// assertsType reports whether a body holds a type assertion or a type switch.
func assertsType(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.TypeAssertExpr, *ast.TypeSwitchStmt:
			found = true
		}
		return !found
	})
	return found
}

// covered reports whether the answer of the same call is followed by its code too:
// the error alone then says less.
func (r *run) covered(a *flow.Answer, l *flow.Loop) bool {
	for _, b := range r.Program.Answers {
		if b == a || b.Form == flow.Error || b.Fn != a.Fn {
			continue
		}
		for _, s := range b.Sites {
			if s == l.Site && len(b.Loops) > 0 {
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
