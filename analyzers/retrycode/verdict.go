package retrycode

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
)

// stops reports whether a function that is handed to a retry helper of the package
// says by a boolean beside the error, in one of its return statements, that the
// helper is to give up.
func (r *run) stops(call *ast.CallExpr, cb *endpoints.Func, ret *ast.ReturnStmt) bool {
	fn := r.Index.Callee(call)
	if fn == nil {
		return false
	}
	param := fn.Param(r.argument(call, cb))
	if param == nil {
		return false
	}
	for i, e := range ret.Results {
		t := r.Info.TypeOf(e)
		b, ok := t.Underlying().(*types.Basic)
		if !ok || b.Info()&types.IsBoolean == 0 {
			continue
		}
		end, known := r.ends(fn, param, i)
		v := r.Info.Types[e].Value
		// What is worked out when it runs is taken on trust.
		if known && (v == nil || constant.BoolVal(v) == end) {
			return true
		}
	}
	return false
}

// ends finds the value of the boolean result i of a callback at which a helper
// gives up: `if !again { return err }`, `if done { break }`, `if again { continue }`.
func (r *run) ends(fn *endpoints.Func, param *types.Var, i int) (end, known bool) {
	var v *types.Var
	for _, c := range fn.Calls {
		if r.Index.Var(c.Fun) != param {
			continue
		}
		if as, ok := r.Index.Parent(c).(*ast.AssignStmt); ok && i < len(as.Lhs) {
			v = r.Index.Var(as.Lhs[i])
		}
	}
	if v == nil {
		return false, false
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		stmt, ok := n.(*ast.IfStmt)
		if !ok {
			return !known
		}
		leaves, goesOn := way(stmt.Body)
		side, asked := r.asks(stmt.Cond, v)
		if asked && (leaves || goesOn) {
			end, known = side == leaves, true
		}
		return !known
	})
	return end, known
}

// way says how a block ends: by leaving the loop, or by its next turn.
func way(b *ast.BlockStmt) (leaves, goesOn bool) {
	if len(b.List) == 0 {
		return false, false
	}
	switch s := b.List[len(b.List)-1].(type) {
	case *ast.ReturnStmt:
		return true, false
	case *ast.BranchStmt:
		return s.Tok == token.BREAK, s.Tok == token.CONTINUE
	}
	return false, false
}

// asks finds which value of a variable makes a condition hold.
func (r *run) asks(cond ast.Expr, v *types.Var) (side, asked bool) {
	switch e := ast.Unparen(cond).(type) {
	case *ast.Ident:
		return true, r.Index.Var(e) == v
	case *ast.UnaryExpr:
		side, asked = r.asks(e.X, v)
		return side == (e.Op != token.NOT), asked
	case *ast.BinaryExpr:
		if e.Op != token.LOR && e.Op != token.LAND {
			return false, false
		}
		if side, asked = r.asks(e.X, v); asked {
			return side, true
		}
		return r.asks(e.Y, v)
	}
	return false, false
}
