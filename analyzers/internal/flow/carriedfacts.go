package flow

import (
	"go/ast"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/summary"
)

// tellsOfFields lists the fields of exported types in which the package hands
// out answers that it has not looked at.
func (p *Program) tellsOfFields() []summary.Field {
	var out []summary.Field
	scope := p.X.Pass.Pkg.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !obj.Exported() || obj.IsAlias() {
			continue
		}
		st, ok := obj.Type().Underlying().(*types.Struct)
		if !ok {
			continue
		}
		for field := range st.Fields() {
			c := p.cells.cells[field.Origin()]
			if c == nil || !field.Exported() || c.unsure || c.set.Failures().Empty() || !p.understood(c) || p.looksInto(c) {
				continue
			}
			out = append(out, summary.Field{Name: name + "." + field.Name(), Kinds: c.kinds, Codes: summary.CodesOf(c.set), V2: c.v2})
		}
	}
	return out
}

// looksInto reports whether one of those that take an answer out of a cell looks
// at its code.
func (p *Program) looksInto(c *cell) bool {
	for _, a := range c.taken {
		if a.Read || a.Looked || a.MsgTest {
			return true
		}
	}
	return false
}

// importedCells notes the fields in which packages below hand out answers.
func (p *Program) importedCells() {
	if p.X.Known == nil {
		return
	}
	for _, file := range p.X.Pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			v := p.field(sel)
			if !ok || v == nil || v.Pkg() == nil || v.Pkg() == p.X.Pass.Pkg || !isEnvelope(deref(v.Type())) {
				return true
			}
			named, ok := types.Unalias(deref(p.X.Info.TypeOf(sel.X))).(*types.Named)
			if !ok {
				return true
			}
			if f := p.X.Known.Field(v, named.Obj().Name()); f != nil && len(p.cells.cell(v.Origin()).puts) == 0 {
				p.cells.cell(v.Origin()).add(f.Kinds, f.Codes.Set(), f.V2)
			}
			return true
		})
	}
}
