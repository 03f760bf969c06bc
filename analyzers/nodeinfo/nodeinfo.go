package nodeinfo

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/directive"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/pass"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/workflow"
	"golang.org/x/tools/go/analysis"
)

const name = "nodeinfo"

// The categories, as they stand in doc.
const (
	categoryNode  = name + "-go-node"
	categoryField = name + "-go-field"
)

// New makes the pass. lang is the language of the messages, "en" or "zh"; ""
// follows the environment. dir is where the configuration and the definitions
// are looked for, upward, and what the flag of that name starts from; "" is the
// folder of each Go file.
func New(lang, dir string) *analysis.Analyzer {
	var open projects
	a := pass.New(pass.Spec{
		Name: name, Doc: doc, Lang: lang, Relevant: mentions,
		Check: func(p *pass.Run) { check(p, &open, dir) },
	})
	a.Flags.StringVar(&dir, "dir", dir, "folder to look for .payloadlint.yaml and .payloadlint from, upward")
	return a
}

func check(p *pass.Run, open *projects, dir string) {
	r := &run{Run: p, done: map[pair]bool{}}
	for _, f := range r.Pass.Files {
		r.file = r.Pass.Fset.Position(f.Pos()).Filename
		from := dir
		if from == "" {
			from = filepath.Dir(r.file)
		}
		if r.project = open.of(from); r.project == nil {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				r.value(n)
			case *ast.CallExpr:
				r.call(n)
			}
			return true
		})
		r.configured(f)
	}
}

// mentions reports whether a file of the package names the parts of an item.
func mentions(ap *analysis.Pass) bool {
	for _, f := range ap.Files {
		src, err := ap.ReadFile(ap.Fset.File(f.Pos()).Name())
		if err != nil {
			continue
		}
		text := strings.ToLower(string(src))
		if strings.Contains(text, "nodeid") && strings.Contains(text, "fieldname") || strings.Contains(text, directive.Prefix+"ignore "+name) {
			return true
		}
	}
	return false
}

type run struct {
	*pass.Run
	file    string // the file under work
	project *project.Project
	done    map[pair]bool // what was looked at
	set     map[*types.Var]bool
}

// pair is an id with a name, as they are written.
type pair struct{ id, name ast.Expr }

// text reads a constant as JSON would carry it in an id or a name.
func (r *run) text(e ast.Expr) (string, bool) {
	if e == nil {
		return "", false
	}
	v := r.Info.Types[e].Value
	if v == nil {
		return "", false
	}
	switch v.Kind() {
	case constant.String:
		return constant.StringVal(v), true
	case constant.Int:
		return v.ExactString(), true
	}
	return "", false
}

// member returns the part of a literal with a JSON name: of a struct by tag,
// of a map by key.
func (r *run) member(lit *ast.CompositeLit, name string) ast.Expr {
	t := r.Info.TypeOf(lit)
	if t == nil {
		return nil
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	switch u := t.Underlying().(type) {
	case *types.Map:
		for _, el := range lit.Elts {
			if kv, ok := el.(*ast.KeyValueExpr); ok {
				if key, ok := r.text(kv.Key); ok && key == name {
					return kv.Value
				}
			}
		}
	case *types.Struct:
		for i, el := range lit.Elts {
			value := el
			var field *types.Var
			if kv, ok := el.(*ast.KeyValueExpr); ok {
				field, value = r.field(kv.Key), kv.Value
			} else if i < u.NumFields() {
				field = u.Field(i)
			}
			if field != nil && envelope.Name(t, field) == name {
				return value
			}
		}
	}
	return nil
}

// field is the field that the key of an element names, nil when it is none.
func (r *run) field(key ast.Expr) *types.Var {
	id, ok := key.(*ast.Ident)
	if !ok {
		return nil
	}
	f, _ := r.Info.Uses[id].(*types.Var)
	return f
}

// value checks a request: a literal that names its workflow and its items.
func (r *run) value(lit *ast.CompositeLit) {
	for _, id := range []struct {
		name string
		app  bool
	}{{"workflowId", false}, {"webappId", true}} {
		text, ok := r.text(r.deref(r.member(lit, id.name), nil, 0))
		if !ok {
			continue
		}
		if d := definition(r.project, text, id.app); d != nil {
			r.items(r.member(lit, "nodeInfoList"), d, nil, 0)
			r.later(lit, d)
		}
	}
}

// call checks the items that a call is given together with an id.
func (r *run) call(call *ast.CallExpr) {
	var d *workflow.Definition
	found := 0
	for _, a := range call.Args {
		text, ok := r.text(a)
		if !ok || len(text) < 6 {
			continue
		}
		for _, app := range []bool{false, true} {
			if one := definition(r.project, text, app); one != nil {
				d = one
				found++
			}
		}
	}
	if found != 1 {
		return
	}
	for _, a := range call.Args {
		r.items(a, d, nil, 0)
	}
}

// configured checks the rest of a file that the configuration binds to one
// workflow.
func (r *run) configured(f *ast.File) {
	if r.project.Config == nil {
		return
	}
	set := r.project.Config.Request(r.file)
	if set == nil {
		return
	}
	var d *workflow.Definition
	switch {
	case set.Workflow != "":
		d = definition(r.project, set.Workflow, false)
	case set.App != "":
		d = definition(r.project, set.App, true)
	}
	if d == nil {
		return
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok {
			r.item(lit, d, nil, true)
		}
		return true
	})
}

// later checks the items that a request gets after it was made:
// req.NodeInfoList = append(req.NodeInfoList, …).
func (r *run) later(lit *ast.CompositeLit, d *workflow.Definition) {
	at := ast.Node(lit)
	if u, ok := r.Index.Parent(lit).(*ast.UnaryExpr); ok {
		at = u
	}
	as, ok := r.Index.Parent(at).(*ast.AssignStmt)
	if !ok || len(as.Lhs) != 1 {
		return
	}
	v := r.Index.Var(as.Lhs[0])
	if v == nil || len(r.Index.Defs(v)) != 1 {
		return
	}
	ast.Inspect(r.Index.Parent(as), func(n ast.Node) bool {
		set, ok := n.(*ast.AssignStmt)
		if !ok || len(set.Lhs) != 1 || len(set.Rhs) != 1 {
			return true
		}
		sel, ok := ast.Unparen(set.Lhs[0]).(*ast.SelectorExpr)
		if !ok || r.Index.Var(sel.X) != v {
			return true
		}
		if f, ok := r.Info.Uses[sel.Sel].(*types.Var); ok && envelope.Name(v.Type(), f) == "nodeInfoList" {
			r.items(set.Rhs[0], d, nil, 0)
		}
		return true
	})
}

// items finds the literals in a value: directly, in variables, in append, in
// what functions of the package return.
func (r *run) items(e ast.Expr, d *workflow.Definition, with env, depth int) {
	if e == nil || depth > maxFollowed {
		return
	}
	switch n := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			r.items(n.X, d, with, depth+1)
		}
	case *ast.StarExpr:
		r.items(n.X, d, with, depth+1)
	case *ast.CompositeLit:
		if !r.item(n, d, with, false) {
			r.elements(n, d, with, depth)
		}
	case *ast.Ident:
		r.variable(r.Index.Var(n), d, with, depth)
	case *ast.SelectorExpr:
		r.built(n, d, with, depth)
	case *ast.CallExpr:
		r.made(n, d, with, depth)
	}
}

// variable finds the items in a variable: in the one value it is given and in what is
// appended to it, or for a parameter in what calls give.
func (r *run) variable(v *types.Var, d *workflow.Definition, with env, depth int) {
	if v == nil {
		return
	}
	if to, ok := with[v]; ok {
		if _, again := to.(*ast.Ident); !again {
			r.items(to, d, with, depth+1)
		}
		return
	}
	defs := r.Index.Defs(v)
	if len(defs) == 0 {
		r.parameter(v, d, depth)
	}
	fresh := 0
	for _, def := range defs {
		if def.Into || def.Index > 0 {
			return
		}
		if !r.appends(def.Expr, v) {
			fresh++
		}
	}
	if fresh > 1 {
		return // which value goes where is not known
	}
	r.stored(v, d, with, depth)
	for _, def := range defs {
		if call, ok := ast.Unparen(def.Expr).(*ast.CallExpr); ok && r.appends(call, v) {
			for _, a := range call.Args[1:] {
				r.items(a, d, with, depth+1)
			}
			continue
		}
		if !r.changed(v, def.Expr, d, with) {
			r.items(def.Expr, d, with, depth+1)
		}
	}
}

// parameter finds the items in what the calls of a function give for one of its
// parameters.
func (r *run) parameter(v *types.Var, d *workflow.Definition, depth int) {
	fn, i, ok := r.Index.IsParam(v)
	if !ok || fn.Sig.Variadic() {
		return
	}
	for _, call := range r.Index.Sites(fn) {
		if i < len(call.Args) {
			r.items(call.Args[i], d, nil, depth+1)
		}
	}
}

// appends reports whether an expression is append(v, …).
func (r *run) appends(e ast.Expr, v *types.Var) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok && len(call.Args) > 0 && endpoints.CalleeName(call) == "append" && r.Index.Var(call.Args[0]) == v
}

// made finds the items that a call makes.
func (r *run) made(call *ast.CallExpr, d *workflow.Definition, with env, depth int) {
	if endpoints.CalleeName(call) == "append" || r.Index.IsPkgCall(call, "slices", "Concat") {
		for _, a := range call.Args {
			r.items(a, d, with, depth+1)
		}
		return
	}
	fn := r.Index.Callee(call)
	if fn == nil || fn.Sig.Variadic() || fn.Sig.Results().Len() == 0 {
		return
	}
	inner := r.arguments(fn, call, with, with)
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && fn.Decl != nil && fn.Decl.Recv != nil {
		for _, n := range fn.Decl.Recv.List[0].Names {
			inner = inner.with(r.Index.Var(n), sel.X)
		}
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) > 0 {
				r.items(n.Results[0], d, inner, depth+1)
			}
		}
		return true
	})
}

// elements finds the items among the elements of a literal.
func (r *run) elements(lit *ast.CompositeLit, d *workflow.Definition, with env, depth int) {
	for _, name := range []string{"workflowId", "webappId"} {
		if r.member(lit, name) != nil {
			return // a request of its own
		}
	}
	for _, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			el = kv.Value
		}
		r.items(el, d, with, depth+1)
	}
}

// item checks one literal, for each row of the tables it is made of, and reports
// whether it is an item at all. sites takes in every call of the function it
// stands in.
func (r *run) item(lit *ast.CompositeLit, d *workflow.Definition, with env, sites bool) bool {
	id, name := r.member(lit, "nodeId"), r.member(lit, "fieldName")
	if id == nil && name == nil {
		return false
	}
	for _, row := range r.rows([]ast.Expr{id, name}, with, sites, 0) {
		r.checkItem(pair{id, name}, pair{r.deref(id, row, 0), r.deref(name, row, 0)}, d)
	}
	return true
}

// checkItem checks an item, known by how it is written and what that stands for.
func (r *run) checkItem(written, is pair, d *workflow.Definition) {
	nodeID, ok := r.text(is.id)
	if !ok || r.done[is] || nodeID == "" {
		return
	}
	r.done[is] = true
	field, _ := r.text(is.name)
	node, ok := d.Node(nodeID)
	if !ok {
		r.noNode(is.id, nodeID, field, d)
	} else if _, ok := node.Field(field); !ok && field != "" {
		at := is.name
		if is.id != written.id && is.name == written.name {
			at = is.id // the same name serves several ids
		}
		r.noField(at, field, node, nodeID, d)
	}
}

// noNode reports an id that the workflow does not have.
func (r *run) noNode(id ast.Expr, nodeID, field string, d *workflow.Definition) {
	f := report.Finding{
		Pos: id.Pos(), End: id.End(), Category: categoryNode,
		Args: message.Args{"node": strconv.Quote(nodeID), "definition": r.shown(d)},
	}
	if want := r.nearNode(d, nodeID, field); want != "" {
		f.Variant, f.Args["want"] = "near", strconv.Quote(want)
		f.Fixes = r.replace(id, want)
	} else {
		f.Codes = mismatch()
	}
	r.Report(f)
}

// noField reports a name that a node does not have.
func (r *run) noField(name ast.Expr, field string, node *workflow.Node, nodeID string, d *workflow.Definition) {
	var names []string
	for _, f := range node.Fields {
		names = append(names, f.Name)
	}
	f := report.Finding{
		Pos: name.Pos(), End: name.End(), Category: categoryField,
		Args: message.Args{
			"node": strconv.Quote(nodeID), "class": node.Class, "field": strconv.Quote(field), "definition": r.shown(d),
			"fields": strings.Join(names, r.Text("analyzers.comma", nil)),
		},
	}
	if near := suggest.Word(field).Among(names, 1); len(near) > 0 {
		f.Variant, f.Args["want"] = "near", strconv.Quote(near[0])
		if text, _ := r.text(name); text == field {
			f.Fixes = r.replace(name, near[0])
		}
	} else {
		f.Codes = mismatch()
	}
	r.Report(f)
}

// mismatch is the code of an item that does not fit the workflow, whose advice
// ends a message that suggests nothing.
func mismatch() []code.Entry {
	e, _ := code.Code(803).Entry()
	return []code.Entry{e}
}

// nearNode is the node that a wrong id most likely means: the only one with
// the field, or one whose id is close.
func (r *run) nearNode(d *workflow.Definition, id, field string) string {
	var with, ids []string
	for i := range d.Nodes {
		n := &d.Nodes[i]
		ids = append(ids, n.ID)
		if _, ok := n.Field(field); ok && field != "" {
			with = append(with, n.ID)
		}
	}
	trimmed := strings.TrimSpace(id)
	if _, ok := d.Node(trimmed); ok {
		return trimmed
	}
	if len(with) == 1 {
		return with[0]
	}
	if near := suggest.Word(id).Among(ids, 2); len(near) == 1 {
		return near[0]
	}
	return ""
}

func (r *run) shown(d *workflow.Definition) string {
	if d.ID != "" {
		return d.ID
	}
	return filepath.Base(d.Name)
}

func (r *run) replace(e ast.Expr, want string) []report.Fix {
	lit, ok := ast.Unparen(e).(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING || r.isKey(lit, want) {
		return nil
	}
	return []report.Fix{{Name: "name", Args: message.Args{"want": strconv.Quote(want)}, Edits: []analysis.TextEdit{{
		Pos: lit.Pos(), End: lit.End(), NewText: []byte(strconv.Quote(want)),
	}}}}
}

// isKey reports whether a literal is a key of a map that has another key already.
func (r *run) isKey(lit *ast.BasicLit, other string) bool {
	kv, ok := r.Index.Parent(lit).(*ast.KeyValueExpr)
	if !ok || kv.Key != ast.Expr(lit) {
		return false
	}
	table, ok := r.Index.Parent(kv).(*ast.CompositeLit)
	return ok && r.member(table, other) != nil
}
