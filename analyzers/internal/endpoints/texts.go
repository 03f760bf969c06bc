package endpoints

import (
	"go/ast"
	"go/types"
	"strings"
)

// Text is one string that the package makes, and the expression to blame for
// it.
type Text struct {
	Expr   ast.Expr
	Folded []string
	// Via is the call that completes it in a helper, nil where Expr is all.
	Via *ast.CallExpr
}

// Texts lists the strings that the package makes: each largest string
// expression of a function or a declaration, and for a helper that is given a
// part of a URL what becomes of it there.
func (x *Index) Texts() []Text {
	var out []Text
	for _, f := range x.Pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.Field:
				return n.Tag == nil
			case *ast.CallExpr:
				if t, ok := x.madeBy(n); ok {
					out = append(out, t)
					return false
				}
				out = append(out, x.through(n)...)
			case *ast.BinaryExpr, *ast.BasicLit:
				e := n.(ast.Expr)
				if t := x.Info.TypeOf(e); t != nil && isString(t) {
					out = append(out, Text{Expr: e, Folded: x.fold(e, nil, 0)})
					return false // a declared part keeps its own place
				}
			}
			return true
		})
	}
	return out
}

// madeBy is the URL that a call makes, if it makes one.
func (x *Index) madeBy(call *ast.CallExpr) (Text, bool) {
	tv := x.Info.Types[call]
	if tv.Type == nil || !givesString(tv.Type) {
		return Text{}, false
	}
	folded := x.fold(call, nil, 0)
	o := x.matchAll(folded)
	return Text{Expr: call, Folded: folded}, o.Service || o.Elsewhere || x.IsPkgCall(call, "net/url", "JoinPath")
}

// through folds the URLs that a helper of the package makes of what one call
// gives it.
func (x *Index) through(call *ast.CallExpr) []Text {
	fn := x.Callee(call)
	if fn == nil || !hasString(fn) {
		return nil
	}
	with := x.bind(fn, call, nil, 0)
	var out []Text
	for i, a := range call.Args {
		p := fn.Param(i)
		parts := with[p]
		if p == nil || len(parts) != 1 || !strings.Contains(parts[0], "/") && len(parts[0]) < 3 || strings.Contains(parts[0], Hole) {
			continue
		}
		if folded := x.madeOf(p, fn, with); len(folded) > 0 {
			out = append(out, Text{Expr: a, Folded: folded, Via: call})
		}
	}
	return out
}

// madeOf folds the strings that a function makes with a parameter.
func (x *Index) madeOf(p *types.Var, fn *Func, with env) []string {
	var folded []string
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.BinaryExpr, *ast.CallExpr:
			e := n.(ast.Expr)
			if t := x.Info.TypeOf(e); t != nil && givesString(t) && x.mentionsVar(e, p) {
				folded = append(folded, x.fold(e, with, 0)...)
				return false
			}
		}
		return true
	})
	return folded
}

func (x *Index) mentionsVar(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && x.Info.Uses[id] == v {
			found = true
		}
		return !found
	})
	return found
}

// Given reports whether a call is given the URL of an endpoint itself, or what a
// helper of the package makes one of, so that what else it is given goes there.
func (x *Index) Given(call *ast.CallExpr) bool {
	for _, a := range call.Args {
		if t := x.Info.TypeOf(a); t != nil && isString(t) && len(x.matchAll(x.fold(a, nil, 0)).Kinds) > 0 {
			return true
		}
	}
	fn := x.Callee(call)
	if fn == nil || !hasString(fn) {
		return false
	}
	with := x.bind(fn, call, nil, 0)
	for i := range call.Args {
		if p := fn.Param(i); p != nil && with[p] != nil && len(x.matchAll(x.madeOf(p, fn, with)).Kinds) > 0 {
			return true
		}
	}
	return false
}
