package retrycode

import (
	"go/ast"
	"go/types"
	"regexp"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/libraries"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
)

var (
	retrier   = regexp.MustCompile(`(?i)(retry|backoff)`)
	permanent = regexp.MustCompile(`(?i)(permanent|unrecoverable|nonretr|noretr|fatal|stop|abort|final)`)
	condition = regexp.MustCompile(`(?i)(retryif|retryable|shouldretry|when|onlyif|unless|classif)`)
)

// callback reports a function that is handed to a retry helper and fails under
// codes that do not change.
func (r *run) callback(a *flow.Answer) {
	for _, call := range r.retriers(a.Fn) {
		for _, ret := range a.Returns {
			if ret.Err != flow.NonNil || ret.ErrExpr == nil {
				continue
			}
			if r.failsAgain(call, a.Fn, ret.Stmt, ret.ErrExpr, ret.Set, starting(a)) {
				return
			}
		}
	}
}

// handsOn reports a function that is handed to a retry helper and gives its
// caller all that another function of the package gives, errors included.
func (r *run) handsOn(fn *endpoints.Func) {
	for _, call := range r.retriers(fn) {
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			if lit, ok := n.(*ast.FuncLit); ok && lit != fn.Lit {
				return false
			}
			ret, ok := n.(*ast.ReturnStmt)
			if !ok || len(ret.Results) != 1 {
				return true
			}
			inner, ok := ast.Unparen(ret.Results[0]).(*ast.CallExpr)
			if !ok {
				return true
			}
			o, callee := r.Index.OfCall(inner), r.Index.Callee(inner)
			if callee != nil && callee != fn && flow.Any(o.Kinds, flow.Starts) {
				answers := codes.ForEndpoints(o.Kinds)
				r.failsAgain(call, fn, ret, inner, r.Program.Fails(callee).Intersect(answers), startingOf(o.Kinds))
			}
			return true
		})
	}
}

// failsAgain reports a return statement of a callback whose error makes the
// helper try again under codes of failure that stay. It reports whether there
// are any.
func (r *run) failsAgain(call *ast.CallExpr, fn *endpoints.Func, ret *ast.ReturnStmt, e ast.Expr, set codes.Set, what string) bool {
	fatal := set.Fatal()
	if fatal.Empty() {
		return false
	}
	if wrap, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		if r.Program.Libraries.Is(r.Index.Static(wrap), libraries.Permanent) || permanent.MatchString(endpoints.CalleeName(wrap)) {
			return false
		}
	}
	if r.stops(call, fn, ret) {
		return false
	}
	r.Report(report.Finding{
		Pos: ret.Pos(), End: ret.End(), Category: categoryFatal, Codes: fatal.Entries(),
		Args:    message.Args{"endpoint": what, "codes": r.Codes(fatal.Entries())},
		Related: []report.Related{{Pos: call.Pos(), End: call.Lparen, Name: "again"}},
	})
	return true
}

// retriers lists the calls that are handed a function and run it again
// whenever it fails.
func (r *run) retriers(fn *endpoints.Func) []*ast.CallExpr {
	return slices.DeleteFunc(slices.Clone(r.Program.Given(fn)), func(call *ast.CallExpr) bool { return !r.retries(call, fn) })
}

// argument is the place of a function among the arguments of a call, -1 where
// it is none.
func (r *run) argument(call *ast.CallExpr, fn *endpoints.Func) int {
	return slices.IndexFunc(call.Args, func(e ast.Expr) bool { return r.Index.Value(e) == fn })
}

// retries reports whether a call runs a function again whenever it fails.
func (r *run) retries(call *ast.CallExpr, fn *endpoints.Func) bool {
	at := r.argument(call, fn)
	for i, arg := range call.Args {
		if i != at && r.knowsWhen(arg) {
			return false
		}
	}
	static := r.Index.Static(call)
	if rows := r.Program.Libraries.Match(static, libraries.Retries); len(rows) > 0 {
		return slices.ContainsFunc(rows, func(row libraries.Row) bool { return row.Arg == at })
	}
	if helper := r.Index.Callee(call); helper != nil {
		return r.Program.RunsAgain(helper, at)
	}
	if static != nil && r.Index.Known.Has(static.Pkg()) {
		f := r.Index.Imported(call)
		return f != nil && slices.Contains(f.Retries, at)
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return retrier.MatchString(types.ExprString(sel))
	}
	return false
}

// knowsWhen reports whether an argument of a retry helper tells it which errors
// are worth another try.
func (r *run) knowsWhen(arg ast.Expr) bool {
	found := false
	ast.Inspect(arg, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			found = true
		case *ast.Ident:
			found = found || condition.MatchString(n.Name)
		case *ast.CallExpr:
			found = found || r.Program.Libraries.Is(r.Index.Static(n), libraries.Until)
		}
		return !found
	})
	return found
}

// condition reports a function that has a client send a paid request again under
// codes that stay.
func (r *run) condition(c flow.Condition) {
	fatal, never := c.Again.Fatal(), c.Again.NeverResubmit()
	if fatal.Empty() && !c.Transport {
		return
	}
	f := report.Finding{
		Pos: c.Fn.Body.Pos(), End: c.Fn.Body.Pos() + 1, Category: categoryFatal, Codes: fatal.Entries(),
		Args:    message.Args{"endpoint": startingOf(c.Kinds), "codes": r.Codes(fatal.Entries())},
		Related: []report.Related{{Pos: c.At.Pos(), End: c.At.End(), Name: "again"}},
	}
	switch {
	case fatal.Empty():
		f.Category, f.Variant = categoryPaid, "transport"
	case !never.Empty() || c.Transport:
		f.Variant = "paid"
	}
	ast.Inspect(c.Fn.Body, func(n ast.Node) bool {
		ret, ok := n.(*ast.ReturnStmt)
		if ok && len(ret.Results) > 0 && r.Info.Types[ret.Results[0]].Value == nil {
			f.Pos, f.End = ret.Pos(), ret.End()
		}
		return true
	})
	r.Report(f)
}
