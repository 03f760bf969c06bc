package nodeinfo

import (
	"go/ast"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// entry is the element of a map literal for the key that an index stands for in one
// row, nil where that is not known.
func (r *run) entry(e *ast.IndexExpr, with env, depth int) ast.Expr {
	bound, ok := with[r.Index.Var(e.Index)]
	if !ok {
		return nil
	}
	key, ok := r.text(bound)
	if !ok {
		return nil
	}
	table := r.table(e.X, with, depth)
	if table == nil {
		return nil
	}
	for _, el := range table.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			if name, ok := r.text(kv.Key); ok && name == key {
				return kv.Value
			}
		}
	}
	return nil
}

// table is the map literal that an expression stands for, nil for all others.
func (r *run) table(e ast.Expr, with env, depth int) *ast.CompositeLit {
	lit := literal(r.deref(e, with, depth+1))
	if lit == nil {
		return nil
	}
	if _, ok := r.Info.TypeOf(lit).Underlying().(*types.Map); !ok {
		return nil
	}
	return lit
}

// byKey is rows for a variable that is an index into tables of constants, one for
// the ids and one for the names: each key of the first is one of its values. A
// single table says nothing of which of its keys go with the other part.
func (r *run) byKey(v *types.Var, exprs []ast.Expr, with env, sites bool, depth int) []env {
	var tables []*ast.CompositeLit
	for _, e := range exprs {
		if at, ok := r.deref(e, with, 0).(*ast.IndexExpr); ok && r.Index.Var(at.Index) == v {
			if t := r.table(at.X, with, 0); t != nil {
				tables = append(tables, t)
			}
		}
	}
	if len(tables) < 2 || len(tables) != len(exprs) {
		return []env{with}
	}
	table := tables[0]
	var out []env
	for _, el := range table.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			out = append(out, r.rows(exprs, with.with(v, kv.Key), sites, depth+1)...)
		}
	}
	return out
}

// stored finds the items that a variable of a list gets by its index.
func (r *run) stored(v *types.Var, d *workflow.Definition, with env, depth int) {
	for _, f := range r.Pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			as, ok := n.(*ast.AssignStmt)
			if !ok || len(as.Lhs) != len(as.Rhs) {
				return true
			}
			for i, l := range as.Lhs {
				if at, ok := ast.Unparen(l).(*ast.IndexExpr); ok && r.Index.Var(at.X) == v {
					r.items(as.Rhs[i], d, with, depth+1)
				}
			}
			return true
		})
	}
}

// changed looks at an item in a variable whose id or name the package sets later.
// It reports whether the item as it was made is never sent.
func (r *run) changed(v *types.Var, made ast.Expr, d *workflow.Definition, with env) bool {
	lit := literal(ast.Unparen(made))
	if lit == nil {
		return false
	}
	id, name := r.member(lit, "nodeId"), r.member(lit, "fieldName")
	gone := false
	for _, set := range r.sets(v) {
		is := pair{id, name}
		switch envelope.Name(v.Type(), set.field) {
		case "nodeId":
			is.id = set.value
		case "fieldName":
			is.name = set.value
		default:
			continue
		}
		if r.Index.Parent(set.at) == r.Index.Parent(r.statement(made)) {
			gone = true // set on every way
		}
		if is.id != nil {
			r.checkItem(pair{id, name}, pair{r.deref(is.id, with, 0), r.deref(is.name, with, 0)}, d)
		}
	}
	return gone
}

// set is an assignment to a field of a variable.
type set struct {
	at    *ast.AssignStmt
	field *types.Var
	value ast.Expr
}

// sets lists the assignments to fields of a variable.
func (r *run) sets(v *types.Var) []set {
	var out []set
	for _, f := range r.Pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			as, ok := n.(*ast.AssignStmt)
			if !ok || len(as.Lhs) != len(as.Rhs) {
				return true
			}
			for i, l := range as.Lhs {
				sel, ok := ast.Unparen(l).(*ast.SelectorExpr)
				if !ok || r.Index.Var(sel.X) != v {
					continue
				}
				if field, ok := r.Info.Uses[sel.Sel].(*types.Var); ok {
					out = append(out, set{as, field, as.Rhs[i]})
				}
			}
			return true
		})
	}
	return out
}

// statement is the statement around an expression.
func (r *run) statement(e ast.Expr) ast.Node {
	for n := ast.Node(e); n != nil; n = r.Index.Parent(n) {
		if s, ok := n.(ast.Stmt); ok {
			return s
		}
	}
	return nil
}
