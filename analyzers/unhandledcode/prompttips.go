package unhandledcode

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// promptTips reports create answers whose promptTips nobody reads.
func (r *run) promptTips() {
	if r.tipsRead() {
		return
	}
	for _, a := range r.Program.Answers {
		if a.Param || !a.Read || !flow.Any(a.Kinds, answersTips) {
			continue
		}
		i := slices.IndexFunc(a.Uses, func(u *flow.Use) bool { return u.Set.Has(codes.Success()) })
		if i < 0 {
			continue
		}
		u := a.Uses[i]
		r.Report(report.Finding{
			Pos: u.Node.Pos(), End: u.Node.End(), Category: categoryPromptTips,
			Args: r.args(a, codes.Set{}), Related: related(u.Site),
		})
	}
	for _, h := range r.Program.Created() {
		if !flow.Any(h.Kinds, answersTips) {
			continue
		}
		at := h.Fields[0]
		r.Report(report.Finding{
			Pos: at.Pos(), End: at.End(), Category: categoryPromptTips,
			Args: r.args(h.Answer, codes.Set{}), Related: related(first(h.Sites)),
		})
	}
}

// answersTips reports whether the answers of an endpoint carry promptTips.
func answersTips(k endpoint.Kind) bool {
	e, ok := endpoint.Default().Lookup(k)
	return flow.Starts(k) && ok && !e.V2
}

// tipsRead reports whether the package or one below it reads promptTips, or
// leaves that to those who import it.
func (r *run) tipsRead() bool {
	if r.Index.Known != nil && r.Index.Known.Tips || r.Program.ReadsTips() {
		return true
	}
	offered := false
	for _, f := range r.Pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			if st, ok := n.(*ast.StructType); ok {
				offered = offered || r.exportsTips(st)
			}
			return !offered
		})
	}
	return offered
}

// exportsTips reports whether a struct offers promptTips to other packages.
func (r *run) exportsTips(st *ast.StructType) bool {
	if r.Pass.Pkg.Name() == "main" {
		return false
	}
	return slices.ContainsFunc(st.Fields.List, func(f *ast.Field) bool {
		return f.Tag != nil && strings.Contains(f.Tag.Value, "promptTips") &&
			len(f.Names) == 1 && f.Names[0].IsExported() && exportedAround(r, st)
	})
}

// exportedAround reports whether a struct belongs to an exported type.
func exportedAround(r *run, n ast.Node) bool {
	for up := r.Index.Parent(n); up != nil; up = r.Index.Parent(up) {
		if ts, ok := up.(*ast.TypeSpec); ok {
			return ts.Name.IsExported()
		}
	}
	return false
}
