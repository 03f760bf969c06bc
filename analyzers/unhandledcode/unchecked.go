package unhandledcode

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/fix"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"golang.org/x/tools/go/analysis"
)

// unchecked reports data that is read under codes of failure. It reports
// whether the code is never looked at, which leaves nothing else to say.
func (r *run) unchecked(a *flow.Answer) bool {
	if a.MsgTest && (!a.Read || !a.Looked && r.byMessage(a)) {
		return true // statusconfusion reports this
	}
	if a.Param && !a.Read && a.Var.Kind() == types.RecvVar {
		return true // reported where the method is called
	}
	for _, u := range a.Uses {
		if blindly(a, u) {
			r.readBlindly(a, u, u.Set.Failures())
			return !a.Read
		}
	}
	return r.unused(a)
}

// blindly reports whether data is read under codes of failure as under success.
func blindly(a *flow.Answer, u *flow.Use) bool {
	if a.Evidence && (!u.Looked || u.Blind) {
		return false // callers may have looked at the code
	}
	return u.Set.Has(codes.Success()) && !u.Set.Failures().Empty() && !(u.Guarded && a.Read)
}

// readBlindly reports a place where data is read under codes of failure.
func (r *run) readBlindly(a *flow.Answer, u *flow.Use, bad codes.Set) {
	f := report.Finding{
		Pos: u.Node.Pos(), End: u.Node.End(), Category: categoryUnchecked,
		Args: r.args(a, bad), Related: related(u.Site), Codes: bad.Entries(),
	}
	switch {
	case !a.Read:
		f.Fixes = r.check(a, u.Node)
	case u.Looked && !u.Blind:
		f.Category = categoryMissing
		f.Fixes = r.missing(a, u.Last, u.Set)
		if !u.Set.Has(codes.Other()) && bad.Has(codes.Of(805)) {
			f.Category, f.Variant, f.Fixes = categoryState, "success", nil
			f.Args["codes"] = r.Codes(bad.Intersect(codes.Of(805)).Entries())
		}
	default:
		f.Variant = "path"
	}
	r.Report(f)
}

// unused reports an answer of which neither code nor data is looked at, and
// reports whether it is one.
func (r *run) unused(a *flow.Answer) bool {
	if a.Lets.Failures().Empty() || a.Adopted || a.ReadInside || a.Read || len(a.Uses) > 0 || a.Param || len(a.Sites) == 0 || a.Form == flow.Bytes {
		return false
	}
	if _, _, filled := r.Index.IsParam(a.Var); filled {
		return false // for the caller to look at
	}
	for _, ret := range a.Returns {
		if ret.Err == flow.NonNil || ret.Set.Failures().Empty() {
			continue
		}
		site := a.Sites[0]
		r.Report(report.Finding{
			Pos: site.Pos(), End: site.End(), Category: categoryUnchecked, Variant: "unused",
			Args: r.args(a, ret.Set.Failures()), Codes: ret.Set.Failures().Entries(),
		})
		return true
	}
	return false
}

// byMessage reports whether the message is compared with that of success.
func (r *run) byMessage(a *flow.Answer) bool {
	return slices.ContainsFunc(a.Messages, func(e ast.Expr) bool {
		v := r.Info.Types[e].Value
		return v != nil && v.Kind() == constant.String && flow.SaysSuccess(constant.StringVal(v))
	})
}

// check writes the missing test before the statement that reads the data.
func (r *run) check(a *flow.Answer, at ast.Node) []report.Fix {
	if a.Form != flow.Struct {
		return nil
	}
	stmt := fix.Statement(r.Index, at)
	cond, ok := fix.Failed(a.Var)
	if stmt == nil || !ok {
		return nil
	}
	ret, ok := fix.ReturnError(r.Index, a.Fn, a.Var, stmt.Pos())
	if !ok {
		return nil
	}
	in := fix.Indent(r.Pass, stmt.Pos())
	text := "if " + cond + " {\n" + in + "\t" + ret + "\n" + in + "}\n" + in
	return []report.Fix{{Name: "check", Args: message.Args{"code": codeName(a)}, Edits: []analysis.TextEdit{{
		Pos: stmt.Pos(), End: stmt.Pos(), NewText: []byte(text),
	}}}}
}

// missing writes the default that a switch lacks. What went on below the switch
// as success or as a state of the task gets a case of its own, so that it still does.
func (r *run) missing(a *flow.Answer, last ast.Node, set codes.Set) []report.Fix {
	sw := r.switchOf(last)
	if sw == nil || sw.Tag == nil || a.Form != flow.Struct || !r.onlyCodes(a, sw) {
		return nil
	}
	shape, ok := envelope.Of(a.Var.Type())
	if !ok {
		return nil
	}
	basic, ok := r.Info.TypeOf(sw.Tag).Underlying().(*types.Basic)
	if !ok {
		return nil
	}
	ret, ok := fix.ReturnError(r.Index, a.Fn, a.Var, sw.Pos())
	if !ok {
		return nil
	}
	var keep []string
	cases := r.cases(sw)
	if set.Has(codes.Success()) && !cases[0] {
		keep = fix.Successes(shape, basic)
	}
	for _, e := range set.States().Entries() {
		if cases[int64(e.Code)] {
			continue
		}
		text := e.Code.String()
		if basic.Info()&types.IsString != 0 {
			text = strconv.Quote(text)
		}
		keep = append(keep, text)
	}
	in := fix.Indent(r.Pass, sw.Pos())
	text := "default:\n" + in + "\t" + ret + "\n" + in
	if len(keep) > 0 {
		text = "case " + strings.Join(keep, ", ") + ":\n" + in + text
	}
	return []report.Fix{{Name: "default", Edits: []analysis.TextEdit{{Pos: sw.Body.Rbrace, End: sw.Body.Rbrace, NewText: []byte(text)}}}}
}

// cases are the numbers that the cases of a switch list; an empty text counts as 0.
func (r *run) cases(sw *ast.SwitchStmt) map[int64]bool {
	found := map[int64]bool{}
	for _, c := range sw.Body.List {
		for _, e := range c.(*ast.CaseClause).List {
			if n, ok := flow.Number64(r.Info.Types[e].Value); ok {
				found[n] = true
			}
		}
	}
	return found
}

// onlyCodes reports whether all cases of a switch are codes, without a default:
// switch true and a switch over what a table makes of the code have other
// cases.
func (r *run) onlyCodes(a *flow.Answer, sw *ast.SwitchStmt) bool {
	for _, c := range sw.Body.List {
		list := c.(*ast.CaseClause).List
		if list == nil {
			return false
		}
		for _, e := range list {
			if n, ok := flow.Number64(r.Info.Types[e].Value); !ok || !a.Tested[n] {
				return false
			}
		}
	}
	return true
}

func (r *run) switchOf(n ast.Node) *ast.SwitchStmt {
	for ; n != nil; n = r.Index.Parent(n) {
		switch n := n.(type) {
		case *ast.SwitchStmt:
			return n
		case *ast.FuncDecl, *ast.FuncLit:
			return nil
		}
	}
	return nil
}
