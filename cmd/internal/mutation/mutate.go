package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
)

// change is one way in which a package's code can be changed.
type change struct {
	id    int
	place string // file:line:column
	what  string
}

// edit is a text that goes into a file at an offset, before what is there.
type edit struct {
	at   int
	text string
	// order puts those at the same offset in order: the number of the change,
	// negative at its end. An outer change has a smaller number than an inner one.
	order int
}

// mutator collects the changes of one package. In the text that it makes,
// mutant(n) reports whether change n is the one to make.
type mutator struct {
	fset    *token.FileSet
	info    *types.Info
	pkg     *types.Package
	changes []change
	edits   map[string][]edit
	src     map[string][]byte
	only    string // the base name of the file whose changes are wanted, "" for all
}

// helper is the file that is added to the package.
const helper = `package %s

import (
	mutantOS "os"
	mutantConv "strconv"
	mutantSync "sync"
)

var mutantWanted, mutantTrace = func() (int, string) {
	n, _ := mutantConv.Atoi(mutantOS.Getenv("MUTANT"))
	return n, mutantOS.Getenv("MUTANT_TRACE")
}()

var mutantSeen mutantSync.Map

func mutant(n int) bool {
	if mutantTrace != "" {
		if _, seen := mutantSeen.LoadOrStore(n, true); !seen {
			f, err := mutantOS.OpenFile(mutantTrace, mutantOS.O_APPEND|mutantOS.O_CREATE|mutantOS.O_WRONLY, 0o600)
			if err == nil {
				_, _ = f.WriteString(mutantConv.Itoa(n) + "\n")
				_ = f.Close()
			}
		}
	}
	return n == mutantWanted
}

func mutantStep[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](n int, one T) T {
	if mutant(n) {
		return -one
	}
	return one
}
`

// file collects the changes of one file.
func (m *mutator) file(f *ast.File) {
	var path []ast.Node
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil {
			path = path[:len(path)-1]
			return true
		}
		path = append(path, n)
		switch n := n.(type) {
		case *ast.BinaryExpr:
			m.binary(n)
		case *ast.IfStmt:
			m.condition(n.Cond)
		case *ast.ReturnStmt:
			for _, r := range n.Results {
				if id, ok := r.(*ast.Ident); ok && (id.Name == "true" || id.Name == "false") {
					m.flip(r, "return !"+id.Name)
				}
			}
		case *ast.IncDecStmt:
			if _, inBlock := path[len(path)-2].(*ast.BlockStmt); inBlock {
				m.step(n)
			}
		}
		return true
	})
}

// varies reports whether an expression is a plain bool (of the type that has no
// name of its own) and no constant.
func (m *mutator) varies(e ast.Expr) bool {
	tv, ok := m.info.Types[e]
	if !ok || tv.Value != nil {
		return false
	}
	b, ok := tv.Type.(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

func (m *mutator) binary(n *ast.BinaryExpr) {
	x, y := m.text(n.X), m.text(n.Y)
	switch n.Op {
	case token.LSS, token.GTR:
		if m.varies(n) {
			m.around(n, "(", " || mutant(%d) && ("+x+") == ("+y+"))", n.Op.String()+" to "+n.Op.String()+"=")
		}
	case token.LEQ, token.GEQ:
		if m.varies(n) {
			m.around(n, "(", " && !(mutant(%d) && ("+x+") == ("+y+")))", n.Op.String()+" to "+n.Op.String()[:1])
		}
	case token.EQL, token.NEQ:
		if m.varies(n) {
			m.flip(n, "negate "+n.Op.String())
		}
	case token.LAND:
		if m.varies(n) {
			m.around(n, "(func() bool { if mutant(%d) { return "+x+" || "+y+" }; return ", " }())", "&& to ||")
		}
	case token.LOR:
		if m.varies(n) {
			m.around(n, "(func() bool { if mutant(%d) { return ("+x+") && ("+y+") }; return ", " }())", "|| to &&")
		}
	case token.ADD, token.SUB:
		m.arithmetic(n)
	}
}

// arithmetic makes a plus a minus or the reverse: the right side changes its sign.
func (m *mutator) arithmetic(n *ast.BinaryExpr) {
	tv := m.info.Types[n]
	b, ok := tv.Type.Underlying().(*types.Basic)
	if !ok || tv.Value != nil || b.Info()&types.IsInteger == 0 || b.Kind() == types.Uintptr {
		return
	}
	if named, ok := tv.Type.(*types.Named); ok && named.Obj().Pkg() != m.pkg {
		return // the file may not import what it would be called by
	}
	before, behind := "mutantStep(%d, ", ")"
	if m.info.Types[n.Y].Value != nil { // the context says the type of a constant
		before, behind = before+types.TypeString(tv.Type, types.RelativeTo(m.pkg))+"(", "))"
	}
	m.around(n.Y, before, behind, n.Op.String()+" to the other")
}

// condition negates a condition that no other change does.
func (m *mutator) condition(e ast.Expr) {
	if b, ok := e.(*ast.BinaryExpr); ok && (b.Op == token.EQL || b.Op == token.NEQ) {
		return
	}
	if m.varies(e) {
		m.flip(e, "negate the condition")
	}
}

func (m *mutator) flip(e ast.Expr, what string) { m.around(e, "((", ") != mutant(%d))", what) }

func (m *mutator) step(n *ast.IncDecStmt) {
	sign := map[token.Token]string{token.INC: "+=", token.DEC: "-="}[n.Tok]
	name, ok := m.place(n)
	t := m.info.Types[n.X].Type
	b, basic := t.Underlying().(*types.Basic)
	if named, ok := t.(*types.Named); ok && named.Obj().Pkg() != m.pkg || !basic || b.Info()&types.IsInteger == 0 {
		return // the file may not import what it would be called by
	}
	if !ok {
		return
	}
	id := m.add(n.Pos(), n.Tok.String()+" to the other")
	at := m.fset.Position(n.TokPos).Offset
	// x++ becomes x += …; the two signs stay as a comment.
	m.edits[name] = append(m.edits[name],
		edit{at, fmt.Sprintf(" %s mutantStep(%d, %s(1)) /* ", sign, id, types.TypeString(t, types.RelativeTo(m.pkg))), id}, edit{at + 2, " */", -id})
}

// around puts texts before and behind an expression; %d in one of them is the
// number of the change.
func (m *mutator) around(e ast.Expr, before, behind, what string) {
	name, ok := m.place(e)
	if !ok {
		return
	}
	id := m.add(e.Pos(), what)
	number := func(s string) string { return strings.ReplaceAll(s, "%d", fmt.Sprint(id)) }
	m.edits[name] = append(m.edits[name],
		edit{m.fset.Position(e.Pos()).Offset, number(before), id}, edit{m.fset.Position(e.End()).Offset, number(behind), -id})
}

func (m *mutator) place(n ast.Node) (name string, ok bool) {
	name = m.fset.Position(n.Pos()).Filename
	return name, m.only == "" || filepath.Base(name) == m.only
}

func (m *mutator) add(pos token.Pos, what string) int {
	p := m.fset.Position(pos)
	id := len(m.changes) + 1
	m.changes = append(m.changes, change{id, fmt.Sprintf("%s:%d:%d", filepath.Base(p.Filename), p.Line, p.Column), what})
	return id
}

// text is what an expression is in its file.
func (m *mutator) text(e ast.Expr) string {
	from, to := m.fset.Position(e.Pos()), m.fset.Position(e.End())
	return string(m.src[from.Filename][from.Offset:to.Offset])
}

// apply makes the changed text of a file. In one place, what ends comes before
// what begins; of two that begin the outer one is first, of two that end the inner.
func apply(src []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int {
		return cmp.Or(a.at-b.at, a.order-b.order)
	})
	var out []byte
	last := 0
	for _, e := range edits {
		out = append(out, src[last:e.at]...)
		out = append(out, e.text...)
		last = e.at
	}
	return append(out, src[last:]...)
}
