package solver_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/internal/solver"
	"golang.org/x/tools/go/cfg"
)

// marks is a small problem: each call of mark(n) adds the bit n, clear() drops
// all, and the class says whether flag() was called.
type marks struct{ visits int }

func (m *marks) Join(old, more uint64) (uint64, bool) { return old | more, old|more != old }

func (m *marks) Transfer(b *cfg.Block, class bool, in uint64, out func(*cfg.Block, bool, uint64)) {
	m.visits++
	for _, n := range b.Nodes {
		ast.Inspect(n, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			switch call.Fun.(*ast.Ident).Name {
			case "mark":
				var bit int
				bit, _ = strconv.Atoi(call.Args[0].(*ast.BasicLit).Value)
				in |= 1 << bit
			case "clear":
				in = 0
			case "flag":
				class = true
			}
			return true
		})
	}
	for _, s := range b.Succs {
		out(s, class, in)
	}
}

func graph(t *testing.T, body string) *cfg.CFG {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "", "package a\nfunc f() {\n"+body+"\nend()\n}", 0)
	if err != nil {
		t.Fatal(err)
	}
	return cfg.New(f.Decls[0].(*ast.FuncDecl).Body, func(*ast.CallExpr) bool { return true })
}

// atEnd is what is known where end() is called, by class.
func atEnd(g *cfg.CFG, s solver.Solution[bool, uint64]) map[bool]uint64 {
	for i, b := range g.Blocks {
		for _, n := range b.Nodes {
			if e, ok := n.(*ast.ExprStmt); ok && e.X.(*ast.CallExpr).Fun.(*ast.Ident).Name == "end" {
				out := map[bool]uint64{}
				for _, f := range s[i] {
					var at uint64
					class := f.Class
					last := &marks{}
					// What stands before end() in its own block counts too.
					last.Transfer(&cfg.Block{Nodes: b.Nodes, Succs: []*cfg.Block{b}}, class, f.Value, func(_ *cfg.Block, c bool, v uint64) { class, at = c, v })
					out[class] |= at
				}
				return out
			}
		}
	}
	return nil
}

func TestSolve(t *testing.T) {
	for _, tt := range []struct {
		body string
		want map[bool]uint64
	}{
		{"mark(0)", map[bool]uint64{false: 1}},
		{"if a { mark(0) } else { mark(1) }", map[bool]uint64{false: 3}},
		{"if a { mark(0); flag() } else { mark(1) }", map[bool]uint64{true: 1, false: 2}},
		{"for a { mark(0); if b { mark(1); continue }; clear() }", map[bool]uint64{false: 3}},
		{"again: mark(0); if a { mark(2); goto again }; mark(1)", map[bool]uint64{false: 7}},
		{"mark(3); for a { clear(); return }; mark(1)", map[bool]uint64{false: 10}},
		{"return; mark(0)", map[bool]uint64{}},
	} {
		g := graph(t, tt.body)
		if got := atEnd(g, solver.Solve(g, &marks{}, false, 0)); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.body, got, tt.want)
		}
	}
}

// The work grows with the length of a function, not with the number of its
// paths.
func TestWork(t *testing.T) {
	body := ""
	for i := range 60 {
		body += fmt.Sprintf("if a { mark(%d) } else { b() }\n", i)
	}
	m := &marks{}
	g := graph(t, body)
	if got := atEnd(g, solver.Solve(g, m, false, 0)); got[false] != 1<<60-1 {
		t.Errorf("%b is known at the end", got[false])
	}
	if m.visits > 4*len(g.Blocks) {
		t.Errorf("%d visits of %d blocks", m.visits, len(g.Blocks))
	}
}

// What goes in at any block is at least what its predecessors let out, and a
// larger start gives a larger solution.
func TestSound(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		g := graph(t, random(rnd, 4))
		small := solver.Solve(g, &marks{}, false, 0)
		large := solver.Solve(g, &marks{}, false, 1<<63)
		for i, facts := range small {
			for _, f := range facts {
				(&marks{}).Transfer(g.Blocks[i], f.Class, f.Value, func(succ *cfg.Block, class bool, v uint64) {
					if got := find(small[succ.Index], class); got&v != v {
						t.Fatalf("%b leaves block %d, %b is known in %d", v, i, got, succ.Index)
					}
				})
				if got := find(large[i], f.Class); got&f.Value != f.Value {
					t.Fatalf("not monotone: %b, then %b", f.Value, got)
				}
			}
		}
	}
}

func find(facts []solver.Fact[bool, uint64], class bool) uint64 {
	i := slices.IndexFunc(facts, func(f solver.Fact[bool, uint64]) bool { return f.Class == class })
	if i < 0 {
		return 0
	}
	return facts[i].Value
}

// random writes the body of a function.
func random(rnd *rand.Rand, depth int) string {
	if depth == 0 {
		return []string{"mark(1);", "mark(2);", "mark(3);", "clear();", "flag();", "a();"}[rnd.IntN(6)]
	}
	sub := func() string { return random(rnd, depth-1) }
	switch rnd.IntN(5) {
	case 0:
		return "if a {" + sub() + "} else {" + sub() + "};" + sub()
	case 1:
		return "for a {" + sub() + "if b { continue };" + sub() + "};"
	case 2:
		return "for {" + sub() + "if b { break };" + sub() + "};"
	case 3:
		return "switch a { case b: " + sub() + "fallthrough; case c: " + sub() + "default: " + sub() + "};"
	}
	return sub() + sub()
}
