package statusconfusion

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/fix"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/pass"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"golang.org/x/tools/go/analysis"
)

const name = "statusconfusion"

// The categories, as they stand in doc.
const (
	categoryHTTP    = name + "-http"
	categoryStatus  = name + "-status"
	categoryMessage = name + "-message"
	categoryUnknown = name + "-unknown"
	categoryNamed   = name + "-name"
)

// New makes the pass. lang is the language of the messages, "en" or "zh"; ""
// follows the environment.
func New(lang string) *analysis.Analyzer {
	return pass.New(pass.Spec{Name: name, Doc: doc, Lang: lang, Guests: true, Check: check})
}

func check(p *pass.Run) {
	if !p.Program.Guest && !p.Index.Relevant() {
		return
	}
	r := &run{Run: p}
	if !p.Program.Guest {
		r.constants()
		for _, f := range r.Pass.Files {
			ast.Inspect(f, r.visit)
			r.comments(f)
		}
	}
	for _, a := range r.Program.Answers {
		r.answer(a)
	}
}

type run struct {
	*pass.Run
	// business are the constants declared beside numbers that no HTTP status
	// has.
	business map[types.Object]bool
}

// number reads a constant expression as a number.
func (r *run) number(e ast.Expr) (code.Code, bool) { return number(r.Info.Types[e].Value) }

// number reads a constant as a number.
func number(v constant.Value) (code.Code, bool) {
	if v != nil && v.Kind() == constant.String && constant.StringVal(v) == "" {
		return 0, false
	}
	n, ok := flow.Number64(v)
	return code.Code(n), ok
}

// isHTTP reports whether a number is an HTTP status as well.
func isHTTP(n code.Code) bool { return http.StatusText(int(n)) != "" }

// constants reads the groups of constants: their names against their numbers,
// and whether they are RunningHub's.
func (r *run) constants() {
	r.business = map[types.Object]bool{}
	for _, f := range r.Pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			// Functions have constants of their own.
			if g, ok := n.(*ast.GenDecl); ok && (g.Tok == token.CONST || g.Tok == token.VAR) {
				r.group(g)
			}
			return true
		})
	}
}

type named struct {
	id    *ast.Ident
	value ast.Expr
	n     code.Code
}

func (r *run) group(g *ast.GenDecl) {
	all := r.numbered(g)
	own := 0
	for _, it := range all {
		if _, known := it.n.Entry(); known && !isHTTP(it.n) && it.n > 200 {
			own++
		}
	}
	for _, it := range all {
		if _, known := it.n.Entry(); known && own > 0 {
			r.business[r.Info.Defs[it.id]] = true
		}
	}
	for _, it := range all {
		want, sure := byIdent(it.id.Name)
		// The counterpart has the same meaning in the other generation.
		if want.Code == 0 || want.Code == it.n || !sure && own < min(2, len(all)) || want.Counterpart == it.n {
			continue
		}
		r.misnamed(it, want)
	}
}

// numbered lists the constants of a declaration that are numbers.
func (r *run) numbered(g *ast.GenDecl) []named {
	var all []named
	for _, s := range g.Specs {
		vs, ok := s.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for i, id := range vs.Names {
			c, ok := r.Info.Defs[id].(*types.Const)
			if !ok {
				continue
			}
			n, ok := number(c.Val())
			if !ok {
				continue
			}
			it := named{id: id, n: n}
			if i < len(vs.Values) {
				it.value = vs.Values[i]
			}
			all = append(all, it)
		}
	}
	return all
}

// misnamed reports a constant that has the name of one code and the number of
// another.
func (r *run) misnamed(it named, want code.Entry) {
	f := report.Finding{
		Pos: it.id.Pos(), End: it.id.End(), Category: categoryNamed,
		Args: message.Args{"name": it.id.Name, "number": it.n.String(), "want": r.called(it.id.Name, want), "is": nameOf(it.n)},
	}
	if f.Args["is"] == "" {
		f.Variant = "unknown"
	}
	if lit, ok := it.value.(*ast.BasicLit); ok {
		text := want.Code.String()
		if lit.Kind == token.STRING {
			text = strconv.Quote(text)
		}
		f.Fixes = replaceBy(lit, text)
	}
	r.Report(f)
}

// replaceBy replaces an expression by a constant.
func replaceBy(e ast.Expr, text string) []report.Fix {
	return []report.Fix{{Name: "constant", Args: message.Args{"want": text}, Edits: []analysis.TextEdit{{Pos: e.Pos(), End: e.End(), NewText: []byte(text)}}}}
}

func nameOf(c code.Code) string {
	e, _ := c.Entry()
	return e.Name
}

var prefix = regexp.MustCompile(`^(APIKEY|CORPAPIKEY|TASK|WORKFLOW|WEBAPP)`)

// byIdent finds the code that an identifier names: CodeAPIKeyInvalidNodeInfo,
// errInvalidNodeInfo, TASK_QUEUE_MAXED. sure is false for names that other
// services use as well.
func byIdent(id string) (code.Entry, bool) {
	letters := squash(id)
	var best code.Entry
	length, sure := 0, false
	for _, e := range code.All() {
		if e.Name == "" {
			continue
		}
		full := squash(e.Name)
		short := strings.TrimPrefix(full, "APIKEY")
		for _, form := range []string{full, short, strings.Replace(short, "TASKIS", "TASK", 1), strings.Replace(full, "FOUNED", "FOUND", 1)} {
			rest, ok := strings.CutSuffix(letters, form)
			if !ok || len(form) <= length || len(form) < 10 || !plainPrefix.MatchString(rest) {
				continue
			}
			// APIKEY_TASK_NOT_FOUND is 807, TASK_NOT_FOUNED 423: the short
			// name stands for either.
			best, length = e, len(form)
			sure = form == full && prefix.MatchString(full)
		}
	}
	if best.Code == 807 || best.Code == 423 {
		if !strings.Contains(letters, "APIKEYTASKNOTFOUND") && !strings.Contains(letters, "FOUNED") {
			return code.Entry{}, false
		}
	}
	return best, sure
}

var plainPrefix = regexp.MustCompile(`^(RUNNINGHUB|RH|API|ERR|ERROR|CODE|STATUS|RESP|RESPONSE|BIZ|TASK|K)*$`)

func squash(s string) string {
	return strings.ToUpper(strings.ReplaceAll(s, "_", ""))
}

// visit looks at comparisons with an HTTP status, and at tables of codes.
func (r *run) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		switch n.Op {
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			r.status(n.X, n.Y)
			r.status(n.Y, n.X)
		}
	case *ast.SwitchStmt:
		if n.Tag == nil || !r.isStatus(n.Tag) {
			break
		}
		for _, c := range n.Body.List {
			for _, e := range c.(*ast.CaseClause).List {
				r.status(n.Tag, e)
			}
		}
	case *ast.KeyValueExpr:
		r.pair(n)
	}
	return true
}

// isStatus reports whether e is http.Response.StatusCode, also kept in a variable.
func (r *run) isStatus(e ast.Expr) bool {
	e = ast.Unparen(e)
	if sel, ok := e.(*ast.SelectorExpr); ok {
		s := r.Info.Selections[sel]
		return s != nil && sel.Sel.Name == "StatusCode" && strings.HasSuffix(strings.TrimPrefix(s.Recv().String(), "*"), "net/http.Response")
	}
	v := r.Index.Var(e)
	if v == nil {
		return false
	}
	defs := r.Index.Defs(v)
	return len(defs) == 1 && !defs[0].Into && defs[0].Expr != e && r.isStatus(defs[0].Expr)
}

func (r *run) status(x, y ast.Expr) {
	n, ok := r.number(y)
	if !ok || !r.isStatus(x) {
		return
	}
	e, known := n.Entry()
	if !known || n <= 200 {
		return
	}
	if isHTTP(n) && !r.busyPair(x, y, n) {
		obj := r.object(y)
		if obj == nil || !r.business[obj] {
			return
		}
	}
	r.Report(report.Finding{
		Pos: y.Pos(), End: y.End(), Category: categoryHTTP, Args: message.Args{"code": r.Code(e)},
	})
}

// busyPair reports whether a status is tested for 415 and 421 alike, in one
// condition or one case. Either is an HTTP status too, but there they have
// nothing to do with each other; here both say that the service is full.
func (r *run) busyPair(status, number ast.Expr, n code.Code) bool {
	other := code.Code(421)
	switch n {
	case 415:
	case 421:
		other = 415
	default:
		return false
	}
	is := func(e ast.Expr) bool {
		m, ok := r.number(e)
		return ok && m == other
	}
	top := r.condition(number)
	if cc, ok := top.(*ast.CaseClause); ok {
		return slices.ContainsFunc(cc.List, is)
	}
	found := false
	ast.Inspect(top, func(n ast.Node) bool {
		if b, ok := n.(*ast.BinaryExpr); ok && r.isStatus(b.X) && types.ExprString(b.X) == types.ExprString(status) {
			found = found || is(b.Y)
		}
		return true
	})
	return found
}

// condition is the whole condition, or the case, that an expression is part of.
func (r *run) condition(e ast.Expr) ast.Node {
	var top ast.Node = e
	for {
		switch up := r.Index.Parent(top).(type) {
		case *ast.BinaryExpr, *ast.ParenExpr, *ast.CaseClause:
			top = up
			continue
		}
		return top
	}
}

func (r *run) object(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return r.Info.Uses[e]
	case *ast.SelectorExpr:
		return r.Info.Uses[e.Sel]
	}
	return nil
}

// pair looks at 805: "APIKEY_INVALID_NODE_INFO" in a table.
func (r *run) pair(kv *ast.KeyValueExpr) {
	key, value := kv.Key, kv.Value
	n, ok := r.number(key)
	text := r.text(value)
	if !ok {
		n, ok = r.number(value)
		text = r.text(key)
	}
	if !ok || text == "" {
		return
	}
	r.namedBy(n, text, kv)
}

func (r *run) text(e ast.Expr) string {
	if v := r.Info.Types[e].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v)
	}
	return ""
}

func (r *run) namedBy(n code.Code, text string, at ast.Node) {
	e, ok := codes.ByName(text)
	if !ok || e.Code == n || e.Counterpart == n && n != 0 {
		return
	}
	f := report.Finding{
		Pos: at.Pos(), End: at.End(), Category: categoryNamed,
		Args: message.Args{"name": text, "number": n.String(), "want": r.called(text, e), "is": nameOf(n)},
	}
	if f.Args["is"] == "" {
		f.Variant = "unknown"
	}
	r.Report(f)
}

var official = regexp.MustCompile(`\b[A-Z]+(?:_[A-Z]+)+\b`)

// comments looks at `case 805: // APIKEY_INVALID_NODE_INFO`.
func (r *run) comments(f *ast.File) {
	lines := map[int][]string{}
	for _, g := range f.Comments {
		for _, c := range g.List {
			text, _, _ := strings.Cut(strings.TrimPrefix(c.Text, "//"), "//")
			if names := official.FindAllString(text, -1); len(names) == 1 {
				line := r.Pass.Fset.Position(c.Pos()).Line
				lines[line] = names
			}
		}
	}
	if len(lines) == 0 {
		return
	}
	ast.Inspect(f, func(n ast.Node) bool {
		cc, ok := n.(*ast.CaseClause)
		if !ok || len(cc.List) != 1 {
			return true
		}
		c, ok := r.number(cc.List[0])
		if !ok {
			return true
		}
		for _, text := range lines[r.Pass.Fset.Position(cc.Colon).Line] {
			r.namedBy(c, text, cc.List[0])
		}
		return true
	})
}

// answer looks at what the code and the message of an answer are compared with.
func (r *run) answer(a *flow.Answer) {
	exprs := make([]ast.Expr, 0, len(a.Compared))
	for e := range a.Compared {
		exprs = append(exprs, e)
	}
	slices.SortFunc(exprs, func(x, y ast.Expr) int { return int(x.Pos()) - int(y.Pos()) })
	for _, e := range exprs {
		r.compared(a, e, code.Code(a.Compared[e]))
	}
	for _, m := range a.Messages {
		r.message(a, m)
	}
}

// compared looks at a number that the code of an answer is compared with.
func (r *run) compared(a *flow.Answer, e ast.Expr, n code.Code) {
	obj := r.object(e)
	fromHTTP := obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "net/http"
	success := n == 200 && !a.Tested[0]
	switch {
	case success || fromHTTP && n != 200:
		f := report.Finding{Pos: e.Pos(), End: e.End(), Category: categoryStatus, Args: message.Args{"constant": types.ExprString(e)}}
		if success {
			f.Variant = "success"
		}
		if success && fromHTTP && !a.V2 && fix.Uses(r.Pass, "net/http", e.Pos()) > 1 {
			f.Fixes = replaceBy(e, "0")
		}
		r.Report(f)
	case n > 0 && n != 200:
		r.unknown(a, e, n)
	}
}

// unknown reports a number that RunningHub never answers.
func (r *run) unknown(a *flow.Answer, e ast.Expr, n code.Code) {
	if _, known := n.Entry(); known {
		return
	}
	f := report.Finding{Pos: e.Pos(), End: e.End(), Category: categoryUnknown, Args: message.Args{"number": n.String()}}
	if near, ok := nearest(n, a); ok {
		f.Variant, f.Args["want"] = "near", r.Code(near)
	}
	r.Report(f)
}

// message looks at a text that the message of an answer is compared with.
func (r *run) message(a *flow.Answer, m ast.Expr) {
	text := r.text(m)
	e, isName := codes.ByName(text)
	if !isName && (!flow.SaysSuccess(text) || a.Looked) {
		return
	}
	f := report.Finding{Pos: m.Pos(), End: m.End(), Category: categoryMessage, Args: message.Args{"text": strconv.Quote(text)}}
	if isName {
		f.Variant, f.Args["code"] = "name", e.Code.String()
	}
	r.Report(f)
}

// nearest is the code that a mistyped number most likely means: one digit
// other, or two swapped.
func nearest(n code.Code, a *flow.Answer) (code.Entry, bool) {
	text := n.String()
	var found code.Entry
	count := 0
	for _, e := range a.Universe.Entries() {
		if oneOff(text, e.Code.String()) {
			found = e
			count++
		}
	}
	return found, count == 1
}

func oneOff(a, b string) bool {
	switch len(a) - len(b) {
	case 0:
		diff := []int{}
		for i := range a {
			if a[i] != b[i] {
				diff = append(diff, i)
			}
		}
		return len(diff) == 1 || len(diff) == 2 && diff[1] == diff[0]+1 && a[diff[0]] == b[diff[1]] && a[diff[1]] == b[diff[0]]
	case 1:
		for i := range a {
			if a[:i]+a[i+1:] == b {
				return true
			}
		}
	}
	return false
}

// called writes a code behind a name, without saying the same name again.
func (r *run) called(name string, e code.Entry) string {
	if name == e.Name {
		return e.Code.String()
	}
	return r.Code(e)
}
