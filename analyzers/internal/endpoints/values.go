package endpoints

import (
	"go/ast"
	"go/types"
	"regexp"
)

// Values lists what goes into a call: composite literals and variables of
// struct or map type among its arguments, also through json.Marshal, readers
// and requests made of them.
func (x *Index) Values(call *ast.CallExpr) []ast.Expr {
	c := &collector{x: x, seen: map[*types.Var]bool{}}
	for _, a := range call.Args {
		c.add(a, 0)
	}
	c.chain(call)
	return c.found
}

var setsBody = regexp.MustCompile(`^(Set)?(Body|JSON|Form)(JSON|Json|JsonMarshal|JsonString|Bytes|Data|DataAny)?$`)

// chain adds what the calls before one in a chain put into the body of the request:
// r.SetBody(v).Post(url).
func (c *collector) chain(call *ast.CallExpr) {
	for {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return
		}
		if call, ok = ast.Unparen(sel.X).(*ast.CallExpr); !ok {
			return
		}
		if setsBody.MatchString(CalleeName(call)) {
			for _, a := range call.Args {
				c.add(a, 0)
			}
		}
	}
}

// collector gathers the values that go into one call.
type collector struct {
	x     *Index
	seen  map[*types.Var]bool
	found []ast.Expr
}

func (c *collector) add(e ast.Expr, depth int) {
	if depth > 8 {
		return
	}
	switch n := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		c.add(n.X, depth+1)
	case *ast.CompositeLit:
		c.found = append(c.found, n)
	case *ast.CallExpr:
		for _, a := range n.Args {
			c.add(a, depth+1)
		}
	case *ast.Ident:
		c.addVar(n, depth)
	}
}

// addVar adds what a variable is given, or where that leads to nothing the
// variable itself.
func (c *collector) addVar(id *ast.Ident, depth int) {
	v := c.x.Var(id)
	if v == nil || c.seen[v] || c.x.isReceiver(v) {
		return
	}
	c.seen[v] = true
	before := len(c.found)
	for _, d := range c.x.defs[v] {
		c.add(d.Expr, depth+1)
	}
	if len(c.found) > before {
		return
	}
	switch deref(v.Type()).Underlying().(type) {
	case *types.Struct, *types.Map:
		c.found = append(c.found, id)
	}
}
