package payloadshape

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/pass"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
)

const name = "payloadshape"

// The categories, as they stand in doc.
const (
	categoryOmitEmpty = name + "-omitempty"
	categoryNumber    = name + "-number"
	categoryID        = name + "-id"
	categoryData      = name + "-data"
	categoryMarshal   = name + "-marshal"
	categoryKey       = name + "-key"
)

// Config are the settings.
type Config struct {
	// Lang is the language of the messages, "en" or "zh"; "" follows the
	// environment.
	Lang string
}

// New makes the pass. Its flags start from the configuration.
func New(c Config) *analysis.Analyzer {
	return pass.New(pass.Spec{Name: name, Doc: doc, Lang: c.Lang, Check: check})
}

func check(p *pass.Run) {
	if !p.Index.Relevant() {
		return
	}
	r := &run{p}
	for _, f := range r.Pass.Files {
		ast.Inspect(f, r.visit)
	}
	for _, a := range r.Program.Answers {
		r.data(a)
	}
	for _, fn := range r.Index.Funcs {
		for _, call := range fn.Calls {
			r.marshal(fn, call)
			r.key(call)
		}
	}
}

type run struct{ *pass.Run }

func (r *run) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.StructType:
		r.structType(n)
	case *ast.CompositeLit:
		r.literal(n)
	case *ast.AssignStmt:
		if len(n.Lhs) == len(n.Rhs) {
			for i, l := range n.Lhs {
				if sel, ok := l.(*ast.SelectorExpr); ok {
					if s := r.Info.Selections[sel]; s != nil && s.Kind() == types.FieldVal && isItem(s.Recv()) && envelope.Name(s.Recv(), s.Obj().(*types.Var)) == "fieldValue" {
						r.formatted(n.Rhs[i])
					}
				}
			}
		}
	case *ast.TypeAssertExpr:
		r.assertion(n)
	}
	return true
}

// names are the JSON names of a type.
func names(t types.Type) map[string]envelope.Field {
	out := map[string]envelope.Field{}
	if t == nil {
		return out
	}
	for _, f := range envelope.Fields(t) {
		out[f.Name] = f
	}
	return out
}

// isItem tells that a type is an item of a nodeInfoList.
func isItem(t types.Type) bool {
	n := names(t)
	_, id := n["nodeId"]
	_, name := n["fieldName"]
	_, value := n["fieldValue"]
	return id && name && value
}

// ours tells that the names of a struct are those of a request or an answer.
func ours(n map[string]envelope.Field) bool {
	count := 0
	for _, k := range []string{"apiKey", "nodeInfoList", "workflowId", "webappId", "netWssUrl", "clientId", "taskStatus", "promptTips", "taskId", "quickCreateCode", "instanceType", "usePersonalQueue", "webhookUrl", "errorCode"} {
		if _, ok := n[k]; ok {
			count++
		}
	}
	return count >= 2
}

func (r *run) structType(st *ast.StructType) {
	t := r.Info.TypeOf(st)
	n := names(t)
	item := isItem(t)
	for _, f := range st.Fields.List {
		if f.Tag == nil || len(f.Names) != 1 {
			continue
		}
		tag, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			continue
		}
		v, ok := r.Info.Defs[f.Names[0]].(*types.Var)
		if !ok {
			continue
		}
		name := envelope.Name(t, v)
		if item && name == "fieldValue" && dropsEmpty.MatchString(tag) {
			r.omitEmpty(f, tag)
		}
		switch name {
		case "workflowId", "webappId", "taskId":
			if b, ok := elem(v.Type()).(*types.Basic); ok && ours(n) {
				r.id(f, name, b)
			}
		}
	}
}

func elem(t types.Type) types.Type {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		return ptr.Elem().Underlying()
	}
	return t.Underlying()
}

var dropsEmpty = regexp.MustCompile(`json:"fieldValue(,[a-z]+)*,omit(empty|zero)`)
var omit = regexp.MustCompile(`(json:"fieldValue[^"]*?),omit(?:empty|zero)`)

func (r *run) omitEmpty(f *ast.Field, tag string) {
	fixed := omit.ReplaceAllString(omit.ReplaceAllString(tag, "$1"), "$1")
	quoted := "`" + fixed + "`"
	if strings.Contains(fixed, "`") {
		quoted = strconv.Quote(fixed)
	}
	r.Report(report.Finding{
		Pos: f.Tag.Pos(), End: f.Tag.End(), Category: categoryOmitEmpty,
		Fixes: []report.Fix{{Name: "omitempty", Edits: []analysis.TextEdit{{Pos: f.Tag.Pos(), End: f.Tag.End(), NewText: []byte(quoted)}}}},
	})
}

func (r *run) id(f *ast.Field, name string, b *types.Basic) {
	switch b.Kind() {
	case types.Float64, types.Float32, types.Int32, types.Uint32, types.Int16, types.Uint16, types.Int8, types.Uint8:
	default:
		return
	}
	r.Report(report.Finding{
		Pos: f.Type.Pos(), End: f.Type.End(), Category: categoryID, Args: message.Args{"name": name, "type": b.String()},
	})
}

// assertion finds m["taskId"].(float64).
func (r *run) assertion(n *ast.TypeAssertExpr) {
	idx, ok := ast.Unparen(n.X).(*ast.IndexExpr)
	if !ok || n.Type == nil {
		return
	}
	b, ok := r.Info.TypeOf(n.Type).(*types.Basic)
	if !ok || b.Kind() != types.Float64 {
		return
	}
	v := r.Info.Types[idx.Index].Value
	if v == nil || v.Kind() != constant.String {
		return
	}
	name := constant.StringVal(v)
	if name != "taskId" && name != "workflowId" && name != "webappId" {
		return
	}
	if o := r.Index.Trace(idx.X); !o.Service {
		return
	}
	r.Report(report.Finding{Pos: n.Type.Pos(), End: n.Type.End(), Category: categoryID, Args: message.Args{"name": name, "type": "float64"}})
}

// literal finds numbers that are formatted into a FieldValue string.
func (r *run) literal(lit *ast.CompositeLit) {
	t := r.Info.TypeOf(lit)
	if t == nil || !isItem(t) {
		return
	}
	fields := names(t)
	value := fields["fieldValue"]
	for i, el := range lit.Elts {
		switch el := el.(type) {
		case *ast.KeyValueExpr:
			if id, ok := el.Key.(*ast.Ident); ok && id.Name == value.Var.Name() {
				r.formatted(el.Value)
			}
		default:
			if st, ok := envelope.Struct(t); ok && i < st.NumFields() && st.Field(i) == value.Var {
				r.formatted(el)
			}
		}
	}
}

func (r *run) formatted(e ast.Expr) {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		v := r.Index.Var(e)
		if v == nil {
			return
		}
		defs := r.Index.Defs(v)
		if len(defs) != 1 || defs[0].Index >= 0 {
			return
		}
		if call, ok = ast.Unparen(defs[0].Expr).(*ast.CallExpr); !ok {
			return
		}
	}
	if t := r.Info.TypeOf(call); t == nil || elem(t) != types.Typ[types.String] {
		return
	}
	switch {
	case r.Index.IsPkgCall(call, "strconv", "Itoa", "FormatInt", "FormatUint", "FormatFloat"):
	case r.Index.IsPkgCall(call, "fmt", "Sprint", "Sprintf"):
		args := call.Args
		if endpoints.CalleeName(call) == "Sprintf" {
			v := r.Info.Types[args[0]].Value
			if v == nil || v.Kind() != constant.String || !oneNumber.MatchString(constant.StringVal(v)) || len(args) != 2 {
				return
			}
			args = args[1:]
		}
		if len(args) != 1 || !isNumber(r.Info.TypeOf(args[0])) {
			return
		}
	default:
		return
	}
	r.Report(report.Finding{Pos: e.Pos(), End: e.End(), Category: categoryNumber})
}

var oneNumber = regexp.MustCompile(`^%[-+0-9.]*[dvfgeGF]$`)

func isNumber(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

// data finds an outputs answer whose data can only be a list.
func (r *run) data(a *flow.Answer) {
	if a.Form != flow.Struct || a.V2 || !slices.Contains(a.Kinds, endpoint.Outputs) || len(a.Sites) == 0 {
		return
	}
	f, ok := names(a.Var.Type())["data"]
	if !ok {
		return
	}
	s, ok := elem(f.Var.Type()).(*types.Slice)
	if !ok {
		return
	}
	if b, ok := s.Elem().Underlying().(*types.Basic); ok && b.Kind() == types.Byte {
		return
	}
	pos, end := a.Sites[0].Pos(), a.Sites[0].End()
	var rel []report.Related
	if f.Var.Pkg() == r.Pass.Pkg && f.Var.Origin() == f.Var && r.within(f.Var.Pos()) {
		rel = []report.Related{{Pos: pos, End: end, Name: "answer"}}
		pos, end = f.Var.Pos(), f.Var.Pos()+token.Pos(len(f.Var.Name()))
	}
	r.Report(report.Finding{Pos: pos, End: end, Category: categoryData, Related: rel, Args: message.Args{"type": types.TypeString(f.Var.Type(), types.RelativeTo(r.Pass.Pkg))}})
}

func (r *run) within(pos token.Pos) bool {
	for _, f := range r.Pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return true
		}
	}
	return false
}

// marshal finds body, _ := json.Marshal(request).
func (r *run) marshal(fn *endpoints.Func, call *ast.CallExpr) {
	if !r.Index.IsPkgCall(call, "encoding/json", "Marshal", "MarshalIndent") || len(call.Args) == 0 {
		return
	}
	as, ok := r.Index.Parent(call).(*ast.AssignStmt)
	if !ok || len(as.Lhs) != 2 {
		return
	}
	if id, ok := as.Lhs[1].(*ast.Ident); !ok || id.Name != "_" {
		return
	}
	n := names(r.Info.TypeOf(call.Args[0]))
	sent := ours(n) || isItem(r.Info.TypeOf(call.Args[0]))
	if body := r.Index.Var(as.Lhs[0]); body != nil && !sent {
		for _, c := range fn.Calls {
			if c == call || !r.uses(c, body) {
				continue
			}
			o := r.Index.OfCall(c)
			if !o.Service {
				for _, other := range fn.Calls {
					if other != c && r.shares(other, c) {
						o = r.Index.OfCall(other)
					}
				}
			}
			sent = sent || o.Service
		}
	}
	if !sent {
		return
	}
	r.Report(report.Finding{Pos: as.Lhs[1].Pos(), End: as.Lhs[1].End(), Category: categoryMarshal})
}

func (r *run) uses(c *ast.CallExpr, v *types.Var) bool {
	found := false
	for _, a := range c.Args {
		ast.Inspect(a, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && r.Info.Uses[id] == v {
				found = true
			}
			return !found
		})
	}
	return found
}

// shares tells that outer holds inner among its arguments.
func (r *run) shares(outer, inner *ast.CallExpr) bool {
	return outer.Pos() <= inner.Pos() && inner.End() <= outer.End() && outer != inner
}

// key finds apiKey where an endpoint wants apikey, and the reverse.
func (r *run) key(call *ast.CallExpr) {
	o := r.Index.OfCall(call)
	if len(o.Kinds) != 1 || !r.given(call) {
		return
	}
	e, _ := endpoint.Lookup(o.Kinds[0])
	want := "apiKey"
	switch e.Key {
	case endpoint.KeyBody:
	case endpoint.KeyBodyLower:
		want = "apikey"
	default:
		return
	}
	for _, v := range r.Index.Values(call) {
		r.keyIn(call, v, want, e)
	}
}

func (r *run) given(call *ast.CallExpr) bool {
	for _, a := range call.Args {
		if t := r.Info.TypeOf(a); t != nil && elem(t) == types.Typ[types.String] {
			for _, s := range r.Index.Fold(a) {
				if len(r.Index.Match(s).Kinds) > 0 {
					return true
				}
			}
		}
	}
	return false
}

func (r *run) keyIn(call *ast.CallExpr, e ast.Expr, want string, end endpoint.Endpoint) {
	t := r.Info.TypeOf(e)
	if t == nil {
		return
	}
	rel := []report.Related{{Pos: call.Pos(), End: call.End(), Name: "sent"}}
	args := func(have string) message.Args {
		return message.Args{"path": end.Path, "have": have, "want": want}
	}
	if lit, ok := e.(*ast.CompositeLit); ok {
		both := map[string]bool{}
		var wrong ast.Expr
		for _, el := range lit.Elts {
			kv, ok := el.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			v := r.Info.Types[kv.Key].Value
			if v == nil || v.Kind() != constant.String {
				continue
			}
			both[constant.StringVal(v)] = true
			if s := constant.StringVal(v); s != want && strings.EqualFold(s, want) {
				wrong = kv.Key
			}
		}
		if wrong != nil && !both[want] {
			f := report.Finding{Pos: wrong.Pos(), End: wrong.End(), Category: categoryKey, Args: args(constant.StringVal(r.Info.Types[wrong].Value)), Related: rel}
			if _, ok := wrong.(*ast.BasicLit); ok {
				f.Fixes = []report.Fix{{Name: "key", Args: message.Args{"want": want}, Edits: []analysis.TextEdit{{Pos: wrong.Pos(), End: wrong.End(), NewText: []byte(strconv.Quote(want))}}}}
			}
			r.Report(f)
			return
		}
	}
	n := names(t)
	if _, ok := n[want]; ok {
		return
	}
	for name, f := range n {
		if strings.EqualFold(name, want) && f.Tagged {
			r.Report(report.Finding{Pos: e.Pos(), End: e.End(), Category: categoryKey, Args: args(name), Related: rel})
			return
		}
	}
}
