package endpoints

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"github.com/payloadlint/payloadlint/schema/endpoint"
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
	unknown := []string{Hole}
	if e == nil || depth > 2*maxDepth {
		return unknown
	}
	if tv, ok := x.Info.Types[e]; ok && tv.Value != nil {
		switch tv.Value.Kind() {
		case constant.String:
			return []string{constant.StringVal(tv.Value)}
		case constant.Int:
			return []string{tv.Value.ExactString()}
		}
		return unknown
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
		v := x.Var(e)
		if v == nil {
			return unknown
		}
		if s, ok := with[v]; ok {
			return s
		}
		return x.foldDefs(x.defs[v], with, depth)
	case *ast.SelectorExpr:
		if v, ok := x.Info.Uses[e.Sel].(*types.Var); ok {
			if !v.IsField() {
				return x.foldDefs(x.defs[v], with, depth)
			}
			if isString(v.Type()) || isURL(v.Type()) {
				var defs []Def
				for _, e := range x.fields[v.Origin()] {
					defs = append(defs, Def{Expr: e, Index: -1})
				}
				return x.foldDefs(defs, with, depth)
			}
		}
	case *ast.IndexExpr:
		return x.foldTable(e.X, with, depth)
	case *ast.CompositeLit:
		return x.foldURL(e, with, depth)
	case *ast.CallExpr:
		return x.foldCall(e, with, depth)
	}
	return unknown
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
	v := x.Var(e)
	if v == nil {
		return []string{Hole}
	}
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

var verb = regexp.MustCompile(`%[-+# 0-9.\[\]*]*[a-zA-Z%]`)

func (x *Index) foldCall(call *ast.CallExpr, with env, depth int) []string {
	unknown := []string{Hole}
	if tv, ok := x.Info.Types[call.Fun]; ok && tv.IsType() && len(call.Args) == 1 {
		return x.fold(call.Args[0], with, depth+1)
	}
	f := x.Static(call)
	if f != nil && f.Pkg() != nil {
		name := f.Pkg().Path() + "." + f.Name()
		method := f.Signature().Recv() != nil
		recv, _ := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		switch {
		case name == "fmt.Sprintf" && len(call.Args) > 0:
			return x.foldFormat(call, with, depth)
		case name == "fmt.Sprint":
			out := []string{""}
			for _, a := range call.Args {
				out = cross(out, x.fold(a, with, depth+1), "")
			}
			return out
		case name == "net/url.JoinPath" && !method, name == "path.Join":
			return x.foldJoin(call.Args, call.Ellipsis, with, depth)
		case name == "net/url.JoinPath" && method:
			return x.foldJoin(append([]ast.Expr{recv.X}, call.Args...), call.Ellipsis, with, depth)
		case name == "strings.Join" && len(call.Args) == 2:
			lit, ok := ast.Unparen(call.Args[0]).(*ast.CompositeLit)
			sep := x.fold(call.Args[1], with, depth+1)
			if !ok || len(sep) != 1 {
				return unknown
			}
			out := []string{""}
			for i, el := range lit.Elts {
				if i > 0 {
					out = cross(out, sep, "")
				}
				out = cross(out, x.fold(el, with, depth+1), "")
			}
			return out
		case strings.HasPrefix(name, "strings.Trim") && len(call.Args) > 0:
			out := append([]string(nil), x.fold(call.Args[0], with, depth+1)...)
			if len(call.Args) == 2 && strings.Contains(f.Name(), "Right") || strings.Contains(f.Name(), "Suffix") {
				for i := range out {
					out[i] = strings.TrimSuffix(out[i], "/")
				}
			}
			return out
		case (name == "net/url.Parse" || name == "net/url.ParseRequestURI") && len(call.Args) == 1:
			return x.fold(call.Args[0], with, depth+1)
		case name == "net/url.String" && method, name == "net/url.Parse" && method:
			if f.Name() == "Parse" {
				return x.foldJoin([]ast.Expr{recv.X, call.Args[0]}, token.NoPos, with, depth)
			}
			if named := f.Signature().Recv().Type().String(); strings.HasSuffix(named, "URL") {
				return x.fold(recv.X, with, depth+1)
			}
			return unknown
		case name == "net/url.PathEscape", name == "net/url.QueryEscape", name == "net/url.Encode":
			return unknown
		}
	}
	fn := x.Callee(call)
	if fn == nil || fn.Sig.Results().Len() == 0 || !isString(fn.Sig.Results().At(0).Type()) || depth > maxDepth {
		return unknown
	}
	// A helper of the package that makes the URL.
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
		return unknown
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

// Origin is where a value comes from.
type Origin struct {
	// Kinds are the endpoints that are certain to be among its sources.
	Kinds []endpoint.Kind
	// Service tells that RunningHub is among its sources, Elsewhere that some
	// other URL is.
	Service, Elsewhere bool
}

func (o *Origin) add(p Origin) {
	o.Service = o.Service || p.Service
	o.Elsewhere = o.Elsewhere || p.Elsewhere
next:
	for _, k := range p.Kinds {
		for _, have := range o.Kinds {
			if have == k {
				continue next
			}
		}
		o.Kinds = append(o.Kinds, k)
	}
}

// Match tells what a folded string says of an endpoint.
func (x *Index) Match(s string) Origin {
	url, _, _ := strings.Cut(s, "?")
	host := strings.Contains(url, "runninghub.")
	for _, e := range endpoint.All() {
		if e.Internal || e.Path == "" {
			continue
		}
		path, _, param := strings.Cut(strings.TrimPrefix(e.Path, "/"), "{")
		at := strings.Index(url, path)
		if at < 0 || at > 0 && url[at-1] != '/' && url[at-1] != Hole[0] {
			continue
		}
		// A path without a leading slash is one only where something stands
		// before it or nothing else does.
		rest := url[at+len(path):]
		if !param && rest != "" && rest != "/" && rest[0] != Hole[0] {
			continue
		}
		if e.V2 && !host && !x.Service {
			// Kubernetes and others serve /openapi/v2 as well.
			continue
		}
		return Origin{Kinds: []endpoint.Kind{e.Kind}, Service: true}
	}
	switch {
	case host, strings.Contains(url, "/task/openapi"), strings.HasPrefix(url, "task/openapi/"), strings.Contains(url, "/uc/openapi"):
		return Origin{Service: true}
	case strings.HasPrefix(url, "http://"), strings.HasPrefix(url, "https://"):
		if len(url) > len("https://") && url != "https://"+Hole && url != "http://"+Hole {
			return Origin{Elsewhere: true}
		}
	case len(url) > 2 && url[0] == '/' && url[1] != '/' && !strings.ContainsAny(url, " \t\n*%"):
		return Origin{Elsewhere: true}
	}
	return Origin{}
}

func (x *Index) matchAll(all []string) Origin {
	var o Origin
	for _, s := range all {
		o.add(x.Match(s))
	}
	return o
}

// Own tells what the body of a function mentions, helpers included, whatever
// its parameters are.
func (x *Index) Own(fn *Func) Origin {
	if o, ok := x.own[fn]; ok {
		if o == nil {
			return Origin{}
		}
		return *o
	}
	x.own[fn] = nil
	o := x.mentions(fn, nil, 0)
	if fn.Decl != nil {
		o.add(x.directive(fn.Decl.Pos(), fn.Decl.Type.Func))
	}
	x.own[fn] = &o
	return o
}

func (x *Index) directive(at ...token.Pos) Origin {
	var o Origin
	for _, p := range at {
		if kinds := x.Directives.Endpoints(p); len(kinds) > 0 {
			o.add(Origin{Kinds: kinds, Service: true})
		}
	}
	return o
}

// mentions folds the strings of a body with its parameters bound.
func (x *Index) mentions(fn *Func, with env, depth int) Origin {
	if depth > maxDepth {
		return Origin{}
	}
	var key strings.Builder
	fmt.Fprintf(&key, "%p %d", fn, depth)
	for i := range fn.Sig.Params().Len() {
		if s, ok := with[fn.Sig.Params().At(i)]; ok {
			fmt.Fprintf(&key, " %q", s)
		}
	}
	if o, ok := x.bound[key.String()]; ok {
		return o
	}
	x.bound[key.String()] = Origin{} // for functions that call themselves
	o := x.mentioned(fn, with, depth)
	x.bound[key.String()] = o
	return o
}

func (x *Index) mentioned(fn *Func, with env, depth int) Origin {
	var o Origin
	visit := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == fn.Lit
		case *ast.CallExpr:
			if tv := x.Info.Types[n]; tv.Type != nil && givesString(tv.Type) {
				folded := x.matchAll(x.fold(n, with, depth))
				if folded.Service || folded.Elsewhere {
					o.add(folded)
					return false
				}
			}
			if callee := x.Callee(n); callee != nil && callee != fn {
				if len(with) == 0 && !hasString(callee) {
					o.add(x.Own(callee))
				} else {
					o.add(x.mentions(callee, x.bind(callee, n, with, depth), depth+1))
				}
			}
			return true
		case *ast.BinaryExpr, *ast.BasicLit, *ast.Ident, *ast.SelectorExpr:
			e := n.(ast.Expr)
			tv, ok := x.Info.Types[e]
			if !ok || tv.Type == nil || !isString(tv.Type) || tv.IsType() {
				return true
			}
			if _, ok := n.(*ast.BinaryExpr); !ok && tv.Value == nil {
				return true // a variable: what it was given is seen elsewhere
			}
			o.add(x.matchAll(x.fold(e, with, depth)))
			return false
		}
		return true
	}
	ast.Inspect(fn.Body, visit)
	return o
}

// givesString tells that a call answers a string, alone or as first of several.
func givesString(t types.Type) bool {
	if tuple, ok := t.(*types.Tuple); ok {
		return tuple.Len() > 0 && isString(tuple.At(0).Type())
	}
	return isString(t)
}

func hasString(fn *Func) bool {
	for i := range fn.Sig.Params().Len() {
		if isString(fn.Sig.Params().At(i).Type()) {
			return true
		}
	}
	return false
}

// OfCall tells which endpoints a call reaches: by its arguments, by the helper
// it runs, and by the chain of calls it stands on.
func (x *Index) OfCall(call *ast.CallExpr) Origin {
	if o, ok := x.reached[call]; ok {
		return o
	}
	o := x.directive(call.Pos())
	if !o.Service {
		o.add(x.ofCall(call, map[*types.Var]bool{}, 0))
	}
	x.reached[call] = o
	return o
}

func (x *Index) ofCall(call *ast.CallExpr, seen map[*types.Var]bool, depth int) Origin {
	var o Origin
	if depth > 4*maxDepth {
		return o
	}
	if fn := x.Callee(call); fn != nil {
		o.add(x.mentions(fn, x.bind(fn, call, nil, 0), 0))
		if fn.Decl != nil {
			o.add(x.directive(fn.Decl.Type.Func))
		}
		if o.Service {
			// What the helper is given completes its URL; the bare pieces would
			// only look like URLs of their own.
			o.Elsewhere = false
			if len(o.Kinds) > 0 {
				return o
			}
		}
	}
	for _, a := range call.Args {
		o.add(x.trace(a, seen, depth+1))
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		// client.R().SetResult(&v).Post(url), json.NewDecoder(r).Decode(&v)
		if _, isCall := ast.Unparen(sel.X).(*ast.CallExpr); isCall {
			o.add(x.trace(sel.X, seen, depth+1))
		} else if v := x.Var(sel.X); v != nil && v.Pkg() == x.Pass.Pkg && !x.isReceiver(v) {
			o.add(x.trace(sel.X, seen, depth+1))
		}
	}
	return o
}

func (x *Index) isReceiver(v *types.Var) bool {
	return v.Kind() == types.RecvVar
}

// Trace tells where a value comes from.
func (x *Index) Trace(e ast.Expr) Origin { return x.trace(e, map[*types.Var]bool{}, 0) }

func (x *Index) trace(e ast.Expr, seen map[*types.Var]bool, depth int) Origin {
	var o Origin
	if e == nil || depth > 8*maxDepth {
		return o
	}
	tv := x.Info.Types[e]
	if tv.IsType() {
		return o
	}
	if tv.Type != nil && isString(tv.Type) {
		o = x.matchAll(x.fold(e, nil, 0))
		if o.Service || o.Elsewhere || tv.Value != nil {
			return o
		}
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return x.trace(e.X, seen, depth)
	case *ast.UnaryExpr:
		return x.trace(e.X, seen, depth+1)
	case *ast.StarExpr:
		return x.trace(e.X, seen, depth+1)
	case *ast.IndexExpr:
		return x.trace(e.X, seen, depth+1)
	case *ast.SliceExpr:
		return x.trace(e.X, seen, depth+1)
	case *ast.TypeAssertExpr:
		return x.trace(e.X, seen, depth+1)
	case *ast.BinaryExpr:
		o = x.trace(e.X, seen, depth+1)
		o.add(x.trace(e.Y, seen, depth+1))
	case *ast.CompositeLit:
		for _, el := range e.Elts {
			if kv, ok := el.(*ast.KeyValueExpr); ok {
				el = kv.Value
			}
			o.add(x.trace(el, seen, depth+1))
		}
	case *ast.SelectorExpr:
		if v, ok := x.Info.Uses[e.Sel].(*types.Var); ok && !v.IsField() {
			return x.traceVar(v, seen, depth)
		}
		if base := x.Var(e.X); base != nil && x.isReceiver(base) {
			return o
		}
		return x.trace(e.X, seen, depth+1)
	case *ast.CallExpr:
		return x.ofCall(e, seen, depth+1)
	case *ast.Ident:
		if v := x.Var(e); v != nil && !x.isReceiver(v) {
			return x.traceVar(v, seen, depth)
		}
	}
	return o
}

func (x *Index) traceVar(v *types.Var, seen map[*types.Var]bool, depth int) Origin {
	var o Origin
	if seen[v] {
		return o
	}
	seen[v] = true
	for _, d := range x.defs[v] {
		o.add(x.trace(d.Expr, seen, depth+1))
	}
	if p, ok := x.params[v]; ok && depth < 4*maxDepth {
		for _, call := range x.sites[p.fn] {
			if p.i < len(call.Args) {
				o.add(x.trace(call.Args[p.i], seen, depth+1))
			}
		}
	}
	return o
}

// Only tells that every URL the package mentions is RunningHub's, and that
// there is one.
func (x *Index) Only() bool {
	if x.only == nil {
		var o Origin
		for _, fn := range x.Funcs {
			o.add(x.Own(fn))
		}
		only := o.Service && !o.Elsewhere
		x.only = &only
	}
	return *x.only
}

// Speaks tells that a function belongs to a client of RunningHub although its
// own trail ends: another method of its receiver mentions an endpoint and none
// mentions another service, or the package is about RunningHub alone.
func (x *Index) Speaks(fn *Func) Origin {
	o := x.Own(fn)
	if o.Service && !o.Elsewhere {
		return o
	}
	if o.Elsewhere {
		return Origin{}
	}
	if recv := ReceiverName(fn); recv != "" {
		var all Origin
		for _, other := range x.Funcs {
			if ReceiverName(other) == recv {
				all.add(x.Own(other))
			}
		}
		if all.Service && !all.Elsewhere {
			return Origin{Service: true}
		}
	}
	if x.Only() && strings.Contains(strings.ToLower(x.Pass.Pkg.Path()), "runninghub") {
		return Origin{Service: true}
	}
	return Origin{}
}

// Relevant tells that the package speaks to RunningHub or of it, beyond a
// fragment that others use as well.
func (x *Index) Relevant() bool {
	if x.Service || len(x.Directives.All()) > 0 {
		return true
	}
	for _, fn := range x.Funcs {
		if x.Own(fn).Service {
			return true
		}
	}
	return false
}

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
	collect := func(root ast.Node) {
		ast.Inspect(root, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.Field:
				if n.Type != nil {
					ast.Inspect(n.Type, func(ast.Node) bool { return false })
				}
				return n.Tag == nil
			case *ast.CallExpr:
				if tv := x.Info.Types[n]; tv.Type != nil && givesString(tv.Type) {
					folded := x.fold(n, nil, 0)
					o := x.matchAll(folded)
					if o.Service || o.Elsewhere || x.IsPkgCall(n, "net/url", "JoinPath") {
						out = append(out, Text{Expr: n, Folded: folded})
						return false
					}
				}
				out = append(out, x.through(n)...)
			case *ast.BinaryExpr, *ast.BasicLit:
				e := n.(ast.Expr)
				tv := x.Info.Types[e]
				if tv.Type == nil || !isString(tv.Type) {
					return true
				}
				out = append(out, Text{Expr: e, Folded: x.fold(e, nil, 0)})
				// A declared part keeps its own place.
				return false
			}
			return true
		})
	}
	for _, f := range x.Pass.Files {
		collect(f)
	}
	return out
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
		var folded []string
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			switch e.(type) {
			case *ast.BinaryExpr, *ast.CallExpr:
				if t := x.Info.TypeOf(e); t != nil && isString(t) && x.mentionsVar(e, p) {
					folded = append(folded, x.fold(e, with, 0)...)
					return false
				}
			}
			return true
		})
		if len(folded) > 0 {
			out = append(out, Text{Expr: a, Folded: folded, Via: call})
		}
	}
	return out
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

// Values lists what goes into a call: composite literals and variables of
// struct or map type among its arguments, also through json.Marshal, readers
// and requests made of them.
func (x *Index) Values(call *ast.CallExpr) []ast.Expr {
	var out []ast.Expr
	seen := map[*types.Var]bool{}
	var walk func(e ast.Expr, depth int)
	walk = func(e ast.Expr, depth int) {
		e = ast.Unparen(e)
		if depth > 8 {
			return
		}
		switch n := e.(type) {
		case *ast.UnaryExpr:
			walk(n.X, depth+1)
		case *ast.CompositeLit:
			out = append(out, n)
		case *ast.CallExpr:
			for _, a := range n.Args {
				walk(a, depth+1)
			}
		case *ast.Ident:
			v := x.Var(n)
			if v == nil || seen[v] || x.isReceiver(v) {
				return
			}
			seen[v] = true
			before := len(out)
			for _, d := range x.defs[v] {
				walk(d.Expr, depth+1)
			}
			if len(out) == before {
				switch deref(v.Type()).Underlying().(type) {
				case *types.Struct, *types.Map:
					if _, isParam := x.params[v]; !isParam || len(out) == before {
						out = append(out, n)
					}
				}
			}
		}
	}
	for _, a := range call.Args {
		walk(a, 0)
	}
	return out
}

func deref(t types.Type) types.Type {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		return ptr.Elem()
	}
	return t
}
