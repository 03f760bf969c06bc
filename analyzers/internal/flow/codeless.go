package flow

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Codeless is an answer that is decoded into a type without a code.
type Codeless struct {
	Fn    *endpoints.Func
	Var   *types.Var
	Site  *ast.CallExpr
	Kinds []endpoint.Kind
	V2    bool
}

// Codeless lists the answers that are decoded into types without a code, where
// nothing else in their way is seen to look at it.
func (p *Program) Codeless() []Codeless {
	if p.Intercepts() {
		return nil
	}
	var out []Codeless
	for _, fn := range p.X.Funcs {
		if len(p.find(fn)) > 0 {
			continue // another decoding may be the one that looks
		}
		for _, call := range fn.Calls {
			for i, arg := range call.Args {
				if c, ok := p.codeless(fn, call, i, arg); ok {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// Intercepts reports whether the package has a transport of its own, which may
// look at answers before anybody else.
func (p *Program) Intercepts() bool {
	return slices.ContainsFunc(p.X.Funcs, func(fn *endpoints.Func) bool {
		return fn.Obj != nil && fn.Obj.Name() == "RoundTrip" && fn.Sig.Recv() != nil
	})
}

func (p *Program) codeless(fn *endpoints.Func, call *ast.CallExpr, i int, arg ast.Expr) (Codeless, bool) {
	v := p.target(arg)
	if v == nil || v.Parent() == nil || v.Parent() == p.X.Pass.Pkg.Scope() {
		return Codeless{}, false
	}
	v2, ok := roomless(v.Type())
	if !ok || !p.decodes(call, i) || p.decodesPart(call) || p.X.Pushed(call) {
		return Codeless{}, false
	}
	o := p.X.OfCall(call)
	if o.Elsewhere || !ofGeneration(o.Kinds, v2) || p.lookedAtBefore(fn, call) {
		return Codeless{}, false
	}
	return Codeless{Fn: fn, Var: v, Site: call, Kinds: o.Kinds, V2: v2}, true
}

// ofGeneration reports whether all endpoints, of which there are some, are of one
// generation; of the second only those that are about tasks count.
func ofGeneration(kinds []endpoint.Kind, v2 bool) bool {
	for _, k := range kinds {
		if e, known := endpoint.Default().Lookup(k); !known || e.V2 != v2 || v2 && !Starts(k) && !Asks(k) {
			return false
		}
	}
	return len(kinds) > 0
}

// roomless reports whether a type has the names of an answer except for its
// code, and of which generation.
func roomless(t types.Type) (v2, ok bool) {
	if _, isStruct := envelope.Struct(t); !isStruct {
		return false, false
	}
	has := map[string]bool{}
	for _, f := range envelope.Fields(t) {
		has[strings.ToLower(f.Name)] = true
	}
	switch {
	case has["code"], has["errorcode"], has["msg"], has["errormessage"]:
		return false, false
	case has["data"]:
		return false, len(has) <= 2
	case has["taskid"] && (has["status"] || has["results"]):
		return true, true
	}
	return false, false
}

// lookedAtBefore reports whether a helper of the package that the text of an
// answer passes through may look at its code.
func (p *Program) lookedAtBefore(fn *endpoints.Func, site *ast.CallExpr) bool {
	looks := func(call *ast.CallExpr) bool {
		callee := p.X.Callee(call)
		if callee == nil {
			return false
		}
		if len(p.find(callee)) > 0 {
			return true
		}
		for below := range p.reach(callee) {
			if len(p.find(below)) > 0 {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(fn.Calls, looks) || looks(site)
}
