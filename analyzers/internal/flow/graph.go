package flow

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"golang.org/x/tools/go/cfg"
)

func (p *Program) graph(fn *endpoints.Func) *cfg.CFG {
	g := p.graphs[fn]
	if g == nil {
		g = cfg.New(fn.Body, p.returns)
		p.graphs[fn] = g
	}
	return g
}

// returns reports whether a call may come back.
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
	fatal := strings.HasPrefix(name, "Fatal")
	switch f.Pkg().Path() {
	case "os":
		return name != "Exit"
	case "log":
		return !fatal && !strings.HasPrefix(name, "Panic")
	case "runtime":
		return name != "Goexit"
	case "testing":
		return !fatal && !strings.HasPrefix(name, "Skip") && name != "FailNow"
	}
	// The Fatal and Panic of the usual loggers end the program too.
	return !fatal && name != "Panic" && name != "Panicf"
}

// condOf returns the condition that a block ends with.
func condOf(b *cfg.Block) ast.Expr {
	if len(b.Succs) != 2 || len(b.Nodes) == 0 {
		return nil
	}
	switch b.Succs[0].Kind {
	case cfg.KindIfThen, cfg.KindForBody:
	case cfg.KindSwitchCaseBody:
		if _, ok := b.Succs[0].Stmt.(*ast.CaseClause); !ok {
			return nil
		}
	default:
		return nil
	}
	e, _ := b.Nodes[len(b.Nodes)-1].(ast.Expr)
	return e
}

func within(outer, inner ast.Node) bool {
	return outer != nil && outer.Pos() <= inner.Pos() && inner.End() <= outer.End()
}
