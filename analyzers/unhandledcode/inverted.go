package unhandledcode

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"golang.org/x/tools/go/analysis"
)

// inverted reports a test of the code that is the wrong way round: success is
// given up, and failures go on with the data. It reports whether there is one.
func (r *run) inverted(a *flow.Answer) bool {
	goesOn, bad := r.failuresGoOn(a)
	if goesOn == nil {
		return false
	}
	for _, ret := range a.Returns {
		cond := r.decides(ret)
		if cond == nil || ret.Set != codes.Success() {
			continue
		}
		fails := ret.Err == flow.NonNil && r.speaksOf(ret.ErrExpr, a.Var)
		if !fails && !r.givesNothing(ret.Stmt) {
			continue
		}
		f := report.Finding{
			Pos: cond.Pos(), End: cond.End(), Category: categoryUnchecked, Variant: "inverted",
			Args:    message.Args{"condition": types.ExprString(cond), "value": a.Var.Name(), "code": codeName(a)},
			Related: []report.Related{{Pos: goesOn.Pos(), End: goesOn.End(), Name: "read"}}, Codes: bad.Entries(),
		}
		if fails && ret.Carry != flow.Dropped { // nothing else is wrong then
			f.Fixes = opposite(cond)
		}
		r.Report(f)
		return true
	}
	return false
}

// failuresGoOn is the place where an answer is used, or the function ends well,
// under codes of failure and never under success, with those codes; nil when there is none.
func (r *run) failuresGoOn(a *flow.Answer) (ast.Node, codes.Set) {
	for _, u := range a.Uses {
		if u.Set.Has(codes.Success()) {
			return nil, codes.Set{}
		}
	}
	for _, ret := range a.Returns {
		if ret.Err == flow.NonNil || ret.Set.Has(codes.Success()) || !ret.Set.Has(codes.Other()) || ret.Set.Fatal().Empty() {
			continue
		}
		if slices.ContainsFunc(a.Uses, func(u *flow.Use) bool { return holds(ret.Stmt, u.Node) }) || isNil(r.Info, ret.Stmt) {
			return ret.Stmt, ret.Set.Failures()
		}
	}
	return nil, codes.Set{}
}

// decides is the comparison that was the last to test the code on the way to a
// return statement, where it is all that its if, or a case of a switch without a
// tag, asks for.
func (r *run) decides(ret *flow.Return) *ast.BinaryExpr {
	cond, ok := ret.Looked.(*ast.BinaryExpr)
	if !ok || cond.Op != token.EQL && cond.Op != token.NEQ {
		return nil
	}
	switch up := r.Index.Parent(cond).(type) {
	case *ast.IfStmt:
		if up.Cond == ast.Expr(cond) {
			return cond
		}
	case *ast.CaseClause:
		sw, ok := r.Index.Parent(r.Index.Parent(up)).(*ast.SwitchStmt)
		if ok && sw.Tag == nil && len(up.List) == 1 {
			return cond
		}
	}
	return nil
}

// givesNothing reports whether a return statement gives zero values alone, an
// error aside.
func (r *run) givesNothing(s *ast.ReturnStmt) bool {
	if len(s.Results) < 2 {
		return false
	}
	return r.zeros(&ast.ReturnStmt{Results: s.Results[:len(s.Results)-1]})
}

// opposite turns a comparison round.
func opposite(cond *ast.BinaryExpr) []report.Fix {
	op := token.NEQ
	if cond.Op == token.NEQ {
		op = token.EQL
	}
	return []report.Fix{{Name: "inverted", Edits: []analysis.TextEdit{{
		Pos: cond.OpPos, End: cond.OpPos + token.Pos(len(cond.Op.String())), NewText: []byte(op.String()),
	}}}}
}

// isNil reports whether a return statement gives nil alone.
func isNil(info *types.Info, s *ast.ReturnStmt) bool {
	return len(s.Results) == 1 && info.Types[s.Results[0]].IsNil()
}

// holds reports whether one node lies in another.
func holds(outer, inner ast.Node) bool {
	return outer.Pos() <= inner.Pos() && inner.End() <= outer.End()
}
