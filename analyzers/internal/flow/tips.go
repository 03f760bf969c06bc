package flow

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
)

// promptTips is the JSON name of the node errors beside a task's id.
const promptTips = "promptTips"

// ReadsTips reports whether the package reads promptTips anywhere.
func (p *Program) ReadsTips() bool {
	read := false
	for _, f := range p.X.Pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				read = read || p.selectsTips(n)
			case *ast.BasicLit:
				if _, tag := p.X.Parent(n).(*ast.Field); !tag && n.Kind == token.STRING && strings.Contains(n.Value, promptTips) {
					read = true
				}
			}
			return !read
		})
	}
	return read
}

// selectsTips reports whether a selector is a field for promptTips.
func (p *Program) selectsTips(n *ast.SelectorExpr) bool {
	s := p.X.Info.Selections[n]
	if s == nil || s.Kind() != types.FieldVal {
		return false
	}
	v, ok := s.Obj().(*types.Var)
	if !ok {
		return false
	}
	if strings.EqualFold(v.Name(), promptTips) {
		return true
	}
	for _, f := range envelope.Fields(s.Recv()) {
		if f.Var.Origin() == v.Origin() {
			return f.Name == promptTips
		}
	}
	return false
}

// Created are the data of create answers that functions of other packages hand
// out without the code, as far as nothing but fields of them is asked for: for
// each variable the selectors.
func (p *Program) Created() []*Handed {
	var out []*Handed
	for _, fn := range p.X.Funcs {
		for _, call := range fn.Calls {
			f := p.X.Imported(call)
			if f == nil || !Any(f.Kinds, Starts) {
				continue
			}
			p.results(call, func(_ int, lhs ast.Expr) {
				v := p.X.Var(lhs)
				if v == nil || v.IsField() || isEnvelope(v.Type()) || !hasTips(v.Type()) {
					return
				}
				h := &Handed{Answer: &Answer{Fn: fn, Var: v, Kinds: f.Kinds, Sites: []*ast.CallExpr{call}}}
				if h.Fields = p.selectors(fn, v); len(h.Fields) > 0 {
					out = append(out, h)
				}
			})
		}
	}
	return out
}

// Handed is the data of an answer without its code.
type Handed struct {
	*Answer
	Fields []*ast.SelectorExpr
}

func hasTips(t types.Type) bool {
	for _, f := range envelope.Fields(t) {
		if f.Name == promptTips {
			return true
		}
	}
	return false
}

// selectors are the fields of a variable that a function asks for; none where it
// does anything else with the variable than to compare it.
func (p *Program) selectors(fn *endpoints.Func, v *types.Var) []*ast.SelectorExpr {
	var out []*ast.SelectorExpr
	whole := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || p.X.Info.Uses[id] != types.Object(v) {
			return true
		}
		switch up := p.X.Parent(id).(type) {
		case *ast.SelectorExpr:
			if s := p.X.Info.Selections[up]; s == nil || s.Kind() != types.FieldVal {
				whole = true
			}
			out = append(out, up)
		case *ast.BinaryExpr:
		case *ast.AssignStmt:
			whole = whole || !slices.Contains(up.Lhs, ast.Expr(id))
		default:
			whole = true
		}
		return true
	})
	if whole {
		return nil
	}
	return out
}
