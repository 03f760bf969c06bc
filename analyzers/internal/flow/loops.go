package flow

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"golang.org/x/tools/go/cfg"
)

// inLoop reports whether a node stands in a loop of its own function.
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

// PerItem reports whether each turn of the loop around a call sends something
// else, so that a next turn repeats nothing.
func (p *Program) PerItem(call *ast.CallExpr) bool {
	loop := p.LoopOf(call)
	if loop == nil {
		return false
	}
	counter, items := p.counter(loop)
	if items {
		return true
	}
	t := &turn{p: p, loop: loop, counter: counter, seen: map[*types.Var]bool{}}
	return slices.ContainsFunc(call.Args, func(a ast.Expr) bool { return t.fresh(a) })
}

// counter returns the variable that counts the turns of a loop; items is set
// where the loop runs over a list instead.
func (p *Program) counter(loop ast.Stmt) (v *types.Var, items bool) {
	switch l := loop.(type) {
	case *ast.RangeStmt:
		t := p.X.Info.TypeOf(l.X)
		if t == nil {
			return nil, true
		}
		if blank(l.Key) && blank(l.Value) {
			return nil, false // for range ticker.C
		}
		if b, ok := t.Underlying().(*types.Basic); !ok || b.Info()&types.IsInteger == 0 {
			return nil, true
		}
		if l.Key != nil {
			return p.X.Var(l.Key), false
		}
	case *ast.ForStmt:
		if as, ok := l.Init.(*ast.AssignStmt); ok && len(as.Lhs) > 0 {
			return p.X.Var(as.Lhs[0]), false
		}
	}
	return nil, false
}

// turn looks for what is new in each turn of a loop.
type turn struct {
	p       *Program
	loop    ast.Stmt
	counter *types.Var
	seen    map[*types.Var]bool
}

// fresh reports whether an expression holds something that each turn gets again.
func (t *turn) fresh(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.IndexExpr:
			found = found || t.counter != nil && t.p.X.Var(n.Index) == t.counter
		case *ast.CallExpr:
			found = found || supplier.MatchString(endpoints.CalleeName(n))
		case *ast.Ident:
			if v := t.p.X.Var(n); v != nil && !t.seen[v] {
				t.seen[v] = true
				found = t.freshVar(v) || found
			}
		}
		return !found
	})
	return found
}

// freshVar reports whether a variable gets something new in each turn.
func (t *turn) freshVar(v *types.Var) bool {
	found := false
	for _, d := range t.p.X.Defs(v) {
		if !d.Into && within(t.loop, d.Expr) && t.fresh(d.Expr) {
			found = true
		}
	}
	// A variable filled in by what the loop runs on.
	return found || t.loop.Pos() <= v.Pos() && v.Pos() < t.loop.End() && t.p.commOf(v)
}

var reader = regexp.MustCompile(`(?i)^(decode|unmarshal)\w*$`)

// readsOn reports whether a call in a loop only decodes more of what was there
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
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		if v := p.X.Var(id); v != nil && !v.IsField() {
			local = true
			renewed = renewed || p.renewed(v, id, loop)
		}
		return true
	})
	return local && !renewed
}

// renewed reports whether a variable that is mentioned at id is declared, or
// given another value, in a loop.
func (p *Program) renewed(v *types.Var, id *ast.Ident, loop ast.Stmt) bool {
	if within(loop, id) && loop.Pos() <= v.Pos() && v.Pos() < loop.End() {
		return true
	}
	return slices.ContainsFunc(p.X.Defs(v), func(d endpoints.Def) bool { return within(loop, d.Expr) })
}

func blank(e ast.Expr) bool {
	if e == nil {
		return true
	}
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

var supplier = regexp.MustCompile(`(?i)^(next|pop|recv|receive|dequeue|take|scan|text|claim|lpop|rpop|blpop|brpop|pull|lease)\w*$`)

// commOf reports whether a variable is received in a select.
func (p *Program) commOf(v *types.Var) bool {
	for _, d := range p.X.Defs(v) {
		if u, ok := ast.Unparen(d.Expr).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
			return true
		}
	}
	return false
}

// sentBack notes that a value which a loop has received goes back into its
// channel, so that it is sent again in a later turn: `for b := range jobs { …;
// jobs <- b }`.
func (w *walker) sentBack(n *ast.SendStmt, st *state) {
	if !st.acq || st.site == nil || st.opaque {
		return
	}
	loop, ok := w.p.LoopOf(st.site).(*ast.RangeStmt)
	if !ok || loop.Key == nil {
		return
	}
	item := w.x.Var(loop.Key)
	if item == nil || w.x.Var(n.Value) != item || types.ExprString(loop.X) != types.ExprString(n.Chan) {
		return
	}
	w.again(st.site, st)
}

// startedOver notes that a batch begins again from its first item, so that all
// that was sent before is sent again: the block that is entered is a turn of a
// loop around the one over the items, or a label before it.
func (w *walker) startedOver(b *cfg.Block, st *state) {
	if !st.acq || st.site == nil || !w.bad(st) || !Any(w.a.Kinds, Starts) {
		return
	}
	items, ok := w.p.LoopOf(st.site).(*ast.RangeStmt)
	if !ok || w.p.readsOn(st.site) {
		return
	}
	if _, list := w.p.counter(items); !list || isChan(w.x.Info.TypeOf(items.X)) {
		return
	}
	if w.entersAgain(b, items) {
		w.again(st.site, st)
	}
}

// entersAgain reports whether a block is a turn of a loop around the one over the
// items, or a label before it.
func (w *walker) entersAgain(b *cfg.Block, items *ast.RangeStmt) bool {
	switch around := b.Stmt.(type) {
	case *ast.LabeledStmt:
		return b.Kind == cfg.KindLabel && around.Pos() <= items.Pos() && ast.Stmt(items) != around.Stmt
	case *ast.ForStmt:
		turn := b.Kind == cfg.KindForLoop || b.Kind == cfg.KindForPost || b.Kind == cfg.KindForBody
		return turn && w.p.LoopOf(items) == b.Stmt && w.same(items, around)
	case *ast.RangeStmt:
		return b.Kind == cfg.KindRangeLoop && w.p.LoopOf(items) == b.Stmt && w.same(items, around)
	}
	return false
}

// same reports whether the list that one loop runs over is the same in each turn
// of another around it.
func (w *walker) same(items *ast.RangeStmt, around ast.Stmt) bool {
	counter, list := w.p.counter(around)
	if list {
		return false
	}
	same := true
	ast.Inspect(items.X, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			same = false // who knows what it gives
		case *ast.Ident:
			v := w.x.Var(n)
			if v == nil {
				break
			}
			same = same && v != counter && !(around.Pos() <= v.Pos() && v.Pos() < around.End())
			for _, d := range w.x.Defs(v) {
				same = same && !within(around, d.Expr)
			}
		}
		return same
	})
	return same
}

func isChan(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// plansItself reports whether a function has itself run again later.
func (p *Program) plansItself(fn *endpoints.Func) bool {
	return slices.ContainsFunc(fn.Calls, func(call *ast.CallExpr) bool { return p.plans(fn, call) })
}

// plans reports whether a call has a function run later on: time.AfterFunc with
// the function, or with a literal that calls it.
func (p *Program) plans(fn *endpoints.Func, call *ast.CallExpr) bool {
	if !p.X.IsPkgCall(call, "time", "AfterFunc") || len(call.Args) != 2 {
		return false
	}
	planned := p.X.Value(call.Args[1])
	if planned == nil || planned == fn {
		return planned == fn
	}
	return planned.Lit != nil && slices.ContainsFunc(planned.Calls, func(c *ast.CallExpr) bool { return p.X.Callee(c) == fn })
}
