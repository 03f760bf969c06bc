package flow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
)

// find lists the variables of fn that hold an answer.
func (p *Program) find(fn *endpoints.Func) []*Answer {
	var out []*Answer
	at := map[*types.Var]*Answer{}
	get := func(v *types.Var, form Form, call *ast.CallExpr) {
		if v == nil || v.IsField() || v.Parent() == nil || v.Parent() == p.X.Pass.Pkg.Scope() {
			return
		}
		a := at[v]
		if a == nil {
			a = &Answer{Fn: fn, Var: v, Form: form}
			if s, ok := envelope.Of(v.Type()); ok {
				a.V2 = s.V2
			}
			at[v] = a
			out = append(out, a)
		}
		if !slices.Contains(a.Sites, call) {
			a.Sites = append(a.Sites, call)
		}
	}
	for _, call := range fn.Calls {
		for i, arg := range call.Args {
			v := p.target(arg)
			if v == nil {
				continue
			}
			form, ok := p.form(v.Type())
			if !ok && opaque(v.Type()) {
				form, ok = Opaque, true
			}
			if fn := p.X.Callee(call); fn != nil && p.asks(fn, i, 0) {
				continue // the helper has its own way to look at what it filled
			}
			if ok && form != Result && p.decodes(call, i) {
				get(v, form, call)
			}
		}
		p.results(call, func(i int, lhs ast.Expr) {
			v := p.X.Var(lhs)
			if v == nil || v.Name() == "_" {
				return
			}
			form, ok := p.form(v.Type())
			switch {
			case ok && form == Result:
				if p.X.IsPkgCall(call, "github.com/tidwall/gjson", "Parse", "ParseBytes") {
					get(v, form, call)
				} else if p.X.Callee(call) != nil {
					get(v, form, call)
				}
			case ok:
				if callee := p.X.Callee(call); callee != nil {
					if _, hands := p.out(callee).envelopes[i]; hands {
						get(v, form, call)
					}
				}
			case isBytes(v.Type()):
				if p.readByGJSON(fn, v) {
					get(v, Bytes, call)
				}
			}
		})
	}
	return out
}

// form tells how a type holds an answer.
func (p *Program) form(t types.Type) (Form, bool) {
	if _, ok := envelope.Of(t); ok {
		return Struct, true
	}
	u := t
	if ptr, ok := u.Underlying().(*types.Pointer); ok {
		u = ptr.Elem()
	}
	switch {
	case envelope.IsMap(u):
		return Map, true
	case envelope.IsResult(u):
		return Result, true
	}
	return Struct, false
}

// opaque tells that a type says nothing of what is in it.
func opaque(t types.Type) bool {
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return true
	}
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.Empty()
}

func isBytes(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		b, ok := u.Elem().Underlying().(*types.Basic)
		return ok && b.Kind() == types.Byte
	case *types.Basic:
		return u.Info()&types.IsString != 0
	}
	return false
}

// readByGJSON tells that fn reads v with gjson.Get or gjson.GetBytes.
func (p *Program) readByGJSON(fn *endpoints.Func, v *types.Var) bool {
	for _, call := range fn.Calls {
		if p.X.IsPkgCall(call, "github.com/tidwall/gjson", "Get", "GetBytes", "GetMany", "GetManyBytes") && len(call.Args) > 0 {
			if p.X.Var(stripConversion(p.X, call.Args[0])) == v {
				return true
			}
		}
	}
	return false
}

func stripConversion(x *endpoints.Index, e ast.Expr) ast.Expr {
	e = ast.Unparen(e)
	if call, ok := e.(*ast.CallExpr); ok && len(call.Args) == 1 {
		if x.Info.Types[call.Fun].IsType() {
			return stripConversion(x, call.Args[0])
		}
	}
	return e
}

// belongs tells that an answer is RunningHub's, and fills in what endpoint
// gave it.
func (p *Program) belongs(a *Answer) bool {
	if a.Form == Opaque {
		return false
	}
	if s, ok := envelope.Of(a.Var.Type()); ok && a.Form == Struct {
		a.V2 = s.V2
	}
	var o endpoints.Origin
	for _, pos := range []token.Pos{a.Var.Pos(), a.Fn.Body.Pos()} {
		if k := p.X.Directives.Endpoints(pos); len(k) > 0 {
			o.Kinds, o.Service = k, true
		}
	}
	if a.Fn.Decl != nil {
		if k := p.X.Directives.Endpoints(a.Fn.Decl.Type.Func); len(k) > 0 && !o.Service {
			o.Kinds, o.Service = k, true
		}
	}
	if n, ok := types.Unalias(deref(a.Var.Type())).(*types.Named); ok && !o.Service {
		if k := p.X.Directives.Endpoints(n.Obj().Pos()); len(k) > 0 && n.Obj().Pkg() == p.X.Pass.Pkg {
			o.Kinds, o.Service = k, true
		}
	}
	elsewhere := false
	if !o.Service {
		for _, site := range a.Sites {
			from := p.X.OfCall(site)
			o.Service = o.Service || from.Service
			elsewhere = elsewhere || from.Elsewhere
			for _, k := range from.Kinds {
				if !slices.Contains(o.Kinds, k) {
					o.Kinds = append(o.Kinds, k)
				}
			}
		}
	}
	if !o.Service {
		if elsewhere {
			return false
		}
		o = p.X.Speaks(a.Fn)
		if !o.Service {
			return false
		}
	}
	if a.Form != Struct || a.V2 {
		a.V2 = isV2(o.Kinds, a.V2)
	}
	a.Kinds = o.Kinds
	a.Universe = codes.ForEndpoints(a.Kinds)
	return true
}

// errorAnswers lists the error variables in loops of fn that stand for an
// answer which a helper of the package has turned into an error.
func (p *Program) errorAnswers(fn *endpoints.Func) []*Answer {
	at := map[*types.Var]*Answer{}
	var out []*Answer
	for _, call := range fn.Calls {
		callee := p.X.Callee(call)
		if callee == nil || !p.inLoop(call) && callee != fn {
			continue
		}
		n := callee.Sig.Results().Len()
		if n == 0 || !isError(callee.Sig.Results().At(n-1).Type()) {
			continue
		}
		p.results(call, func(i int, lhs ast.Expr) {
			if i != n-1 {
				return
			}
			v := p.X.Var(lhs)
			if v == nil || v.Name() == "_" {
				return
			}
			o := p.X.OfCall(call)
			if !o.Service || len(o.Kinds) == 0 {
				return
			}
			a := at[v]
			if a == nil {
				a = &Answer{Fn: fn, Var: v, Form: Error}
				at[v] = a
				out = append(out, a)
			}
			a.Sites = append(a.Sites, call)
			for _, k := range o.Kinds {
				if !slices.Contains(a.Kinds, k) {
					a.Kinds = append(a.Kinds, k)
				}
			}
			a.Universe = codes.ForEndpoints(a.Kinds)
		})
	}
	return out
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}
