package payloadshape

import (
	"go/ast"
	"go/constant"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/request"
	"golang.org/x/tools/go/analysis"
)

// sentNames finds names in a request that differ from those which its endpoint
// reads by their case or by one letter: what is under them is ignored.
func (r *run) sentNames(call *ast.CallExpr) {
	o := r.Index.OfCall(call)
	if len(o.Kinds) != 1 || !r.Index.Given(call) {
		return
	}
	var known []string
	for _, f := range request.Schema(o.Kinds[0]).Fields() {
		known = append(known, f.Name)
	}
	e, _ := endpoint.Default().Lookup(o.Kinds[0])
	for _, v := range r.Index.Values(call) {
		r.sentIn(call, v, known, e.Path)
	}
}

// sentIn looks at the names of one value that is sent.
func (r *run) sentIn(call *ast.CallExpr, v ast.Expr, known []string, path string) {
	t := r.Info.TypeOf(v)
	if t == nil {
		return
	}
	sent := []report.Related{{Pos: call.Pos(), End: call.End(), Name: "sent"}}
	if lit, ok := v.(*ast.CompositeLit); ok {
		keys := r.keys(lit)
		for _, name := range slices.Sorted(maps.Keys(keys)) {
			key := keys[name]
			if want := meant(name, known); want != "" && keys[want] == nil {
				r.Report(report.Finding{
					Pos: key.Pos(), End: key.End(), Category: categoryName, Related: sent,
					Args:  message.Args{"path": path, "have": name, "want": want},
					Fixes: []report.Fix{{Name: "key", Args: message.Args{"want": want}, Edits: []analysis.TextEdit{{Pos: key.Pos(), End: key.End(), NewText: []byte(strconv.Quote(want))}}}},
				})
			}
		}
	}
	n := names(t)
	for _, name := range slices.Sorted(maps.Keys(n)) {
		f := n[name]
		if want := meant(name, known); want != "" && f.Tagged {
			if _, both := n[want]; !both {
				r.misnamed(f, v, want, "", message.Args{"path": path, "have": name, "want": want}, sent)
			}
		}
	}
}

// keys are the constant keys of a map literal that are written out.
func (r *run) keys(lit *ast.CompositeLit) map[string]*ast.BasicLit {
	out := map[string]*ast.BasicLit{}
	for _, el := range lit.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if key, ok := kv.Key.(*ast.BasicLit); ok {
			if v := r.Info.Types[key].Value; v != nil && v.Kind() == constant.String {
				out[constant.StringVal(v)] = key
			}
		}
	}
	return out
}

// meant is the field of an endpoint that a name stands for, "" where the name is
// one of them or like none. The key has a check of its own.
func meant(name string, known []string) string {
	if slices.Contains(known, name) || strings.EqualFold(name, "apiKey") || len(name) < 6 {
		return ""
	}
	found := ""
	for _, k := range known {
		if strings.EqualFold(name, k) {
			return k
		}
		if suggest.Word(name).Distance(k, 1) == 1 {
			if found != "" {
				return ""
			}
			found = k
		}
	}
	return found
}

// misnamed reports a field whose JSON name is not the one that was meant, at the
// field where this package declares it, and at the value otherwise.
func (r *run) misnamed(f envelope.Field, v ast.Node, want, variant string, args message.Args, related []report.Related) {
	finding := report.Finding{Pos: v.Pos(), End: v.End(), Category: categoryName, Variant: variant, Args: args, Related: related}
	if field := r.field(f.Var.Origin()); field != nil && field.Tag != nil {
		finding.Pos, finding.End = field.Tag.Pos(), field.Tag.End()
		old := `json:"` + f.Name
		if strings.Count(field.Tag.Value, old) == 1 {
			text := strings.Replace(field.Tag.Value, old, `json:"`+want, 1)
			finding.Fixes = []report.Fix{{Name: "key", Args: message.Args{"want": want}, Edits: []analysis.TextEdit{{Pos: field.Tag.Pos(), End: field.Tag.End(), NewText: []byte(text)}}}}
		}
	}
	r.Report(finding)
}

// field finds where the package declares a field, nil for one from elsewhere.
func (r *run) field(v *types.Var) *ast.Field {
	if v.Pkg() != r.Pass.Pkg || !r.within(v.Pos()) {
		return nil
	}
	var found *ast.Field
	for _, f := range r.Pass.Files {
		if v.Pos() < f.FileStart || f.FileEnd <= v.Pos() {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if field, ok := n.(*ast.Field); ok && field.Pos() <= v.Pos() && v.Pos() < field.End() {
				found = field // the innermost one is met last
			}
			return true
		})
	}
	return found
}

// answerNames finds a message that is read under the name that the other
// generation has for it. Source: runninghub-api.md §1, callers.md §6.2.
func (r *run) answerNames(a *flow.Answer) {
	if a.Form != flow.Struct || a.V2 || len(a.Sites) == 0 || len(a.Kinds) == 0 || flow.Any(a.Kinds, secondGeneration) {
		return
	}
	n := names(a.Var.Type())
	if _, ok := n["msg"]; ok {
		return
	}
	f, ok := n["message"]
	if !ok || !f.Tagged {
		return
	}
	site := a.Sites[0]
	r.misnamed(f, site, "msg", "message", message.Args{"have": "message", "want": "msg"}, []report.Related{{Pos: site.Pos(), End: site.End(), Name: "answer"}})
}

func secondGeneration(k endpoint.Kind) bool {
	e, ok := endpoint.Default().Lookup(k)
	return !ok || e.V2 || e.Multipart
}
