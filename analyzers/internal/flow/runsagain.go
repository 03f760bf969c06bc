package flow

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
)

// RunsAgain reports whether a function calls its parameter i in a loop and asks its
// error for nothing but being nil.
func (p *Program) RunsAgain(fn *endpoints.Func, i int) bool {
	param := fn.Param(i)
	if param == nil {
		return false
	}
	loops := false
	for _, c := range fn.Calls {
		if p.X.Var(c.Fun) == param {
			loops = loops || p.LoopOf(c) != nil
		} else if p.examinesError(c) {
			return false
		}
	}
	return loops && !assertsType(fn.Body)
}

// examinesError reports whether a call is given an error for more than being
// printed.
func (p *Program) examinesError(c *ast.CallExpr) bool {
	if p.X.Info.Types[c.Fun].IsType() {
		return false
	}
	if f := p.X.Static(c); f != nil && f.Pkg() != nil {
		switch f.Pkg().Path() {
		case "log", "log/slog", "fmt":
			return false
		}
	}
	return slices.ContainsFunc(c.Args, func(arg ast.Expr) bool {
		t := p.X.Info.TypeOf(arg)
		return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
	})
}

// assertsType reports whether a body holds a type assertion or a type switch.
func assertsType(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.TypeAssertExpr, *ast.TypeSwitchStmt:
			found = true
		}
		return !found
	})
	return found
}

// runsAgain are the parameters of a function that it runs again whenever they fail.
func (p *Program) runsAgain(fn *endpoints.Func) []int {
	var out []int
	for i := range fn.Sig.Params().Len() {
		if _, ok := fn.Sig.Params().At(i).Type().Underlying().(*types.Signature); ok && p.RunsAgain(fn, i) {
			out = append(out, i)
		}
	}
	return out
}
