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

	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
)

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

// data finds an outputs answer whose data can only be a list.
func (r *run) data(a *flow.Answer) {
	if a.Form != flow.Struct || a.V2 || !slices.Contains(a.Kinds, endpoint.Outputs) || len(a.Sites) == 0 {
		return
	}
	if slices.ContainsFunc(a.Sites, r.Index.Pushed) {
		return // what a webhook is sent for a failed task was not seen
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
