package flow

import (
	"go/ast"
	"go/types"
	"maps"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
)

// Summary is what a function does with an answer, or a code, that it is given.
type Summary struct {
	// Reads says that it looks at the code, Data that it reads the data, and
	// Escapes that it does something else with the answer.
	Reads, Data, Escapes bool
	// Outs says for each result which value it has under which codes.
	Outs map[int]map[string]codes.Set
}

type sumKey struct {
	fn   *endpoints.Func
	i    int // -1 is the receiver
	form Form
}

// summary follows a parameter of a function; nil while that is under way.
func (p *Program) summary(fn *endpoints.Func, i int, form Form) *Summary {
	key := sumKey{fn, i, form}
	if s, ok := p.sums[key]; ok {
		return s
	}
	p.sums[key] = nil
	var v *types.Var
	if i < 0 {
		v = receiver(p.X, fn)
	} else {
		v = fn.Param(i)
	}
	if v == nil || v.Name() == "" || v.Name() == "_" {
		s := &Summary{}
		if v == nil {
			s = &Summary{Escapes: true}
		}
		p.sums[key] = s
		return s
	}
	a := &Answer{Fn: fn, Var: v, Form: form, Param: true, Universe: codes.All()}
	if s, ok := envelope.Of(v.Type()); ok {
		a.V2 = s.V2
	}
	if opaque(v.Type()) && form != Error && form != Number {
		s := &Summary{Reads: true, Escapes: true}
		p.sums[key] = s
		return s
	}
	set := codes.All()
	w := p.walk(a, set)
	s := &Summary{Reads: w.reads, Data: len(a.Uses) > 0, Escapes: w.escape, Outs: w.outs}
	if form == Error {
		s.Reads = w.reads
	}
	p.sums[key] = s
	return s
}

// outSummary is what a function gives to its callers.
type outSummary struct {
	// envelopes are the results that are answers, with the codes they can
	// still have where the error is nil.
	envelopes map[int]codes.Set
	// params are the parameters it fills, with the same.
	params map[int]codes.Set
	// errs are the codes it turns into an error.
	errs codes.Set
}

// getter reports whether a function does nothing but answer the code of what it
// is given.
func (p *Program) getter(fn *endpoints.Func, i int, form Form) bool {
	key := sumKey{fn, i, form}
	if known, ok := p.getters[key]; ok {
		return known
	}
	p.getters[key] = false
	v := fn.Param(i)
	if i < 0 {
		v = receiver(p.X, fn)
	}
	if v == nil || !givesValue(fn) {
		return false
	}
	if _, ok := p.form(v.Type()); !ok && form != Error && form != Struct {
		return false
	}
	w := &walker{p: p, x: p.X, a: &Answer{Fn: fn, Var: v, Form: form}, alias: map[*types.Var]envelope.Role{}, as: map[*types.Var]bool{}, many: map[*types.Var]*ast.CallExpr{}}
	found := false
	only := true
	eachReturn(fn, func(r *ast.ReturnStmt) {
		switch {
		case len(r.Results) == 1 && w.isCode(r.Results[0]):
			found = true
		case len(r.Results) == 1 && p.X.Info.Types[r.Results[0]].Value != nil:
			// nothing in hand
		default:
			only = false
		}
	})
	p.getters[key] = found && only
	return found && only
}

// givesValue reports whether a function has one result, neither a boolean nor
// an error.
func givesValue(fn *endpoints.Func) bool {
	r := fn.Sig.Results()
	return r.Len() == 1 && !isBool(r.At(0).Type()) && !isError(r.At(0).Type())
}

// receiver is the receiver as the body of a method names it; generic methods
// declare it again.
func receiver(x *endpoints.Index, fn *endpoints.Func) *types.Var {
	if fn.Decl != nil && fn.Decl.Recv != nil && len(fn.Decl.Recv.List) == 1 && len(fn.Decl.Recv.List[0].Names) == 1 {
		if v, ok := x.Info.Defs[fn.Decl.Recv.List[0].Names[0]].(*types.Var); ok {
			return v
		}
	}
	return fn.Sig.Recv()
}

func newOut() *outSummary {
	return &outSummary{envelopes: map[int]codes.Set{}, params: map[int]codes.Set{}}
}

func (s *outSummary) equal(t *outSummary) bool {
	return s.errs == t.errs && maps.Equal(s.envelopes, t.envelopes) && maps.Equal(s.params, t.params)
}

// gives works out what a function gives to its callers from what those that it
// calls do.
func (p *Program) gives(fn *endpoints.Func) *outSummary {
	s := newOut()
	checked := p.checkedIn(fn)
	for _, a := range p.find(fn) {
		a.Universe = codes.All()
		s.add(fn, p.walk(a, codes.Set{}), checked)
	}
	p.errorsBelow(fn, s)
	p.handedOn(fn, s)
	return s
}

// add joins what becomes of one answer of a function; checked are the codes
// that the function lets through elsewhere.
func (s *outSummary) add(fn *endpoints.Func, w *walker, checked codes.Set) {
	for i, set := range w.handed {
		s.envelopes[i] = s.envelopes[i].Union(set)
	}
	for i := range fn.Sig.Params().Len() {
		if fn.Sig.Params().At(i) == w.a.Var {
			s.params[i] = s.params[i].Union(w.okSet.Intersect(checked))
		}
	}
	for _, r := range w.a.Returns {
		if r.Err == NonNil {
			s.errs = s.errs.Union(r.Set.Minus(codes.Success()))
		}
	}
}

// checkedIn are the codes that a function lets through of the answers in its
// own variables. A helper may decode the same bytes twice: once to look at the
// code, once for its caller. What the first lets through holds for the second.
func (p *Program) checkedIn(fn *endpoints.Func) codes.Set {
	checked := codes.All()
	for _, a := range p.find(fn) {
		if _, _, param := p.X.IsParam(a.Var); param || a.Form == Opaque {
			continue
		}
		a.Universe = codes.All()
		if w := p.walk(a, codes.Set{}); a.Looked {
			checked = checked.Intersect(w.okSet)
		}
	}
	return checked
}

// errorsBelow adds the codes that the helpers of a function turn into errors:
// they come up through it as well.
func (p *Program) errorsBelow(fn *endpoints.Func, s *outSummary) {
	for _, call := range fn.Calls {
		callee := p.X.Callee(call)
		if callee == fn {
			continue
		}
		if callee == nil {
			p.errorsOfOthers(call, s)
			continue
		}
		n := callee.Sig.Results().Len()
		if n == 0 || !isError(callee.Sig.Results().At(n-1).Type()) {
			continue
		}
		s.errs = s.errs.Union(p.out(callee).errs)
		for i := range callee.Sig.Params().Len() {
			if sum := p.checks(callee, i); !sum.Empty() && p.handsAnswer(call, i) {
				s.errs = s.errs.Union(sum)
			}
		}
	}
}

// handedOn adds what `return c.fetch(…)` hands on: what fetch does.
func (p *Program) handedOn(fn *endpoints.Func, s *outSummary) {
	eachReturn(fn, func(r *ast.ReturnStmt) {
		for i, e := range r.Results {
			call, ok := ast.Unparen(e).(*ast.CallExpr)
			if !ok {
				continue
			}
			below := p.outOf(call)
			if below == nil || p.X.Callee(call) == fn {
				continue
			}
			for j, set := range below.envelopes {
				if len(r.Results) == 1 {
					s.envelopes[j] = s.envelopes[j].Union(set)
				} else if j == 0 {
					s.envelopes[i] = s.envelopes[i].Union(set)
				}
			}
		}
	})
}

// checks are the codes that a helper turns into an error when it is given the
// answer or its code.
func (p *Program) checks(fn *endpoints.Func, i int) codes.Set {
	v := fn.Param(i)
	if v == nil {
		return codes.Set{}
	}
	form, ok := p.form(v.Type())
	if !ok {
		return codes.Set{}
	}
	s := p.summary(fn, i, form)
	if s == nil {
		return codes.Set{}
	}
	return nonNilSet(s.Outs[fn.Sig.Results().Len()-1])
}

func (p *Program) handsAnswer(call *ast.CallExpr, i int) bool {
	if i >= len(call.Args) {
		return false
	}
	t := p.X.Info.TypeOf(call.Args[i])
	if t == nil {
		return false
	}
	_, ok := p.form(t)
	return ok
}

func eachReturn(fn *endpoints.Func, f func(*ast.ReturnStmt)) {
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == fn.Lit
		case *ast.ReturnStmt:
			f(n)
		}
		return true
	})
}

// brings says which codes an answer can have after a call: where the error is
// nil, and where it is not.
func (p *Program) brings(a *Answer, call *ast.CallExpr) (ok, errs codes.Set) {
	ok = a.Universe
	if l, runs := a.lets[call]; runs {
		return nonEmpty(ok.Intersect(l.ok)), ok.Intersect(l.errs)
	}
	s := p.outOf(call)
	if s == nil && a.Form == Error {
		return codes.Success(), codes.Set{} // the error is of the transport alone
	}
	if s == nil {
		return ok, codes.Set{}
	}
	errs = s.errs.Intersect(a.Universe)
	if a.Form == Error {
		return codes.Success(), errs
	}
	for i, arg := range call.Args {
		if v, field := p.holder(arg); p.target(arg) == a.Var || v == a.Var && field == a.Field {
			if set, known := s.params[i]; known {
				ok = ok.Intersect(set)
			}
			return nonEmpty(ok), errs
		}
	}
	p.results(call, func(i int, lhs ast.Expr) {
		if p.X.Var(lhs) == a.Var {
			if set, known := s.envelopes[i]; known {
				ok = ok.Intersect(set)
			}
		}
	})
	return nonEmpty(ok), errs
}

func nonEmpty(s codes.Set) codes.Set {
	if s.Empty() {
		return codes.Success()
	}
	return s
}
