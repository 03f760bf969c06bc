package endpoints

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Origin is where a value comes from.
type Origin struct {
	// Kinds are the endpoints that are certain to be among its sources.
	Kinds []endpoint.Kind
	// Service says that RunningHub is among its sources, Elsewhere that some
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

// Match says what a folded string means for an endpoint.
func (x *Index) Match(s string) Origin {
	o := x.matchOne(s)
	if len(o.Kinds) > 0 || !strings.HasPrefix(s, "/") {
		return o
	}
	for _, base := range x.bases {
		if under := x.matchOne(base + s); len(under.Kinds) > 0 {
			return under
		}
	}
	return o
}

// matchOne is Match for a string as it stands.
func (x *Index) matchOne(s string) Origin {
	url, _, _ := strings.Cut(s, "?")
	host := strings.Contains(url, "runninghub.")
	for _, e := range endpoint.Default().All() {
		if e.Internal || e.Path == "" || !ends(url, e.Path) {
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
	case elsewhere(url):
		return Origin{Elsewhere: true}
	}
	return Origin{}
}

// ends reports whether a folded URL has the path of an endpoint at its end, or
// followed by something unknown.
func ends(url, endpointPath string) bool {
	path, _, param := strings.Cut(strings.TrimPrefix(endpointPath, "/"), "{")
	at := strings.Index(url, path)
	// A path without a leading slash is one only where something stands before
	// it or nothing else does.
	if at < 0 || at > 0 && url[at-1] != '/' && url[at-1] != Hole[0] {
		return false
	}
	rest := url[at+len(path):]
	return param || rest == "" || rest == "/" || rest[0] == Hole[0]
}

// elsewhere reports whether a folded string that is not RunningHub's is a URL,
// or the path of one.
func elsewhere(url string) bool {
	if strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "https://") {
		return len(url) > len("https://") && url != "https://"+Hole && url != "http://"+Hole
	}
	return len(url) > 2 && url[0] == '/' && url[1] != '/' && !strings.ContainsAny(url, " \t\n*%")
}

func (x *Index) matchAll(all []string) Origin {
	var o Origin
	for _, s := range all {
		o.add(x.Match(s))
	}
	return o
}

// Own is what the body of a function mentions, helpers included, whatever
// its parameters are.
func (x *Index) Own(fn *Func) Origin {
	if o, ok := x.own[fn]; ok {
		if o == nil {
			x.circle.met = true
			return x.circle.before[fn]
		}
		return *o
	}
	if x.circle.before != nil {
		return x.ownOnce(fn)
	}
	// Functions that call each other in a circle: what one round finds of them
	// is what the next one starts from, whichever of them is asked for first.
	x.circle.before = map[*Func]Origin{}
	defer func() { x.circle = circle{} }()
	for {
		x.circle.met, x.circle.round = false, nil
		o := x.ownOnce(fn)
		if !x.circle.met || x.settled() {
			return o
		}
	}
}

// circle is the work on functions that call each other in a circle.
type circle struct {
	before map[*Func]Origin
	round  []*Func
	met    bool // something under way was asked for
}

// settled reports whether a round found no more than the one before, and makes
// ready for the next one otherwise.
func (x *Index) settled() bool {
	same := true
	for _, fn := range x.circle.round {
		now, was := *x.own[fn], x.circle.before[fn]
		same = same && now.Service == was.Service && now.Elsewhere == was.Elsewhere && len(now.Kinds) == len(was.Kinds)
	}
	if same {
		return true
	}
	clear(x.bound)
	for _, fn := range x.circle.round {
		x.circle.before[fn] = *x.own[fn]
		delete(x.own, fn)
	}
	return false
}

func (x *Index) ownOnce(fn *Func) Origin {
	x.circle.round = append(x.circle.round, fn)
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
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == fn.Lit
		case *ast.CallExpr:
			return x.mentionedByCall(&o, fn, n, with, depth)
		case *ast.BinaryExpr, *ast.BasicLit, *ast.Ident, *ast.SelectorExpr:
			e := n.(ast.Expr)
			tv, ok := x.Info.Types[e]
			if !ok || tv.Type == nil || !isString(tv.Type) || tv.IsType() {
				return true
			}
			if _, ok := n.(*ast.BinaryExpr); !ok && tv.Value == nil && x.importedText(e) == nil {
				return true // a variable: what it was given is seen elsewhere
			}
			o.add(x.matchAll(x.fold(e, with, depth)))
			return false
		}
		return true
	})
	return o
}

// mentionedByCall adds what a call in fn mentions. It reports whether the parts
// of the call are to be looked at as well.
func (x *Index) mentionedByCall(o *Origin, fn *Func, call *ast.CallExpr, with env, depth int) bool {
	if tv := x.Info.Types[call]; tv.Type != nil && givesString(tv.Type) {
		folded := x.matchAll(x.fold(call, with, depth))
		if folded.Service || folded.Elsewhere {
			o.add(folded)
			return false
		}
	}
	callee := x.Callee(call)
	switch {
	case callee == nil:
		o.add(x.ofOthers(call))
	case callee == fn:
	case len(with) == 0 && !hasString(callee):
		o.add(x.Own(callee))
	default:
		o.add(x.mentions(callee, x.bind(callee, call, with, depth), depth+1))
	}
	return true
}

// givesString reports whether a call answers a string, alone or as first of several.
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

// Only reports whether every URL the package mentions is RunningHub's, and that
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

// Speaks reports whether a function belongs to a client of RunningHub although its
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

// Relevant reports whether the package speaks to RunningHub or of it, beyond a
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
