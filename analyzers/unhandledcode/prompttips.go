package unhandledcode

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
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
}

// answersTips reports whether the answers of an endpoint carry promptTips.
func answersTips(k endpoint.Kind) bool {
	e, ok := endpoint.Default().Lookup(k)
	return flow.Starts(k) && ok && !e.V2
}

// tipsRead reports whether the package reads promptTips, or leaves that to
// those who import it.
func (r *run) tipsRead() bool {
	read := false
	tips := r.tipsFields()
	for _, f := range r.Pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				read = read || r.selectsTips(n, tips)
			case *ast.StructType:
				read = read || r.exportsTips(n)
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

// selectsTips reports whether a selector is a field for promptTips.
func (r *run) selectsTips(n *ast.SelectorExpr, tips map[*types.Var]bool) bool {
	s := r.Info.Selections[n]
	if s == nil || s.Kind() != types.FieldVal {
		return false
	}
	v, ok := s.Obj().(*types.Var)
	return ok && (strings.EqualFold(v.Name(), "promptTips") || tips[v.Origin()] || envelope.Name(s.Recv(), v) == "promptTips")
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

// exportedAround reports whether a struct belongs to an exported type.
func exportedAround(r *run, n ast.Node) bool {
	for up := r.Index.Parent(n); up != nil; up = r.Index.Parent(up) {
		if ts, ok := up.(*ast.TypeSpec); ok {
			return ts.Name.IsExported()
		}
	}
	return false
}
