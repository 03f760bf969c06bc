package unhandledcode

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/fix"
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

// Config are the settings.
type Config struct {
	// Lang is the language of the messages, "en" or "zh"; "" follows the
	// environment.
	Lang string
	// NoPromptTips leaves out unhandledcode-prompttips.
	NoPromptTips bool
}

// New makes the pass. Its flags start from the configuration.
func New(c Config) *analysis.Analyzer {
	a := pass.New(pass.Spec{Name: name, Doc: doc, Lang: c.Lang, Check: func(p *pass.Run) { c.check(&run{p}) }})
	a.Flags.BoolVar(&c.NoPromptTips, "no-prompttips", c.NoPromptTips, "do not ask for promptTips of a create answer to be read")
	return a
}

func (c *Config) check(r *run) {
	for _, a := range r.Program.Answers {
		if a.Overflow {
			continue
		}
		if a.Form == flow.Error {
			r.alike(a)
			continue
		}
		if r.unchecked(a) {
			continue
		}
		r.loops(a)
		r.returns(a)
		r.states(a)
	}
	if !c.NoPromptTips {
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
		if s, ok := envelope.Of(a.Var.Type()); ok {
			return a.Var.Name() + "." + s.Path[len(s.Path)-1]
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

// unchecked reports data that is read under codes of failure. It tells whether
// the code is never looked at, which leaves nothing else to say.
func (r *run) unchecked(a *flow.Answer) bool {
	if a.MsgTest && (!a.Read || !a.Looked && r.byMessage(a)) {
		return true // statusconfusion tells this
	}
	if a.Param && !a.Read && a.Var.Kind() == types.RecvVar {
		return true // told where the method is called
	}
	for _, u := range a.Uses {
		bad := u.Set.Failures()
		if !u.Set.Has(codes.Success()) || bad.Empty() || u.Guarded && a.Read {
			continue
		}
		f := report.Finding{
			Pos: u.Node.Pos(), End: u.Node.End(), Category: categoryUnchecked,
			Args: r.args(a, bad), Related: related(u.Site), Codes: bad.Entries(),
		}
		switch {
		case !a.Read:
			f.Fixes = r.check(a, u.Node)
		case u.Looked && !u.Blind:
			f.Category = categoryMissing
			f.Fixes = r.missing(a, u.Last, bad)
			if !u.Set.Has(codes.Other()) && bad.Has(codes.Of(805)) {
				f.Category, f.Variant, f.Fixes = categoryState, "success", nil
				f.Args["codes"] = r.Codes(bad.Intersect(codes.Of(805)).Entries())
			}
		default:
			f.Variant = "path"
		}
		r.Report(f)
		return !a.Read
	}
	if a.Read || len(a.Uses) > 0 || a.Param || len(a.Sites) == 0 || a.Form == flow.Bytes {
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
			Args: r.args(a, ret.Set.Failures()),
		})
		return true
	}
	return false
}

// byMessage tells that the message is compared with that of success.
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

// missing writes the missing cases of a switch.
func (r *run) missing(a *flow.Answer, last ast.Node, bad codes.Set) []report.Fix {
	sw := r.switchOf(last)
	if sw == nil || sw.Tag == nil || a.Form != flow.Struct {
		return nil
	}
	for _, c := range sw.Body.List {
		list := c.(*ast.CaseClause).List
		if list == nil {
			return nil
		}
		for _, e := range list {
			// switch true and a switch over what a table makes of the code
			// have other cases than codes.
			if n, ok := flow.Number64(r.Info.Types[e].Value); !ok || !a.Tested[n] {
				return nil
			}
		}
	}
	ret, ok := fix.ReturnError(r.Index, a.Fn, a.Var, sw.Pos())
	if !ok {
		return nil
	}
	quote := ""
	if t := r.Info.TypeOf(sw.Tag); t != nil {
		if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsString != 0 {
			quote = `"`
		}
	}
	var list []string
	for _, e := range bad.Entries() {
		list = append(list, quote+e.Code.String()+quote)
	}
	in := fix.Indent(r.Pass, sw.Pos())
	text := "case " + strings.Join(list, ", ") + ":\n" + in + "\t" + ret + "\n" + in
	return []report.Fix{{Name: "cases", Edits: []analysis.TextEdit{{Pos: sw.Body.Rbrace, End: sw.Body.Rbrace, NewText: []byte(text)}}}}
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

// asking tells that an answer says how a task is doing, or may say so.
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

// speaksOf tells that an expression mentions a variable.
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
	// States alone, in an error of their own, are told apart by it.
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

func first(sites []*ast.CallExpr) *ast.CallExpr {
	if len(sites) == 0 {
		return nil
	}
	return sites[0]
}

// polled tells that the answer is asked for again and again, here or by a
// caller in the package.
func (r *run) polled(a *flow.Answer, ret *flow.Return) bool {
	if loop := r.Program.LoopOf(ret.Stmt); loop != nil {
		for _, s := range a.Sites {
			if loop.Pos() <= s.Pos() && s.End() <= loop.End() {
				return true
			}
		}
	}
	return r.calledInLoop(a.Fn, 3)
}

// calledInLoop tells that a function, or at most so many callers up one that
// runs it for the outputs, is called in a loop.
func (r *run) calledInLoop(fn *endpoints.Func, depth int) bool {
	for _, call := range r.Index.Sites(fn) {
		if r.Program.LoopOf(call) != nil {
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
			if slices.Contains(r.Index.OfCall(site).Kinds, endpoint.Outputs) && (r.Program.LoopOf(site) != nil || r.calledInLoop(up, depth-1)) {
				return true
			}
		}
	}
	return false
}

func (r *run) dropped(a *flow.Answer, ret *flow.Return) {
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
	if !ok || a.Form != flow.Struct || len(call.Args) == 0 {
		return nil
	}
	shape, ok := envelope.Of(a.Var.Type())
	if !ok {
		return nil
	}
	code := a.Var.Name() + "." + strings.Join(shape.Path, ".")
	name := fix.Import(fix.File(r.Pass, e.Pos()), "fmt")
	var edits []analysis.TextEdit
	switch {
	case r.Index.IsPkgCall(call, "fmt", "Errorf"):
		lit, ok := call.Args[0].(*ast.BasicLit)
		if !ok || len(lit.Value) < 2 || strings.Contains(lit.Value, "[") {
			return nil
		}
		edits = []analysis.TextEdit{
			{Pos: lit.Pos() + 1, End: lit.Pos() + 1, NewText: []byte("code %v: ")},
			{Pos: lit.End(), End: lit.End(), NewText: []byte(", " + code)},
		}
	case r.Index.IsPkgCall(call, "errors", "New") && name != "":
		// errors may be left without a use, which does not compile.
		if fix.Uses(r.Pass, "errors", e.Pos()) < 2 {
			return nil
		}
		edits = []analysis.TextEdit{
			{Pos: call.Fun.Pos(), End: call.Fun.End(), NewText: []byte(name + ".Errorf")},
			{Pos: call.Args[0].Pos(), End: call.Args[0].Pos(), NewText: []byte(`"code %v: %s", ` + code + ", ")},
		}
	default:
		return nil
	}
	return []report.Fix{{Name: "carry", Args: message.Args{"code": codeName(a)}, Edits: edits}}
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
	} else if !isError(res.At(res.Len()-1).Type()) || !r.zeros(ret.Stmt) {
		return
	}
	at := ret.Looked
	if at == nil {
		at = ret.Stmt
	}
	f := report.Finding{
		Pos: at.Pos(), End: at.End(), Category: categoryMissing, Variant: "silent",
		Args: r.args(a, fatal), Related: related(first(a.Sites)),
	}
	if sw := r.switchOf(ret.Looked); sw != nil {
		f.Pos, f.End = sw.Pos(), sw.Body.Lbrace
		f.Fixes = r.missing(a, ret.Looked, ret.Silent.Failures())
	}
	r.Report(f)
}

// zeros tells that a return statement gives nothing but zero values.
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

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
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
		f := report.Finding{Pos: l.Site.Pos(), End: l.Site.End(), Args: r.args(a, fatal), Category: categoryAlike}
		switch {
		case a.As != nil && l.Blind:
			f.Pos, f.End = a.As.Pos(), a.As.End()
			f.Related = []report.Related{{Pos: l.Site.Pos(), End: l.Site.End(), Name: "again"}}
		case !starts && asking(a):
			f.Category, f.Variant = categorySwallowed, "error"
		default:
			continue // retrycode tells this
		}
		r.Report(f)
	}
}

// promptTips reports create answers whose promptTips nobody reads.
func (r *run) promptTips() {
	if r.tipsRead() {
		return
	}
	for _, a := range r.Program.Answers {
		if a.Overflow || a.Param || !a.Read || !flow.Any(a.Kinds, func(k endpoint.Kind) bool {
			e, ok := endpoint.Lookup(k)
			return flow.Starts(k) && ok && !e.V2
		}) {
			continue
		}
		for _, u := range a.Uses {
			if u.Set.Has(codes.Success()) {
				r.Report(report.Finding{
					Pos: u.Node.Pos(), End: u.Node.End(), Category: categoryPromptTips,
					Args: r.args(a, codes.Set{}), Related: related(u.Site),
				})
				break
			}
		}
	}
}

// tipsRead tells that the package reads promptTips, or leaves that to those
// who import it.
func (r *run) tipsRead() bool {
	read := false
	info := r.Info
	tips := r.tipsFields()
	for _, f := range r.Pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if s := info.Selections[n]; s != nil && s.Kind() == types.FieldVal {
					if v, ok := s.Obj().(*types.Var); ok && (strings.EqualFold(v.Name(), "promptTips") || tips[v.Origin()]) {
						read = true
					}
				}
			case *ast.StructType:
				for _, field := range n.Fields.List {
					if field.Tag == nil || !strings.Contains(field.Tag.Value, "promptTips") {
						continue
					}
					if r.Pass.Pkg.Name() != "main" && len(field.Names) == 1 && field.Names[0].IsExported() && exportedAround(r, n) {
						read = true
					}
				}
				return true
			case *ast.Field:
				return n.Tag == nil || n.Type != nil
			case *ast.BasicLit:
				if _, tag := r.Index.Parent(n).(*ast.Field); !tag && n.Kind == token.STRING && strings.Contains(n.Value, "promptTips") {
					read = true
				}
			}
			return !read
		})
	}
	return read
}

// tipsFields are the fields that JSON calls promptTips, whatever Go calls them.
func (r *run) tipsFields() map[*types.Var]bool {
	tips := map[*types.Var]bool{}
	for _, f := range r.Pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			if field, ok := n.(*ast.Field); ok && field.Tag != nil && strings.Contains(field.Tag.Value, "promptTips") {
				for _, name := range field.Names {
					if v, ok := r.Info.Defs[name].(*types.Var); ok {
						tips[v] = true
					}
				}
			}
			return true
		})
	}
	return tips
}

// exportedAround tells that a struct belongs to an exported type.
func exportedAround(r *run, n ast.Node) bool {
	for up := r.Index.Parent(n); up != nil; up = r.Index.Parent(up) {
		if ts, ok := up.(*ast.TypeSpec); ok {
			return ts.Name.IsExported()
		}
	}
	return false
}
