// Package flow follows the answers of RunningHub through the functions of one
// package. For every variable that holds an answer it walks the paths of the
// function with the set of codes that the answer can still have, narrowed by
// each condition on the code, and tells what happens under which codes: data
// read, errors returned, requests sent again.
//
// There are no facts and no SSA: helpers of the package are summarised when
// they are met, everything imported is taken on trust. What cannot be followed
// counts as handled.
package flow

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/cfg"
)

// Analyzer prepares the program of a package once for all passes. Its result
// is nil for a package that never mentions RunningHub.
var Analyzer = &analysis.Analyzer{
	Name:       "payloadlintflow",
	Doc:        "follow the answers of RunningHub through a package, for the other payloadlint passes",
	Run:        func(pass *analysis.Pass) (any, error) { return build(pass), nil },
	ResultType: reflect.TypeFor[*Program](),
}

// Of returns the program that Analyzer made for a pass, for this pass alone
// until release is called: drivers run the passes of one package at the same
// time, and much of a program is found out only when it is asked for. It is nil
// when the package has nothing to do with RunningHub.
func Of(pass *analysis.Pass) (p *Program, release func()) {
	p, _ = pass.ResultOf[Analyzer].(*Program)
	if p == nil {
		return nil, func() {}
	}
	p.held.Lock()
	return p, p.held.Unlock
}

// Program is a package with its answers.
type Program struct {
	X       *endpoints.Index
	Answers []*Answer

	held    sync.Mutex // see Of
	graphs  map[*endpoints.Func]*cfg.CFG
	decoded map[paramKey]*bool
	sums    map[sumKey]*Summary
	outs    map[*endpoints.Func]*outSummary
	passes  map[*types.Var]*passed
	getters map[sumKey]bool
}

type paramKey struct {
	fn *endpoints.Func
	i  int
}

// Form is how an answer is held.
type Form uint8

// The forms.
const (
	Struct Form = iota
	Map
	Result // gjson.Result
	Bytes  // read by gjson
	Number // the code alone
	Error  // an error that stands for the answer
	Opaque // any, or a type parameter
)

// Answer is one variable that holds an answer, and what becomes of it.
type Answer struct {
	Fn    *endpoints.Func
	Var   *types.Var
	Form  Form
	V2    bool
	Kinds []endpoint.Kind
	// Universe are the codes the endpoints answer.
	Universe codes.Set
	// Sites are the calls that bring the answer.
	Sites []*ast.CallExpr
	// Param tells that a caller brought it.
	Param bool

	Uses    []*Use
	Loops   []*Loop
	Returns []*Return
	Failed  []*Use // a state of the task written down as failure
	// Read tells that the code is looked at or handed on somewhere, MsgTest
	// that the message is compared in its place.
	Read, MsgTest bool
	// Looked tells that a condition tests the code, or may do so.
	Looked bool
	// Logged tells that the code was printed.
	Logged bool
	// Tested are the numbers that the code is compared with, Compared the
	// constants as written.
	Tested   map[int64]bool
	Compared map[ast.Expr]int64
	// Messages are the texts that the message is compared with.
	Messages []ast.Expr
	// As is the errors.As or the like by which an error was examined.
	As ast.Node
	// Overflow tells that there were too many paths; nothing is known then.
	Overflow bool
}

// Use is a place where the data is read.
type Use struct {
	Node ast.Node
	Name string // the JSON name
	// Set are the codes the answer can have there.
	Set codes.Set
	// Guarded tells that the data was found not to be empty first.
	Guarded bool
	Site    *ast.CallExpr
	// Looked tells that failures come here past a test of the code, Blind that
	// they come here past none.
	Looked, Blind bool
	// Last is a condition that tested the code on the way.
	Last ast.Node
}

// Loop is a way back to a call that was answered before.
type Loop struct {
	Site *ast.CallExpr
	// Set are the codes under which the call is made again.
	Set codes.Set
	// Transport tells that it is made again after an error of the transport.
	Transport bool
	// Unwaited are the codes after which nothing waits.
	Unwaited codes.Set
	// Blind tells that nothing looked at the code on some way.
	Blind bool
	// Default is the clause of a switch that sends it back, if one does.
	Default ast.Node
}

// Return is a way out of the function with an answer in hand.
type Return struct {
	Stmt *ast.ReturnStmt
	Set  codes.Set
	// Err is the returned error: nil, non-nil, or not known.
	Err Nilness
	// ErrExpr is what is returned as the error.
	ErrExpr ast.Expr
	// Carry is what of the code the error takes along.
	Carry Carry
	// Silent are the codes of failure that come here without leaving a trace.
	Silent codes.Set
	// Looked is the last statement that tested the code.
	Looked ast.Node
}

// Nilness of an error.
type Nilness uint8

// The cases.
const (
	Maybe Nilness = iota
	Nil
	NonNil
)

// Carry is how a code travels in an error.
type Carry uint8

// The ways, the weakest first.
const (
	Dropped Carry = iota
	Text
	Whole
)

func build(pass *analysis.Pass) *Program {
	if !endpoints.Mentions(pass) {
		return nil
	}
	p := &Program{
		X:       endpoints.New(pass),
		graphs:  map[*endpoints.Func]*cfg.CFG{},
		decoded: map[paramKey]*bool{},
		sums:    map[sumKey]*Summary{},
		outs:    map[*endpoints.Func]*outSummary{},
		passes:  map[*types.Var]*passed{},
		getters: map[sumKey]bool{},
	}
	for _, fn := range p.X.Funcs {
		for _, a := range p.find(fn) {
			if p.belongs(a) {
				p.walk(a, codes.Set{})
				p.Answers = append(p.Answers, a)
			}
		}
	}
	for _, fn := range p.X.Funcs {
		for _, a := range p.errorAnswers(fn) {
			p.walk(a, codes.Set{})
			p.Answers = append(p.Answers, a)
		}
	}
	p.params()
	slices.SortStableFunc(p.Answers, func(a, b *Answer) int { return int(a.Var.Pos()) - int(b.Var.Pos()) })
	return p
}

// passed is what callers hand to a parameter.
type passed struct {
	fn    *endpoints.Func
	kinds []endpoint.Kind
	set   codes.Set
	v2    bool
}

// params walks the functions that were handed an answer, under the codes that
// their callers let through.
func (p *Program) params() {
	done := map[*types.Var]bool{}
	for range 4 {
		var next []*types.Var
		for v := range p.passes {
			if !done[v] {
				next = append(next, v)
			}
		}
		slices.SortFunc(next, func(a, b *types.Var) int { return int(a.Pos()) - int(b.Pos()) })
		for _, v := range next {
			done[v] = true
			in := p.passes[v]
			a := &Answer{Fn: in.fn, Var: v, Kinds: in.kinds, V2: in.v2, Param: true, Universe: codes.All()}
			var ok bool
			if a.Form, ok = p.form(v.Type()); !ok {
				a.Form = Number
			}
			p.walk(a, in.set)
			p.Answers = append(p.Answers, a)
		}
	}
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

// target is the variable that a call is given to fill: &v, or v where v is a
// pointer, a map or an interface.
func (p *Program) target(arg ast.Expr) *types.Var {
	arg = ast.Unparen(arg)
	if u, ok := arg.(*ast.UnaryExpr); ok && u.Op == token.AND {
		return p.X.Var(u.X)
	}
	v := p.X.Var(arg)
	if v == nil {
		return nil
	}
	switch v.Type().Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return v
	}
	if _, ok := types.Unalias(v.Type()).(*types.TypeParam); ok {
		return v
	}
	return nil
}

// results calls f for each variable that takes a result of call.
func (p *Program) results(call *ast.CallExpr, f func(i int, lhs ast.Expr)) {
	var node ast.Node = call
	parent := p.X.Parent(node)
	for {
		if par, ok := parent.(*ast.ParenExpr); ok {
			node, parent = par, p.X.Parent(par)
			continue
		}
		break
	}
	var lhs, rhs []ast.Expr
	switch s := parent.(type) {
	case *ast.AssignStmt:
		lhs, rhs = s.Lhs, s.Rhs
	case *ast.ValueSpec:
		for _, n := range s.Names {
			lhs = append(lhs, n)
		}
		rhs = s.Values
	}
	if len(rhs) == 1 && ast.Node(rhs[0]) == node {
		for i, l := range lhs {
			f(i, l)
		}
		return
	}
	for i, r := range rhs {
		if ast.Node(r) == node && i < len(lhs) {
			f(0, lhs[i])
		}
	}
}

var decoder = regexp.MustCompile(`(?i)^(unmarshal\w*|decode\w*|read_?json|parse_?json|scan_?json|bind_?json|into|into_?json|set_?result|set_?success_?result|from_?json|to_?json|json)$`)

// decodes tells that a call fills its argument i from JSON.
func (p *Program) decodes(call *ast.CallExpr, i int) bool {
	if fn := p.X.Callee(call); fn != nil {
		return p.paramDecoded(fn, i)
	}
	if tv := p.X.Info.Types[call.Fun]; tv.IsType() || tv.IsBuiltin() {
		return false
	}
	if decoder.MatchString(endpoints.CalleeName(call)) {
		return true
	}
	// A transport from elsewhere that takes the URL and something to fill.
	sig, _ := p.X.Info.TypeOf(call.Fun).(*types.Signature)
	if sig == nil || i >= sig.Params().Len() || sig.Variadic() && i == sig.Params().Len()-1 {
		return false
	}
	if !opaque(sig.Params().At(i).Type()) {
		return false
	}
	if v := p.target(call.Args[i]); v != nil {
		if n, ok := types.Unalias(deref(v.Type())).(*types.Named); ok && n.Obj().Pkg() != p.X.Pass.Pkg {
			return false // whoever declares the type may check it as well
		}
	}
	if _, isAddr := ast.Unparen(call.Args[i]).(*ast.UnaryExpr); !isAddr {
		return false
	}
	return p.sends(call)
}

// sends tells that a call is given a URL, itself or in the chain of calls it
// stands on, or a request made of one.
func (p *Program) sends(call *ast.CallExpr) bool {
	for _, a := range call.Args {
		t := p.X.Info.TypeOf(a)
		if t == nil || isError(t) {
			continue
		}
		if isBytes(t) || strings.HasSuffix(t.String(), "net/http.Request") || strings.HasSuffix(t.String(), "net/url.URL") {
			if p.X.Trace(a).Service {
				return true
			}
		}
	}
	return false
}

func deref(t types.Type) types.Type {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		return ptr.Elem()
	}
	return t
}

// paramDecoded tells that a function fills its parameter i from JSON, itself
// or through another helper.
func (p *Program) paramDecoded(fn *endpoints.Func, i int) bool {
	key := paramKey{fn, i}
	if known, ok := p.decoded[key]; ok {
		return known != nil && *known
	}
	p.decoded[key] = nil
	answer := false
	param := fn.Param(i)
	if param != nil {
		for _, call := range p.callsIn(fn) {
			for j, arg := range call.Args {
				if v := p.X.Var(arg); v == param && p.decodes(call, j) {
					answer = true
				}
			}
		}
	}
	p.decoded[key] = &answer
	return answer
}

// asks tells that a helper which knows its parameter i by an interface calls
// a method of it or asserts another type, as it does to have the code checked.
func (p *Program) asks(fn *endpoints.Func, i, depth int) bool {
	param := fn.Param(i)
	if param == nil || depth > 4 || !types.IsInterface(param.Type()) {
		return false
	}
	found := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeAssertExpr:
			found = found || p.X.Var(n.X) == param
		case *ast.SelectorExpr:
			found = found || p.X.Var(n.X) == param
		case *ast.CallExpr:
			for j, arg := range n.Args {
				if p.X.Var(arg) == param {
					if callee := p.X.Callee(n); callee != nil && callee != fn && p.asks(callee, j, depth+1) {
						found = true
					}
				}
			}
		}
		return !found
	})
	return found
}

// callsIn are the calls of a function and of the literals in it.
func (p *Program) callsIn(fn *endpoints.Func) []*ast.CallExpr {
	var out []*ast.CallExpr
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			out = append(out, c)
		}
		return true
	})
	return out
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

// isV2 tells that every endpoint is of the second generation.
func isV2(kinds []endpoint.Kind, dflt bool) bool {
	if len(kinds) == 0 {
		return dflt
	}
	for _, k := range kinds {
		if e, _ := endpoint.Lookup(k); !e.V2 {
			return dflt
		}
	}
	return true
}

// Starts tells that an endpoint starts a task that is paid for.
func Starts(k endpoint.Kind) bool {
	e, ok := endpoint.Lookup(k)
	return ok && e.NodeInfo && !e.Internal
}

// Asks tells that an endpoint tells how a task is doing.
func Asks(k endpoint.Kind) bool {
	return k == endpoint.Status || k == endpoint.Outputs || k == endpoint.V2Query
}

// SaysSuccess tells that a message is one of success.
func SaysSuccess(msg string) bool {
	return strings.EqualFold(msg, "success") || strings.EqualFold(msg, "ok")
}

// Any tells that a test holds for one of the endpoints.
func Any(kinds []endpoint.Kind, test func(endpoint.Kind) bool) bool {
	return slices.ContainsFunc(kinds, test)
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

// PerItem tells that each turn of the loop around a call sends something else,
// so that a next turn repeats nothing.
func (p *Program) PerItem(call *ast.CallExpr) bool {
	loop := p.LoopOf(call)
	if loop == nil {
		return false
	}
	var counter *types.Var
	switch l := loop.(type) {
	case *ast.RangeStmt:
		t := p.X.Info.TypeOf(l.X)
		if t == nil {
			return true
		}
		if blank(l.Key) && blank(l.Value) {
			break // for range ticker.C
		}
		if b, ok := t.Underlying().(*types.Basic); !ok || b.Info()&types.IsInteger == 0 {
			return true
		}
		if l.Key != nil {
			counter = p.X.Var(l.Key)
		}
	case *ast.ForStmt:
		if as, ok := l.Init.(*ast.AssignStmt); ok && len(as.Lhs) > 0 {
			counter = p.X.Var(as.Lhs[0])
		}
	}
	seen := map[*types.Var]bool{}
	var fresh func(n ast.Node) bool
	fresh = func(n ast.Node) bool {
		found := false
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.UnaryExpr:
				if n.Op == token.ARROW {
					found = true
				}
			case *ast.IndexExpr:
				if counter != nil && p.X.Var(n.Index) == counter {
					found = true
				}
			case *ast.CallExpr:
				if supplier.MatchString(endpoints.CalleeName(n)) {
					found = true
				}
			case *ast.Ident:
				v := p.X.Var(n)
				if v == nil || seen[v] {
					break
				}
				seen[v] = true
				for _, d := range p.X.Defs(v) {
					if !d.Into && loop.Pos() <= d.Expr.Pos() && d.Expr.End() <= loop.End() && fresh(d.Expr) {
						found = true
					}
				}
				// A variable filled in by what the loop runs on.
				if loop.Pos() <= v.Pos() && v.Pos() < loop.End() && p.commOf(v) {
					found = true
				}
			}
			return !found
		})
		return found
	}
	for _, a := range call.Args {
		if fresh(a) {
			return true
		}
	}
	return false
}

var reader = regexp.MustCompile(`(?i)^(decode|unmarshal)\w*$`)

// readsOn tells that a call in a loop only decodes more of what was there
// before the loop: a decoder or a scanner made outside of it. Nothing is asked
// for again then.
func (p *Program) readsOn(call *ast.CallExpr) bool {
	loop := p.LoopOf(call)
	if loop == nil || p.X.Callee(call) != nil || !reader.MatchString(endpoints.CalleeName(call)) {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	src := sel.X
	if len(call.Args) > 1 {
		src = call.Args[0]
	}
	local, renewed := false, false
	ast.Inspect(src, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v := p.X.Var(id); v != nil && !v.IsField() {
				local = true
				if within(loop, id) && loop.Pos() <= v.Pos() && v.Pos() < loop.End() {
					renewed = true
				}
				for _, d := range p.X.Defs(v) {
					renewed = renewed || within(loop, d.Expr)
				}
			}
		}
		return true
	})
	return local && !renewed
}

func blank(e ast.Expr) bool {
	if e == nil {
		return true
	}
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

var supplier = regexp.MustCompile(`(?i)^(next|pop|recv|receive|dequeue|take|scan|text|claim|lpop|rpop|blpop|brpop|pull|lease)\w*$`)

// commOf tells that a variable is received in a select.
func (p *Program) commOf(v *types.Var) bool {
	for _, d := range p.X.Defs(v) {
		if u, ok := ast.Unparen(d.Expr).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
			return true
		}
	}
	return false
}

// inLoop tells that a node stands in a loop of its own function.
func (p *Program) inLoop(n ast.Node) bool { return p.LoopOf(n) != nil }

// LoopOf returns the innermost loop around a node, within its function.
func (p *Program) LoopOf(n ast.Node) ast.Stmt {
	for child, up := n, p.X.Parent(n); up != nil; child, up = up, p.X.Parent(up) {
		switch s := up.(type) {
		case *ast.ForStmt:
			if child != s.Init {
				return s
			}
		case *ast.RangeStmt:
			if child != ast.Node(s.X) {
				return s
			}
		case *ast.FuncDecl, *ast.FuncLit:
			return nil
		}
	}
	return nil
}

func (p *Program) graph(fn *endpoints.Func) *cfg.CFG {
	g := p.graphs[fn]
	if g == nil {
		g = cfg.New(fn.Body, p.returns)
		p.graphs[fn] = g
	}
	return g
}

// returns tells whether a call may come back.
func (p *Program) returns(call *ast.CallExpr) bool {
	name := endpoints.CalleeName(call)
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && id.Name == "panic" {
		_, builtin := p.X.Info.Uses[id].(*types.Builtin)
		return !builtin
	}
	f := p.X.Static(call)
	if f == nil || f.Pkg() == nil {
		return true
	}
	switch f.Pkg().Path() {
	case "os":
		return name != "Exit"
	case "log":
		return !strings.HasPrefix(name, "Fatal") && !strings.HasPrefix(name, "Panic")
	case "runtime":
		return name != "Goexit"
	case "testing":
		return !strings.HasPrefix(name, "Fatal") && !strings.HasPrefix(name, "Skip") && name != "FailNow"
	}
	// The Fatal and Panic of the usual loggers end the program too.
	return !strings.HasPrefix(name, "Fatal") && name != "Panic" && name != "Panicf"
}
