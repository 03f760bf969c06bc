package endpoints

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// Hole stands in a folded string for a part that is not known.
const Hole = "\x00"

// maxAlternatives bounds the strings one expression may stand for, maxDepth
// the helpers a URL is followed through.
const (
	maxAlternatives = 12
	maxDepth        = 5
)

// env gives parameters of helpers the strings they have at one call.
type env map[*types.Var][]string

// Fold returns the strings that an expression may have, Hole for each part
// that is not known.
func (x *Index) Fold(e ast.Expr) []string { return x.fold(e, nil, 0) }

func (x *Index) fold(e ast.Expr, with env, depth int) []string {
	if e == nil || depth > 2*maxDepth {
		return []string{Hole}
	}
	if tv, ok := x.Info.Types[e]; ok && tv.Value != nil {
		return foldConstant(tv.Value)
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return x.fold(e.X, with, depth)
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return cross(x.fold(e.X, with, depth+1), x.fold(e.Y, with, depth+1), "")
		}
	case *ast.UnaryExpr:
		return x.fold(e.X, with, depth+1)
	case *ast.StarExpr:
		return x.fold(e.X, with, depth+1)
	case *ast.Ident:
		return x.foldVar(e, with, depth)
	case *ast.SelectorExpr:
		return x.foldSelector(e, with, depth)
	case *ast.IndexExpr:
		return x.foldTable(e.X, with, depth)
	case *ast.CompositeLit:
		return x.foldURL(e, with, depth)
	case *ast.CallExpr:
		return x.foldCall(e, with, depth)
	}
	return []string{Hole}
}

func foldConstant(v constant.Value) []string {
	switch v.Kind() {
	case constant.String:
		return []string{constant.StringVal(v)}
	case constant.Int:
		return []string{v.ExactString()}
	}
	return []string{Hole}
}

func (x *Index) foldVar(e *ast.Ident, with env, depth int) []string {
	v := x.Var(e)
	if v == nil {
		return []string{Hole}
	}
	if s, ok := with[v]; ok {
		return s
	}
	out := x.foldDefs(x.defs[v], with, depth)
	if paths := x.paths[v]; len(paths) > 0 {
		return x.foldSetPath(out, paths, with, depth)
	}
	return out
}

// foldSetPath folds a URL whose path is set after it was made: the host
// stays, and what the path is set to may begin with the old one.
func (x *Index) foldSetPath(urls []string, paths []ast.Expr, with env, depth int) []string {
	var hosts []string
	for _, u := range urls {
		host := Hole
		if scheme, rest, ok := strings.Cut(u, "://"); ok {
			rest, _, _ = strings.Cut(rest, "/")
			host = scheme + "://" + rest
		}
		hosts = append(hosts, host)
	}
	var out []string
	for _, p := range paths {
		for _, s := range x.fold(p, with, depth+1) {
			if after := strings.TrimLeft(s, Hole); strings.HasPrefix(after, "/") {
				s = after // an unknown path before it is not part of the host
			}
			out = append(out, s)
		}
	}
	return cross(hosts, out, "")
}

// foldSelector folds a field by all that the package gives it, and a variable
// of a package.
func (x *Index) foldSelector(e *ast.SelectorExpr, with env, depth int) []string {
	v, ok := x.Info.Uses[e.Sel].(*types.Var)
	switch {
	case !ok:
		return []string{Hole}
	case x.importedText(e) != nil:
		return x.importedText(e)
	case !v.IsField():
		return x.foldDefs(x.defs[v], with, depth)
	case !isString(v.Type()) && !isURL(v.Type()):
		return []string{Hole}
	case v.Pkg() != nil && v.Pkg().Path() == "net/url":
		// Each URL has its own; what others are set to says nothing of it.
		return []string{Hole}
	}
	return x.foldFields(v, with, depth)
}

// foldFields folds all that the package gives a field.
func (x *Index) foldFields(v *types.Var, with env, depth int) []string {
	var defs []Def
	for _, e := range x.fields[v.Origin()] {
		defs = append(defs, Def{Expr: e, Index: -1})
	}
	return x.foldDefs(defs, with, depth)
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func isURL(t types.Type) bool {
	return strings.HasSuffix(strings.TrimPrefix(t.String(), "*"), "net/url.URL")
}

func (x *Index) foldDefs(defs []Def, with env, depth int) []string {
	var out []string
	for _, d := range defs {
		if d.Into {
			continue
		}
		if d.Index > 0 {
			out = append(out, Hole)
			continue
		}
		// The first result of url.Parse and url.JoinPath is the URL.
		out = append(out, x.fold(d.Expr, with, depth+1)...)
		if len(out) > maxAlternatives {
			return []string{Hole}
		}
	}
	if len(out) == 0 {
		return []string{Hole}
	}
	return out
}

// foldTable folds an element of a map, slice or array that a literal fills.
func (x *Index) foldTable(e ast.Expr, with env, depth int) []string {
	if told := x.importedText(e); told != nil {
		return told
	}
	v := x.Var(e)
	if v == nil {
		return []string{Hole}
	}
	return x.tableOf(v, with, depth)
}

// tableOf folds the elements that literals give a variable.
func (x *Index) tableOf(v *types.Var, with env, depth int) []string {
	var out []string
	for _, d := range x.defs[v] {
		lit, ok := ast.Unparen(d.Expr).(*ast.CompositeLit)
		if !ok {
			return []string{Hole}
		}
		for _, el := range lit.Elts {
			if kv, ok := el.(*ast.KeyValueExpr); ok {
				el = kv.Value
			}
			out = append(out, x.fold(el, with, depth+1)...)
		}
	}
	if len(out) == 0 || len(out) > 4*maxAlternatives {
		return []string{Hole}
	}
	return out
}

func (x *Index) foldURL(lit *ast.CompositeLit, with env, depth int) []string {
	t := x.Info.TypeOf(lit)
	if t == nil || !strings.HasSuffix(t.String(), "net/url.URL") {
		return []string{Hole}
	}
	part := map[string][]string{"Host": {Hole}, "Path": {""}}
	for _, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				part[key.Name] = x.fold(kv.Value, with, depth+1)
			}
		}
	}
	return cross(cross([]string{"https://"}, part["Host"], ""), part["Path"], "")
}

func cross(a, b []string, sep string) []string {
	var out []string
	for _, s := range a {
		for _, t := range b {
			join := s + t
			if sep == "/" {
				join = strings.TrimSuffix(s, "/") + "/" + strings.TrimPrefix(t, "/")
			}
			out = append(out, join)
			if len(out) >= 4*maxAlternatives {
				return out
			}
		}
	}
	return out
}

// bind gives the string parameters of fn what they have at a call.
func (x *Index) bind(fn *Func, call *ast.CallExpr, with env, depth int) env {
	inner := env{}
	for i, a := range call.Args {
		p := fn.Param(i)
		if p == nil || !isString(p.Type()) {
			continue
		}
		inner[p] = x.fold(a, with, depth+1)
	}
	return inner
}

func deref(t types.Type) types.Type {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		return ptr.Elem()
	}
	return t
}
