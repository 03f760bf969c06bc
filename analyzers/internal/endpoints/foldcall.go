package endpoints

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"
)

var verb = regexp.MustCompile(`%[-+# 0-9.\[\]*]*[a-zA-Z%]`)

func (x *Index) foldCall(call *ast.CallExpr, with env, depth int) []string {
	if tv, ok := x.Info.Types[call.Fun]; ok && tv.IsType() && len(call.Args) == 1 {
		return x.fold(call.Args[0], with, depth+1)
	}
	if f := x.Static(call); f != nil && f.Pkg() != nil {
		var out []string
		switch pkg := f.Pkg().Path(); pkg {
		case "fmt":
			out = x.foldFmt(f, call, with, depth)
		case "strings":
			out = x.foldStrings(f, call, with, depth)
		case "net/url", "path":
			out = x.foldURLCall(f, call, with, depth)
		}
		if out != nil {
			return out
		}
	}
	return x.foldHelper(call, with, depth)
}

// foldFmt folds a call of package fmt, nil when it gives no string.
func (x *Index) foldFmt(f *types.Func, call *ast.CallExpr, with env, depth int) []string {
	switch {
	case f.Name() == "Sprintf" && len(call.Args) > 0:
		return x.foldFormat(call, with, depth)
	case f.Name() == "Sprint":
		out := []string{""}
		for _, a := range call.Args {
			out = cross(out, x.fold(a, with, depth+1), "")
		}
		return out
	}
	return nil
}

// foldStrings folds a call of package strings, nil for those that are not
// followed.
func (x *Index) foldStrings(f *types.Func, call *ast.CallExpr, with env, depth int) []string {
	switch {
	case f.Name() == "Join" && len(call.Args) == 2:
		lit, ok := ast.Unparen(call.Args[0]).(*ast.CompositeLit)
		sep := x.fold(call.Args[1], with, depth+1)
		if !ok || len(sep) != 1 {
			return []string{Hole}
		}
		out := []string{""}
		for i, el := range lit.Elts {
			if i > 0 {
				out = cross(out, sep, "")
			}
			out = cross(out, x.fold(el, with, depth+1), "")
		}
		return out
	case strings.HasPrefix(f.Name(), "Trim") && len(call.Args) > 0:
		out := append([]string(nil), x.fold(call.Args[0], with, depth+1)...)
		if len(call.Args) == 2 && strings.Contains(f.Name(), "Right") || strings.Contains(f.Name(), "Suffix") {
			for i := range out {
				out[i] = strings.TrimSuffix(out[i], "/")
			}
		}
		return out
	}
	return nil
}

// foldURLCall folds a call of package net/url or path, nil for those that are
// not followed.
func (x *Index) foldURLCall(f *types.Func, call *ast.CallExpr, with env, depth int) []string {
	if f.Signature().Recv() != nil {
		return x.foldURLMethod(f, call, with, depth)
	}
	switch name := f.Pkg().Path() + "." + f.Name(); name {
	case "net/url.JoinPath", "path.Join":
		return x.foldJoin(call.Args, call.Ellipsis, with, depth)
	case "net/url.Parse", "net/url.ParseRequestURI":
		if len(call.Args) == 1 {
			return x.fold(call.Args[0], with, depth+1)
		}
	case "net/url.PathEscape", "net/url.QueryEscape":
		return []string{Hole}
	}
	return nil
}

// foldURLMethod folds a method of url.URL.
func (x *Index) foldURLMethod(f *types.Func, call *ast.CallExpr, with env, depth int) []string {
	recv, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	switch f.Name() {
	case "JoinPath":
		return x.foldJoin(append([]ast.Expr{recv.X}, call.Args...), call.Ellipsis, with, depth)
	case "Parse":
		return x.foldJoin([]ast.Expr{recv.X, call.Args[0]}, token.NoPos, with, depth)
	case "String":
		if named := f.Signature().Recv().Type().String(); strings.HasSuffix(named, "URL") {
			return x.fold(recv.X, with, depth+1)
		}
		return []string{Hole}
	case "Encode":
		return []string{Hole}
	}
	return nil
}

// foldHelper folds what a helper of the package makes of its arguments.
func (x *Index) foldHelper(call *ast.CallExpr, with env, depth int) []string {
	fn := x.Callee(call)
	if fn == nil || fn.Sig.Results().Len() == 0 || !isString(fn.Sig.Results().At(0).Type()) || depth > maxDepth {
		return []string{Hole}
	}
	inner := x.bind(fn, call, with, depth)
	var out []string
	eachReturn(fn, func(r *ast.ReturnStmt) {
		if len(r.Results) > 0 {
			out = append(out, x.fold(r.Results[0], inner, depth+1)...)
		} else {
			out = append(out, Hole)
		}
	})
	if len(out) == 0 || len(out) > 4*maxAlternatives {
		return []string{Hole}
	}
	return out
}

func eachReturn(fn *Func, f func(*ast.ReturnStmt)) {
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			f(n)
		}
		return true
	})
}

func (x *Index) foldJoin(args []ast.Expr, ellipsis token.Pos, with env, depth int) []string {
	if len(args) == 0 {
		return []string{Hole}
	}
	out := x.fold(args[0], with, depth+1)
	for i, a := range args[1:] {
		if ellipsis.IsValid() && i == len(args)-2 {
			return cross(out, []string{Hole}, "/")
		}
		out = cross(out, x.fold(a, with, depth+1), "/")
	}
	return out
}

func (x *Index) foldFormat(call *ast.CallExpr, with env, depth int) []string {
	formats := x.fold(call.Args[0], with, depth+1)
	if len(formats) != 1 || strings.Contains(formats[0], Hole) {
		return []string{Hole}
	}
	format := formats[0]
	out := []string{""}
	arg, at := 1, 0
	for _, m := range verb.FindAllStringIndex(format, -1) {
		out = cross(out, []string{format[at:m[0]]}, "")
		at = m[1]
		v := format[m[0]:m[1]]
		if v == "%%" {
			out = cross(out, []string{"%"}, "")
			continue
		}
		value := []string{Hole}
		if (v == "%s" || v == "%v" || v == "%d") && arg < len(call.Args) && !call.Ellipsis.IsValid() {
			value = x.fold(call.Args[arg], with, depth+1)
		}
		arg++
		out = cross(out, value, "")
	}
	return cross(out, []string{format[at:]}, "")
}
