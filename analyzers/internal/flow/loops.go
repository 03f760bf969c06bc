package flow

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
)

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
