package nodeinfo

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/envelope"
)

// env gives parameters of functions and variables of a range what they stand
// for at one call, or in one row of a table.
type env map[*types.Var]ast.Expr

func (e env) with(v *types.Var, value ast.Expr) env {
	out := env{v: value}
	for k, old := range e {
		if k != v {
			out[k] = old
		}
	}
	return out
}

// maxFollowed bounds the functions, variables and ranges a value is followed through.
const maxFollowed = 6

// deref replaces an expression by what it stands for: the argument of a
// parameter, the row of a range, the only value of a variable, the part of a literal.
// Where that ends before a constant or a literal, it is the last one known.
func (r *run) deref(e ast.Expr, with env, depth int) ast.Expr {
	if e == nil {
		return nil
	}
	e = ast.Unparen(e)
	if r.Info.Types[e].Value != nil || depth > maxFollowed {
		return e
	}
	var next ast.Expr
	switch n := e.(type) {
	case *ast.Ident:
		v := r.Index.Var(n)
		if to, ok := with[v]; ok {
			next = to
		} else {
			next = r.only(v)
		}
	case *ast.SelectorExpr:
		next = r.selected(n, with, depth)
	case *ast.IndexExpr:
		next = r.entry(n, with, depth)
	case *ast.CallExpr:
		if len(n.Args) == 1 && (r.Info.Types[n.Fun].IsType() || r.Index.IsPkgCall(n, "strconv", "Itoa")) {
			next = n.Args[0]
		}
	}
	if next == nil {
		return e
	}
	return r.deref(next, with, depth+1)
}

// selected is the part of a literal that a selector names, nil where that is
// not known or the package sets the field later.
func (r *run) selected(sel *ast.SelectorExpr, with env, depth int) ast.Expr {
	field, ok := r.Info.Uses[sel.Sel].(*types.Var)
	if !ok || !field.IsField() || r.isSet(field) {
		return nil
	}
	lit := literal(r.deref(sel.X, with, depth+1))
	if lit == nil {
		return nil
	}
	var found ast.Expr
	r.eachField(lit, func(f *types.Var, value ast.Expr) {
		if f == field {
			found = value
		}
	})
	return found
}

// literal is the composite literal that an expression is, or the address of.
func literal(e ast.Expr) *ast.CompositeLit {
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = ast.Unparen(u.X)
	}
	lit, _ := e.(*ast.CompositeLit)
	return lit
}

// eachField lists the fields that a literal of a struct gives values.
func (r *run) eachField(lit *ast.CompositeLit, f func(*types.Var, ast.Expr)) {
	st, ok := envelope.Struct(r.Info.TypeOf(lit))
	if !ok {
		return
	}
	for i, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			if field := r.field(kv.Key); field != nil {
				f(field, kv.Value)
			}
		} else if i < st.NumFields() {
			f(st.Field(i), el)
		}
	}
}

// only is the one expression that gives a variable its value, nil for
// parameters, ranges, variables that are given several and those that other packages see.
func (r *run) only(v *types.Var) ast.Expr {
	if v == nil || r.isSet(v) || v.Exported() && v.Parent() == r.Pass.Pkg.Scope() {
		return nil
	}
	defs := r.Index.Defs(v)
	if _, _, param := r.Index.IsParam(v); param || len(defs) != 1 || defs[0].Into || defs[0].Index >= 0 {
		return nil
	}
	return defs[0].Expr
}

// isSet reports whether the package sets a field, or an element of a variable,
// after it was made.
func (r *run) isSet(v *types.Var) bool {
	if r.set == nil {
		r.set = map[*types.Var]bool{}
		for _, f := range r.Pass.Files {
			ast.Inspect(f, r.noteSet)
		}
	}
	return r.set[v]
}

func (r *run) noteSet(n ast.Node) bool {
	var targets []ast.Expr
	switch n := n.(type) {
	case *ast.AssignStmt:
		targets = n.Lhs
	case *ast.IncDecStmt:
		targets = []ast.Expr{n.X}
	case *ast.UnaryExpr:
		if _, lit := ast.Unparen(n.X).(*ast.CompositeLit); n.Op == token.AND && !lit {
			targets = []ast.Expr{n.X}
		}
	case *ast.CallExpr:
		if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "delete" && len(n.Args) == 2 {
			targets = []ast.Expr{&ast.IndexExpr{X: n.Args[0]}}
		}
	}
	for _, e := range targets {
		switch e := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			if f, ok := r.Info.Uses[e.Sel].(*types.Var); ok {
				r.set[f] = true
			}
		case *ast.IndexExpr:
			if v := r.Index.Var(e.X); v != nil {
				r.set[v] = true
			}
		}
	}
	return true
}

// rows lists what the variables in some expressions are in each turn of the ranges
// over tables around them, and in configured files at each call of the function
// around them. Without such variables it is with alone.
func (r *run) rows(exprs []ast.Expr, with env, sites bool, depth int) []env {
	v := r.open(exprs, with, 0)
	if v == nil || depth > maxFollowed {
		return []env{with}
	}
	if out, ok := r.calls(v, exprs, with, sites, depth); ok {
		return out
	}
	var out []env
	rs := r.rangeOf(v)
	table := literal(r.deref(rs.X, with, 0))
	if table == nil {
		return r.byKey(v, exprs, with, sites, depth)
	}
	if r.picks(rs) {
		return []env{with}
	}
	for _, el := range table.Elts {
		inner := with
		key, value := ast.Expr(nil), el
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			key, value = kv.Key, kv.Value
		}
		if _, isMap := r.Info.TypeOf(table).Underlying().(*types.Map); !isMap {
			key = nil
		}
		inner = inner.with(r.rangeVar(rs.Key), key).with(r.rangeVar(rs.Value), r.deref(value, with, 0))
		out = append(out, r.rows(exprs, inner, sites, depth+1)...)
	}
	return out
}

// calls is rows for a parameter: at each call of its function. ok is false for
// any other variable.
func (r *run) calls(v *types.Var, exprs []ast.Expr, with env, sites bool, depth int) (out []env, ok bool) {
	fn, i, ok := r.Index.IsParam(v)
	if !ok {
		return nil, false
	}
	if !sites {
		return []env{with}, true
	}
	for _, call := range r.Index.Sites(fn) {
		if i < len(call.Args) && !call.Ellipsis.IsValid() && !fn.Sig.Variadic() {
			inner := with
			for j, a := range call.Args {
				inner = inner.with(fn.Param(j), r.deref(a, with, 0))
			}
			out = append(out, r.rows(exprs, inner, sites, depth+1)...)
		}
	}
	if out == nil {
		return []env{with}, true
	}
	return out, true
}

func (r *run) rangeVar(e ast.Expr) *types.Var {
	if e == nil {
		return nil
	}
	return r.Index.Var(e)
}

// open is a variable in one of the expressions that a range or a call has to say.
func (r *run) open(exprs []ast.Expr, with env, depth int) *types.Var {
	var found *types.Var
	for _, e := range exprs {
		if e == nil {
			continue
		}
		ast.Inspect(e, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok || found != nil {
				return found == nil
			}
			v := r.Index.Var(id)
			if to, bound := with[v]; v == nil || bound {
				if to != nil && depth < maxFollowed {
					found = r.open([]ast.Expr{to}, with, depth+1)
				}
				return true
			}
			if _, _, param := r.Index.IsParam(v); param && len(r.Index.Defs(v)) == 0 || r.rangeOf(v) != nil {
				found = v
			} else if one := r.only(v); one != nil && depth < maxFollowed {
				found = r.open([]ast.Expr{one}, with, depth+1)
			}
			return true
		})
	}
	return found
}

// rangeOf is the range that gives a variable its values, nil when there is
// none or not only one.
func (r *run) rangeOf(v *types.Var) *ast.RangeStmt {
	defs := r.Index.Defs(v)
	if len(defs) != 1 || !defs[0].Into {
		return nil
	}
	rs, ok := r.Index.Parent(defs[0].Expr).(*ast.RangeStmt)
	if !ok || rs.X != defs[0].Expr {
		return nil
	}
	return rs
}

// picks reports whether the body of a range takes some rows by what is in
// them: a table for several workflows. A test for an empty value is none.
func (r *run) picks(rs *ast.RangeStmt) bool {
	found := false
	ast.Inspect(rs.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if (n.Op == token.EQL || n.Op == token.NEQ) && r.speaksOf(n, rs) && !r.empty(n.X) && !r.empty(n.Y) {
				found = true
			}
		case *ast.SwitchStmt:
			found = found || n.Tag != nil && r.speaksOf(n.Tag, rs)
		}
		return !found
	})
	return found
}

func (r *run) speaksOf(e ast.Expr, rs *ast.RangeStmt) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			v := r.Index.Var(id)
			found = found || v != nil && (v == r.rangeVar(rs.Key) || v == r.rangeVar(rs.Value))
		}
		return !found
	})
	return found
}

func (r *run) empty(e ast.Expr) bool {
	tv := r.Info.Types[e]
	if tv.IsNil() {
		return true
	}
	return tv.Value != nil && (tv.Value.Kind() == constant.String && constant.StringVal(tv.Value) == "" ||
		tv.Value.Kind() == constant.Int && tv.Value.ExactString() == "0")
}
