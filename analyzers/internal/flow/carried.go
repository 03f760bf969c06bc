package flow

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Answers are put into channels, slices, maps and fields by one function and
// taken out by another. A cell is such a place: the variable of the channel,
// slice or map, or the field. Whoever takes an answer out of a cell is followed
// under the codes with which all that is put into it arrives, as long as
// every mention of the cell is understood and nobody looks at the code there.

// cell is a place that carries answers.
type cell struct {
	v     *types.Var
	kinds []endpoint.Kind
	set   codes.Set
	v2    bool
	// unsure says that something is put in, or done with it, that is not
	// followed.
	unsure bool
	puts   []*put
	taken  []*Answer
}

// put is one place where a value goes into a cell; idx is the result of a call,
// -1 for the value itself.
type put struct {
	value ast.Expr
	idx   int
	met   bool // an answer was followed to it
}

// carriage is what is known of the cells of a package.
type carriage struct {
	cells  map[*types.Var]*cell
	puts   map[ast.Expr]*put
	of     map[*put]*cell
	parent map[*types.Var]*types.Var // a parameter and what callers give for it
}

func (c *carriage) find(v *types.Var) *types.Var {
	for c.parent[v] != nil {
		v = c.parent[v]
	}
	return v
}

func (c *carriage) cell(v *types.Var) *cell {
	v = c.find(v)
	if c.cells[v] == nil {
		c.cells[v] = &cell{v: v}
	}
	return c.cells[v]
}

// carries notes where the package puts answers.
func (p *Program) carries() {
	c := &carriage{cells: map[*types.Var]*cell{}, puts: map[ast.Expr]*put{}, of: map[*put]*cell{}, parent: map[*types.Var]*types.Var{}}
	p.cells = c
	p.joinParameters()
	for _, file := range p.X.Pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				p.putByLiteral(n)
			case *ast.SendStmt:
				p.putInto(p.place(n.Chan), n.Value, -1)
			case *ast.AssignStmt:
				p.putByAssignment(n)
			case *ast.UnaryExpr:
				if sel, ok := ast.Unparen(n.X).(*ast.SelectorExpr); ok && n.Op == token.AND {
					if v := p.field(sel); v != nil && isEnvelope(deref(v.Type())) {
						c.cell(v).unsure = true // filled in place
					}
				}
			}
			return true
		})
	}
}

// joinParameters makes one cell of a parameter and what callers give for it.
func (p *Program) joinParameters() {
	for _, fn := range p.X.Funcs {
		for i := range fn.Sig.Params().Len() {
			v := fn.Sig.Params().At(i)
			if elem := element(v.Type()); elem == nil || !isEnvelope(deref(elem)) {
				continue
			}
			for _, call := range p.X.Sites(fn) {
				if i >= len(call.Args) {
					continue
				}
				if given := p.place(call.Args[i]); given != nil {
					if a, b := p.cells.find(v), p.cells.find(given); a != b {
						p.cells.parent[a] = b
					}
				}
			}
		}
	}
}

// element is the type of what a channel, slice, array or map holds, nil for
// other types.
func element(t types.Type) types.Type {
	if e, ok := deref(t).Underlying().(interface{ Elem() types.Type }); ok {
		return e.Elem()
	}
	return nil
}

// place is the variable or field that an expression names, nil for others.
func (p *Program) place(e ast.Expr) *types.Var {
	if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
		if v := p.field(sel); v != nil {
			return v.Origin()
		}
		return nil
	}
	return p.X.Var(e)
}

func (p *Program) putInto(v *types.Var, value ast.Expr, idx int) {
	if v == nil || value == nil {
		return
	}
	held := element(v.Type())
	if v.IsField() && isEnvelope(deref(v.Type())) {
		held = v.Type()
	}
	if held == nil || !isEnvelope(deref(held)) {
		return
	}
	to := &put{value: ast.Unparen(value), idx: idx}
	in := p.cells.cell(v)
	in.puts = append(in.puts, to)
	p.cells.puts[to.value], p.cells.of[to] = to, in
}

func (p *Program) putByLiteral(lit *ast.CompositeLit) {
	st, ok := deref(p.X.Info.TypeOf(lit)).Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				if v, ok := p.X.Info.Uses[key].(*types.Var); ok && v.IsField() {
					p.putInto(v.Origin(), kv.Value, -1)
				}
			}
		} else if i < st.NumFields() {
			p.putInto(st.Field(i).Origin(), el, -1)
		}
	}
}

func (p *Program) putByAssignment(as *ast.AssignStmt) {
	for i, l := range as.Lhs {
		value, idx := as.Rhs[0], i
		if len(as.Lhs) == len(as.Rhs) {
			value, idx = as.Rhs[i], -1
		}
		switch l := ast.Unparen(l).(type) {
		case *ast.SelectorExpr:
			p.putInto(p.field(l), value, idx)
		case *ast.IndexExpr:
			p.putInto(p.place(l.X), value, idx)
		}
		call, ok := ast.Unparen(value).(*ast.CallExpr)
		if !ok || endpoints.CalleeName(call) != "append" || !p.X.Info.Types[call.Fun].IsBuiltin() || call.Ellipsis.IsValid() {
			continue
		}
		for _, more := range call.Args[1:] {
			p.putInto(p.place(l), more, -1)
		}
	}
}

// puts notes that the answer of a walker goes into a cell.
func (w *walker) puts(e ast.Expr, st *state) {
	to := w.p.cells.puts[ast.Unparen(e)]
	if to == nil || !w.a.counts || !st.acq {
		return
	}
	to.met = true
	c := w.p.cells.of[to]
	_, _, param := w.x.IsParam(w.a.Var)
	c.unsure = c.unsure || st.opaque || st.passed || st.guarded || param || w.a.Form != Struct || w.a.Evidence
	c.add(w.a.Kinds, st.set, w.a.V2)
}

func (c *cell) add(kinds []endpoint.Kind, set codes.Set, v2 bool) {
	c.set = c.set.Union(set)
	c.v2 = c.v2 || v2
	for _, k := range kinds {
		if !slices.Contains(c.kinds, k) {
			c.kinds = append(c.kinds, k)
		}
	}
}

// carried follows the answers that are taken out of cells.
func (p *Program) carried() {
	for _, c := range p.cells.cells {
		for _, to := range c.puts {
			p.putByCall(c, to)
		}
	}
	p.importedCells()
	for _, fn := range p.X.Funcs {
		for _, v := range p.locals(fn) {
			p.takes(fn, v)
		}
	}
	var found []*Answer
	for _, c := range p.cells.cells {
		if c.unsure || c.set.Failures().Empty() || !p.understood(c) {
			continue
		}
		for _, a := range c.taken {
			p.walk(a, c.set.Intersect(a.Universe))
		}
		if !slices.ContainsFunc(c.taken, func(a *Answer) bool { return a.Read || a.Looked || a.MsgTest }) {
			found = append(found, c.taken...)
		}
	}
	slices.SortFunc(found, func(a, b *Answer) int { return cmp.Compare(a.Var.Pos(), b.Var.Pos()) })
	p.Answers = append(p.Answers, found...)
}

// putByCall adds what a call puts into a cell as its result.
func (p *Program) putByCall(c *cell, to *put) {
	call, isCall := to.value.(*ast.CallExpr)
	switch {
	case to.met || isNil(p.X, to.value):
	case isCall && p.hands(call, max(to.idx, 0)):
		o := p.X.OfCall(call)
		set := p.outOf(call).envelopes[max(to.idx, 0)].Intersect(codes.ForEndpoints(o.Kinds))
		c.unsure = c.unsure || !o.Service || o.Elsewhere
		c.add(o.Kinds, set, false)
	default:
		c.unsure = true
	}
}

// locals are the variables that a function declares, in order, its parameters
// aside: whoever gives these may have looked.
func (p *Program) locals(fn *endpoints.Func) []*types.Var {
	var out []*types.Var
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == fn.Lit
		case *ast.Ident:
			if v, ok := p.X.Info.Defs[n].(*types.Var); ok && !v.IsField() && v.Name() != "_" {
				out = append(out, v)
			}
		}
		return true
	})
	return out
}

// takes notes which cell a variable of a function is filled from.
func (p *Program) takes(fn *endpoints.Func, v *types.Var) {
	if isEnvelope(deref(v.Type())) {
		if from := p.takenFrom(v); from != nil && p.cells.cells[p.cells.find(from)] != nil {
			p.take(p.cells.cell(from), fn, v, nil)
		}
		return
	}
	st, ok := deref(v.Type()).Underlying().(*types.Struct)
	if !ok {
		return
	}
	for field := range st.Fields() {
		if c := p.cells.cells[field.Origin()]; c != nil && !p.putsIn(fn, c) {
			p.take(c, fn, v, field)
		}
	}
}

func (p *Program) take(c *cell, fn *endpoints.Func, v, field *types.Var) {
	if slices.ContainsFunc(p.Answers, func(a *Answer) bool { return a.Var == v }) {
		return
	}
	c.taken = append(c.taken, &Answer{
		Fn: fn, Var: v, Field: field, Form: Struct, Kinds: c.kinds, V2: c.v2, Param: true, Carried: true,
		Universe: codes.ForEndpoints(c.kinds),
	})
}

// takenFrom is the place that a variable takes all its values from: an element,
// what comes out of a channel, or what a range runs over.
func (p *Program) takenFrom(v *types.Var) *types.Var {
	var from *types.Var
	for i, d := range p.X.Defs(v) {
		var place *types.Var
		filled := d.Into
		switch e := ast.Unparen(d.Expr).(type) {
		case *ast.UnaryExpr:
			if e.Op == token.ARROW {
				place = p.place(e.X)
			}
		case *ast.IndexExpr:
			place = p.place(e.X)
		default:
			if r, ok := p.X.Parent(d.Expr).(*ast.RangeStmt); ok && r.X == d.Expr {
				place, filled = p.place(e), false
			}
		}
		if place == nil || filled || i > 0 && place != from {
			return nil
		}
		from = place
	}
	return from
}

// putsIn reports whether a function puts something into a cell itself.
func (p *Program) putsIn(fn *endpoints.Func, c *cell) bool {
	return slices.ContainsFunc(c.puts, func(to *put) bool {
		return within(fn.Body, to.value) && !p.X.InLiteral(to.value, fn.Lit)
	})
}

// understood reports whether every mention of a cell puts something in, takes
// something out, or says nothing of what is in it.
func (p *Program) understood(c *cell) bool {
	ok := true
	for _, file := range p.X.Pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			e, isExpr := n.(ast.Expr)
			if !isExpr || !ok {
				return ok
			}
			switch e := e.(type) {
			case *ast.SelectorExpr:
				if v := p.field(e); v != nil && p.cells.find(v.Origin()) == c.v {
					ok = p.harmless(e, c)
				}
			case *ast.Ident:
				if v, used := p.X.Info.Uses[e].(*types.Var); used && !v.IsField() && p.cells.find(v) == c.v {
					ok = p.harmless(e, c)
				}
			}
			return ok
		})
	}
	return ok
}

// harmless reports whether nothing looks into a cell at one mention of it.
func (p *Program) harmless(e ast.Expr, c *cell) bool {
	switch up := p.X.Parent(e).(type) {
	case *ast.RangeStmt:
		return up.X == e
	case *ast.SendStmt:
		return up.Chan == e
	case *ast.UnaryExpr:
		return up.Op == token.ARROW
	case *ast.IndexExpr:
		_, assigned := p.X.Parent(up).(*ast.AssignStmt)
		return assigned && up.X == e
	case *ast.AssignStmt:
		return slices.Contains(up.Lhs, e)
	case *ast.BinaryExpr:
		return isNil(p.X, up.X) || isNil(p.X, up.Y)
	case *ast.KeyValueExpr:
		return up.Key == e
	case *ast.SelectorExpr: // the walk says what is selected
		return isEnvelope(deref(c.v.Type())) && p.field(up) != nil && p.takenAt(e, c)
	case *ast.CallExpr:
		return p.X.Info.Types[up.Fun].IsBuiltin() || p.goesOn(e, up, c)
	}
	return false
}

// goesOn reports whether a cell is given to a function of the package by a
// parameter that is the same cell.
func (p *Program) goesOn(e ast.Expr, call *ast.CallExpr, c *cell) bool {
	fn, at := p.X.Callee(call), slices.Index(call.Args, e)
	return fn != nil && at >= 0 && fn.Param(at) != nil && p.cells.find(fn.Param(at)) == c.v
}

// takenAt reports whether a field is selected of a variable that is followed.
func (p *Program) takenAt(e ast.Expr, c *cell) bool {
	sel, ok := e.(*ast.SelectorExpr)
	return ok && slices.ContainsFunc(c.taken, func(a *Answer) bool { return p.X.Var(sel.X) == a.Var })
}
