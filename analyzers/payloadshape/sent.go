package payloadshape

import (
	"go/ast"
	"go/constant"
	"go/types"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
)

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
	t := r.Info.TypeOf(call.Args[0])
	if t != nil && encodes(t, nil) {
		return
	}
	if ours(names(t)) || isItem(t) || r.sent(fn, call, r.Index.Var(as.Lhs[0])) {
		r.Report(report.Finding{Pos: as.Lhs[1].Pos(), End: as.Lhs[1].End(), Category: categoryMarshal})
	}
}

// sent reports whether what a call of fn made, and body keeps, goes to
// RunningHub.
func (r *run) sent(fn *endpoints.Func, made *ast.CallExpr, body *types.Var) bool {
	return body != nil && slices.ContainsFunc(fn.Calls, func(c *ast.CallExpr) bool {
		return c != made && r.uses(c, body) && r.serves(fn, c)
	})
}

// serves reports whether a call reaches RunningHub, itself or within the last
// call around it.
func (r *run) serves(fn *endpoints.Func, c *ast.CallExpr) bool {
	o := r.Index.OfCall(c)
	if o.Service {
		return true
	}
	for _, other := range fn.Calls {
		if other != c && r.shares(other, c) {
			o = r.Index.OfCall(other)
		}
	}
	return o.Service
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

// shares reports whether outer holds inner among its arguments.
func (r *run) shares(outer, inner *ast.CallExpr) bool {
	return outer.Pos() <= inner.Pos() && inner.End() <= outer.End() && outer != inner
}

// key finds apiKey where an endpoint wants apikey, and the reverse.
func (r *run) key(call *ast.CallExpr) {
	o := r.Index.OfCall(call)
	if len(o.Kinds) != 1 || !r.Index.Given(call) {
		return
	}
	e, _ := endpoint.Default().Lookup(o.Kinds[0])
	if e.KeyField == "" || e.Method != http.MethodPost {
		return
	}
	for _, v := range r.Index.Values(call) {
		r.keyIn(call, v, e.KeyField, e)
	}
}

func (r *run) keyIn(call *ast.CallExpr, e ast.Expr, want string, end endpoint.Endpoint) {
	t := r.Info.TypeOf(e)
	if t == nil {
		return
	}
	found := func(at ast.Node, have string, fixes []report.Fix) {
		r.Report(report.Finding{
			Pos: at.Pos(), End: at.End(), Category: categoryKey, Fixes: fixes,
			Args:    message.Args{"path": end.Path, "have": have, "want": want},
			Related: []report.Related{{Pos: call.Pos(), End: call.End(), Name: "sent"}},
		})
	}
	if lit, ok := e.(*ast.CompositeLit); ok {
		if wrong, have := r.wrongKey(lit, want); wrong != nil {
			var fixes []report.Fix
			if _, ok := wrong.(*ast.BasicLit); ok {
				fixes = []report.Fix{{Name: "key", Args: message.Args{"want": want}, Edits: []analysis.TextEdit{{Pos: wrong.Pos(), End: wrong.End(), NewText: []byte(strconv.Quote(want))}}}}
			}
			found(wrong, have, fixes)
			return
		}
	}
	n := names(t)
	if _, ok := n[want]; ok {
		return
	}
	for name, f := range n {
		if strings.EqualFold(name, want) && f.Tagged {
			found(e, name, nil)
			return
		}
	}
}

// wrongKey finds the key of a map literal that differs from want in case only,
// and how it is written; nil where want is there as well.
func (r *run) wrongKey(lit *ast.CompositeLit, want string) (wrong ast.Expr, have string) {
	for _, el := range lit.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		v := r.Info.Types[kv.Key].Value
		if v == nil || v.Kind() != constant.String {
			continue
		}
		switch s := constant.StringVal(v); {
		case s == want:
			return nil, ""
		case strings.EqualFold(s, want):
			wrong, have = kv.Key, s
		}
	}
	return wrong, have
}
