package unhandledcode

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/fix"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
)

// returns reports errors without the code, states taken for failures, and
// failures that nobody hears of.
func (r *run) returns(a *flow.Answer) {
	for _, ret := range a.Returns {
		switch {
		case ret.Err == flow.NonNil && !ret.Set.Has(codes.Success()):
			if r.stateReturned(a, ret) {
				continue
			}
			r.dropped(a, ret)
		case ret.Err == flow.NonNil && ret.Looked != nil && r.speaksOf(ret.ErrExpr, a.Var):
			// if Code != 0 || Data == nil { … Msg … }
			r.dropped(a, ret)
		case ret.Err == flow.Nil:
			r.swallowed(a, ret)
		}
	}
}

// speaksOf reports whether an expression mentions a variable.
func (r *run) speaksOf(e ast.Expr, v *types.Var) bool {
	found := false
	if e != nil {
		ast.Inspect(e, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			found = found || ok && r.Info.Uses[id] == v
			return !found
		})
	}
	return found
}

func (r *run) stateReturned(a *flow.Answer, ret *flow.Return) bool {
	states := ret.Set.States()
	if states.Empty() || !slices.Contains(a.Kinds, endpoint.Outputs) || ret.Carry == flow.Whole {
		return false
	}
	// States alone, in an error of their own, can be recognised by it.
	if !ret.Set.Has(codes.Other()) && (ret.Carry != flow.Dropped || !ret.Set.Has(codes.Of(805))) {
		return false
	}
	if !r.polled(a, ret) {
		return false
	}
	r.Report(report.Finding{
		Pos: ret.Stmt.Pos(), End: ret.Stmt.End(), Category: categoryState,
		Args: r.args(a, states), Related: related(first(a.Sites)), Codes: states.Entries(),
	})
	return true
}

// polled reports whether the answer is asked for again and again, here or by a
// caller in the package.
func (r *run) polled(a *flow.Answer, ret *flow.Return) bool {
	if loop := r.Program.LoopOf(ret.Stmt); loop != nil {
		for _, s := range a.Sites {
			if loop.Pos() <= s.Pos() && s.End() <= loop.End() && !r.Program.PerItem(s) {
				return true
			}
		}
	}
	return r.calledInLoop(a.Fn, 3)
}

// calledInLoop reports whether a function, or at most so many callers up one that
// runs it for the outputs, is called in a loop.
func (r *run) calledInLoop(fn *endpoints.Func, depth int) bool {
	for _, call := range r.Index.Sites(fn) {
		if r.Program.LoopOf(call) != nil && !r.Program.PerItem(call) {
			return true
		}
	}
	if depth == 0 {
		return false
	}
	for _, call := range r.Index.Sites(fn) {
		up := r.Index.Within(call)
		if up == nil || up == fn {
			continue
		}
		for _, site := range r.Index.Sites(up) {
			if slices.Contains(r.Index.OfCall(site).Kinds, endpoint.Outputs) && (r.Program.LoopOf(site) != nil && !r.Program.PerItem(site) || r.calledInLoop(up, depth-1)) {
				return true
			}
		}
	}
	return false
}

func (r *run) dropped(a *flow.Answer, ret *flow.Return) {
	if len(a.Sites) > 0 && a.Lets.Failures().Empty() {
		return // the helper that looked has made the error
	}
	waiting, fatal := ret.Set.Waiting(), ret.Set.Fatal()
	if ret.Carry != flow.Dropped || waiting.Empty() || fatal.Empty() || ret.ErrExpr == nil {
		return
	}
	args := r.args(a, fatal)
	args["waiting"] = r.Codes(waiting.Entries())
	r.Report(report.Finding{
		Pos: ret.ErrExpr.Pos(), End: ret.ErrExpr.End(), Category: categoryDropped,
		Args: args, Related: related(first(a.Sites)), Codes: waiting.Entries(), Fixes: r.carry(a, ret.ErrExpr),
	})
}

// carry puts the code into the text of an error.
func (r *run) carry(a *flow.Answer, e ast.Expr) []report.Fix {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || a.Form != flow.Struct || len(call.Args) == 0 || !fix.InScope(r.Pass, a.Var, call.Pos()) {
		return nil
	}
	shape, ok := envelope.Of(a.Var.Type())
	if !ok {
		return nil
	}
	edits := r.carryEdits(call, a.Var.Name()+"."+strings.Join(shape.Path, "."))
	if edits == nil {
		return nil
	}
	return []report.Fix{{Name: "carry", Args: message.Args{"code": codeName(a)}, Edits: edits}}
}

// carryEdits puts the expression of a code into a call of fmt.Errorf or
// errors.New; nil where that is not possible.
func (r *run) carryEdits(call *ast.CallExpr, code string) []analysis.TextEdit {
	first := call.Args[0]
	switch {
	case r.Index.IsPkgCall(call, "fmt", "Errorf"):
		lit, ok := first.(*ast.BasicLit)
		if !ok || len(lit.Value) < 2 || strings.Contains(lit.Value, "[") {
			return nil
		}
		return []analysis.TextEdit{
			{Pos: lit.Pos() + 1, End: lit.Pos() + 1, NewText: []byte("code %v: ")},
			{Pos: lit.End(), End: lit.End(), NewText: []byte(", " + code)},
		}
	case r.Index.IsPkgCall(call, "errors", "New"):
		name := fix.Import(fix.File(r.Pass, call.Pos()), "fmt")
		// errors may be left without a use, which does not compile.
		if name == "" || fix.Uses(r.Pass, "errors", call.Pos()) < 2 {
			return nil
		}
		return []analysis.TextEdit{
			{Pos: call.Fun.Pos(), End: call.Fun.End(), NewText: []byte(name + ".Errorf")},
			{Pos: first.Pos(), End: first.Pos(), NewText: []byte(`"code %v: %s", ` + code + ", ")},
		}
	}
	return nil
}

func (r *run) swallowed(a *flow.Answer, ret *flow.Return) {
	fatal := ret.Silent.Fatal()
	if fatal.Empty() || !ret.Silent.Has(codes.Other()) || a.Param && a.Form == flow.Number && len(a.Tested) < 2 {
		return
	}
	res := a.Fn.Sig.Results()
	if res.Len() == 0 {
		if len(a.Tested) < 2 {
			return
		}
	} else if !r.zeros(ret.Stmt) || !isError(res.At(res.Len()-1).Type()) && !a.Evidence {
		return
	}
	if a.Evidence && !r.describes(a) {
		return
	}
	at := ret.Looked
	if at == nil {
		at = ret.Stmt
	}
	f := report.Finding{
		Pos: at.Pos(), End: at.End(), Category: categoryMissing, Variant: "silent",
		Args: r.args(a, fatal), Related: related(first(a.Sites)), Codes: fatal.Entries(),
	}
	if sw := r.switchOf(ret.Looked); sw != nil {
		f.Pos, f.End = sw.Pos(), sw.Body.Lbrace
		f.Fixes = r.missing(a, ret.Looked, ret.Set.Union(ret.Silent))
	}
	r.Report(f)
}

// describes reports whether a function that is given an answer from nobody knows
// where says something else for success than for what it leaves out: a helper
// that only asks for a few codes says nothing of success.
func (r *run) describes(a *flow.Answer) bool {
	return a.Tested[0] && len(a.Tested) > 1 && !slices.ContainsFunc(a.Returns, func(ret *flow.Return) bool {
		return ret.Set.Has(codes.Success()) && r.zeros(ret.Stmt)
	})
}

// zeros reports whether a return statement gives nothing but zero values.
func (r *run) zeros(s *ast.ReturnStmt) bool {
	for _, e := range s.Results {
		tv := r.Info.Types[e]
		switch {
		case tv.IsNil():
		case tv.Value != nil:
			switch tv.Value.ExactString() {
			case `""`, "0", "false":
			default:
				return false
			}
		default:
			lit, ok := ast.Unparen(e).(*ast.CompositeLit)
			if !ok || len(lit.Elts) > 0 {
				return false
			}
		}
	}
	return len(s.Results) > 0
}
