package flow

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/analyzers/internal/libraries"
)

// find lists the variables of fn that hold an answer.
func (p *Program) find(fn *endpoints.Func) []*Answer {
	f := &finder{p: p, fn: fn, at: map[*types.Var]*Answer{}}
	for _, call := range fn.Calls {
		for i, arg := range call.Args {
			f.argument(call, i, arg)
		}
		p.results(call, func(i int, lhs ast.Expr) { f.result(call, i, lhs) })
		for _, lit := range p.inPlace(call) {
			f.filledBy(lit, call)
		}
	}
	return f.found
}

// finder collects the answers of one function.
type finder struct {
	p     *Program
	fn    *endpoints.Func
	at    map[*types.Var]*Answer
	found []*Answer
}

// add notes that a call brings an answer into a local variable.
func (f *finder) add(v *types.Var, form Form, call *ast.CallExpr) {
	if v == nil || v.IsField() || v.Parent() == nil || v.Parent() == f.p.X.Pass.Pkg.Scope() {
		return
	}
	a := f.at[v]
	if a == nil {
		a = &Answer{Fn: f.fn, Var: v, Form: form}
		if s, ok := envelope.Of(v.Type()); ok {
			a.V2 = s.V2
		}
		f.at[v] = a
		f.found = append(f.found, a)
	}
	if !slices.Contains(a.Sites, call) {
		a.Sites = append(a.Sites, call)
	}
}

// argument looks at a variable that a call may fill.
func (f *finder) argument(call *ast.CallExpr, i int, arg ast.Expr) {
	v := f.p.target(arg)
	if v == nil {
		f.field(call, i, arg)
		return
	}
	form, ok := f.p.form(v.Type())
	if !ok && opaque(v.Type()) {
		form, ok = Opaque, true
	}
	if fn := f.p.X.Callee(call); fn != nil && f.p.asks(fn, i, 0) {
		return // the helper has its own way to look at what it filled
	}
	if ok && form != Result && f.p.decodes(call, i) && !f.p.decodesPart(call) {
		f.add(v, form, call)
	}
}

// field looks at a field of a local variable that a call may fill: &w.env.
func (f *finder) field(call *ast.CallExpr, i int, arg ast.Expr) {
	v, field := f.p.holder(arg)
	if v == nil || !declaredIn(f.fn, v) || !isEnvelope(field.Type()) || isEnvelope(v.Type()) {
		return
	}
	if fn := f.p.X.Callee(call); fn != nil && f.p.asks(fn, i, 0) || !f.p.decodes(call, i) || f.p.decodesPart(call) {
		return
	}
	if a := f.at[v]; a != nil && a.Field != field {
		return // one of several, which are not told apart
	}
	f.add(v, Struct, call)
	if a := f.at[v]; a != nil {
		a.Field = field
	}
}

// holder is the local variable of a struct type, and its field, that a call is
// given to fill: &w.env, or w.env where that is a pointer.
func (p *Program) holder(arg ast.Expr) (v, field *types.Var) {
	e := ast.Unparen(arg)
	u, ok := e.(*ast.UnaryExpr)
	if ok && u.Op == token.AND {
		e = ast.Unparen(u.X)
	}
	sel, isSel := e.(*ast.SelectorExpr)
	if !isSel {
		return nil, nil
	}
	s := p.X.Info.Selections[sel]
	if s == nil || s.Kind() != types.FieldVal || len(s.Index()) != 1 {
		return nil, nil
	}
	field, _ = s.Obj().(*types.Var)
	if _, ptr := field.Type().Underlying().(*types.Pointer); ptr == ok {
		return nil, nil
	}
	v = p.X.Var(sel.X)
	if v == nil || v.Parent() == nil {
		return nil, nil
	}
	if _, _, param := p.X.IsParam(v); param || v.Kind() == types.RecvVar {
		return nil, nil // what is left in it is for others
	}
	return v, field
}

// result looks at a variable that takes a result of a call.
func (f *finder) result(call *ast.CallExpr, i int, lhs ast.Expr) {
	v := f.p.X.Var(lhs)
	if v == nil || v.Name() == "_" {
		return
	}
	callee := f.p.X.Callee(call)
	form, ok := f.p.form(v.Type())
	switch {
	case ok && form == Result:
		if callee != nil || f.p.hands(call, i) || f.p.Libraries.Is(f.p.X.Static(call), libraries.Parses) {
			f.add(v, form, call)
		}
	case ok:
		if f.p.hands(call, i) {
			f.add(v, form, call)
		}
	case isBytes(v.Type()):
		if f.p.readAsText(f.fn, v) {
			f.add(v, Bytes, call)
		}
	}
}

// form says how a type holds an answer.
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

// opaque reports whether a type says nothing of what is in it.
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

// readAsText reports whether fn reads v, a text, by paths.
func (p *Program) readAsText(fn *endpoints.Func, v *types.Var) bool {
	for _, call := range fn.Calls {
		for _, role := range []libraries.Role{libraries.Reads, libraries.ReadsMany} {
			if e := p.text(call, role); e != nil && p.X.Var(stripConversion(p.X, e)) == v {
				return true
			}
		}
	}
	return false
}

// text is the argument of a call that is read by the paths beside it, nil for
// calls that do not read.
func (p *Program) text(call *ast.CallExpr, role libraries.Role) ast.Expr {
	for _, r := range p.Libraries.Match(p.X.Static(call), role) {
		if r.Arg < len(call.Args)-1 && !call.Ellipsis.IsValid() {
			return call.Args[r.Arg]
		}
	}
	return nil
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

// belongs reports whether an answer is RunningHub's, and fills in which
// endpoint gave it.
func (p *Program) belongs(a *Answer) bool {
	if a.Form == Opaque {
		return false
	}
	if s, ok := envelope.Of(a.Type()); ok && a.Form == Struct {
		a.V2 = s.V2
	}
	o := p.annotated(a)
	if !o.Service {
		var elsewhere bool
		if o, elsewhere = p.ofSites(a); !o.Service {
			if elsewhere || p.Guest {
				return false
			}
			o = p.X.Speaks(a.Fn)
		}
	}
	if !o.Service {
		return false
	}
	if a.Form != Struct || a.V2 {
		a.V2 = isV2(o.Kinds, a.V2)
	}
	a.Kinds = o.Kinds
	a.Universe = codes.ForEndpoints(a.Kinds)
	return true
}

// annotated is what endpoint directives say of an answer: at its variable, at
// its function, at its type.
func (p *Program) annotated(a *Answer) endpoints.Origin {
	var o endpoints.Origin
	name := func(pos token.Pos) {
		if k := p.X.Directives.Endpoints(pos); len(k) > 0 {
			o.Kinds, o.Service = k, true
		}
	}
	name(a.Var.Pos())
	name(a.Fn.Body.Pos())
	if a.Fn.Decl != nil && !o.Service {
		name(a.Fn.Decl.Type.Func)
	}
	if n, ok := types.Unalias(deref(a.Type())).(*types.Named); ok && !o.Service && n.Obj().Pkg() == p.X.Pass.Pkg {
		name(n.Obj().Pos())
	}
	return o
}

// ofSites is what the calls that bring an answer reach; elsewhere is set where
// one of them reaches another service.
func (p *Program) ofSites(a *Answer) (o endpoints.Origin, elsewhere bool) {
	for _, site := range slices.Concat(a.Sites, a.inner) {
		if _, runs := a.lets[site]; runs {
			continue
		}
		from := p.X.OfCall(site)
		o.Service = o.Service || from.Service
		elsewhere = elsewhere || from.Elsewhere
		for _, k := range from.Kinds {
			if !slices.Contains(o.Kinds, k) {
				o.Kinds = append(o.Kinds, k)
			}
		}
	}
	return o, elsewhere
}

// errorAnswers lists the error variables in loops of fn that stand for an
// answer which a helper of the package has turned into an error.
func (p *Program) errorAnswers(fn *endpoints.Func) []*Answer {
	f := &finder{p: p, fn: fn, at: map[*types.Var]*Answer{}}
	for _, call := range fn.Calls {
		callee := p.X.Callee(call)
		if callee == nil && !p.fails(call) && !p.sendsPaid(call) || callee != fn && !p.mayComeAgain(fn, call) {
			continue
		}
		last := p.errorOf(call)
		if last < 0 {
			continue
		}
		p.results(call, func(i int, lhs ast.Expr) {
			if v := p.X.Var(lhs); i == last && v != nil && v.Name() != "_" {
				f.addError(v, call)
			}
		})
	}
	return f.found
}

// mayComeAgain reports whether a call of a function may be made a second time: in
// a loop, behind a label, by whoever the function is handed to, later on, or by
// another call that is written like it.
func (p *Program) mayComeAgain(fn *endpoints.Func, call *ast.CallExpr) bool {
	return p.inLoop(call) || len(p.handed[fn]) > 0 || p.jumpedOver(fn, call) || p.repeated(fn, call) || p.plansItself(fn)
}

// jumpedOver reports whether a goto behind a call leads to a label before it.
func (p *Program) jumpedOver(fn *endpoints.Func, call *ast.CallExpr) bool {
	labels := map[string]bool{}
	found := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.LabeledStmt:
			labels[n.Label.Name] = n.Pos() <= call.Pos()
		case *ast.BranchStmt:
			found = found || n.Tok == token.GOTO && labels[n.Label.Name] && n.Pos() > call.Pos()
		}
		return !found
	})
	return found
}

var sender = regexp.MustCompile(`^(Do|Post|PostForm|Send|Execute|RoundTrip)$`)

// sendsPaid reports whether a call of a library sends a request that starts a
// task, and gives the error of the transport.
func (p *Program) sendsPaid(call *ast.CallExpr) bool {
	if !sender.MatchString(endpoints.CalleeName(call)) || p.errorOf(call) < 1 {
		return false
	}
	o := p.X.OfCall(call)
	return !o.Elsewhere && Any(o.Kinds, Starts)
}

// repeated reports whether a function has another call that is written like one.
func (p *Program) repeated(fn *endpoints.Func, call *ast.CallExpr) bool {
	return slices.ContainsFunc(fn.Calls, func(c *ast.CallExpr) bool { return alike(c, call) })
}

// addError notes that a call brings an answer as an error.
func (f *finder) addError(v *types.Var, call *ast.CallExpr) {
	o := f.p.X.OfCall(call)
	if !o.Service || len(o.Kinds) == 0 {
		return
	}
	a := f.at[v]
	if a == nil {
		a = &Answer{Fn: f.fn, Var: v, Form: Error, Transport: true}
		f.at[v] = a
		f.found = append(f.found, a)
	}
	a.Transport = a.Transport && f.p.outOf(call) == nil
	a.Sites = append(a.Sites, call)
	for _, k := range o.Kinds {
		if !slices.Contains(a.Kinds, k) {
			a.Kinds = append(a.Kinds, k)
		}
	}
	a.Universe = codes.ForEndpoints(a.Kinds)
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}
