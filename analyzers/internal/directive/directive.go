// Package directive reads the comments that speak to the analyzers:
//
//	//payloadlint:endpoint create
//	//payloadlint:ignore unhandledcode the caller looks at the code
//
// The first names the endpoint of a function, a type or a statement where it
// cannot be seen. The second silences a rule on its own line, on the statement
// that follows a comment of its own, or in the whole of the declaration whose
// doc comment it stands in.
package directive

import (
	"go/ast"
	"go/token"
	"strings"

	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Prefix starts every directive.
const Prefix = "//payloadlint:"

// Directive is one comment.
type Directive struct {
	Pos, End token.Pos
	// Verb is "ignore", "endpoint", "spaced" where blanks before the directive
	// keep it from having an effect, or what else was written.
	Verb string
	// Rules are what an ignore names: the name of a pass or a category.
	Rules []string
	// Reason is the rest of an ignore, and the text of a spaced directive.
	Reason string
	// Kind is what an endpoint directive names, as written.
	Kind string

	file     string
	from, to int // the lines it governs
}

// Set holds the directives of a package.
type Set struct {
	fset *token.FileSet
	all  []*Directive
}

// Present reports whether files hold a directive at all.
func Present(files []*ast.File) bool {
	for _, f := range files {
		for _, g := range f.Comments {
			for _, c := range g.List {
				if strings.HasPrefix(c.Text, Prefix) || Spaced(c.Text) != "" {
					return true
				}
			}
		}
	}
	return false
}

// Read collects the directives of files.
func Read(fset *token.FileSet, files []*ast.File) *Set {
	s := &Set{fset: fset}
	for _, f := range files {
		var found []*Directive
		for _, g := range f.Comments {
			for _, c := range g.List {
				if d := parse(c); d != nil {
					p := fset.Position(c.Pos())
					d.file, d.from, d.to = p.Filename, p.Line, p.Line
					found = append(found, d)
				}
			}
		}
		if len(found) == 0 {
			continue
		}
		s.place(f, found)
		s.all = append(s.all, found...)
	}
	return s
}

// Spaced returns what follows the blanks in a comment such as
// "// payloadlint:ignore rule why", which looks like a directive and has no
// effect; "" for any other comment.
func Spaced(comment string) string {
	text, ok := strings.CutPrefix(comment, "//")
	bare := strings.TrimLeft(text, " \t")
	if !ok || bare == text {
		return ""
	}
	for _, verb := range []string{"ignore ", "endpoint "} {
		if strings.HasPrefix(bare, "payloadlint:"+verb) {
			return bare
		}
	}
	return ""
}

func parse(c *ast.Comment) *Directive {
	text, ok := strings.CutPrefix(c.Text, Prefix)
	if spaced := Spaced(c.Text); spaced != "" {
		return &Directive{Pos: c.Pos(), End: c.End(), Verb: "spaced", Reason: spaced}
	}
	if !ok {
		return nil
	}
	// A want comment of a test, or any other comment, may follow.
	text, _, _ = strings.Cut(text, " // ")
	d := &Directive{Pos: c.Pos(), End: c.End()}
	var rest string
	d.Verb, rest, _ = strings.Cut(strings.TrimSpace(text), " ")
	rest = strings.TrimSpace(rest)
	switch d.Verb {
	case "ignore":
		var rules string
		rules, d.Reason, _ = strings.Cut(rest, " ")
		d.Reason = strings.TrimSpace(d.Reason)
		for _, r := range strings.Split(rules, ",") {
			if r != "" {
				d.Rules = append(d.Rules, r)
			}
		}
	case "endpoint":
		d.Kind, _, _ = strings.Cut(rest, " ")
	}
	return d
}

// place finds what each directive governs: a comment alone on its line speaks
// for the declaration or statement that begins below it, another for its line.
func (s *Set) place(f *ast.File, found []*Directive) {
	begins := map[int]ast.Node{} // first line → the largest node that begins there
	code := map[int]bool{}       // lines that hold code
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.File, *ast.Comment, *ast.CommentGroup:
			return n != nil
		}
		line := s.fset.Position(n.Pos()).Line
		if d, ok := n.(*ast.FuncDecl); ok {
			line = s.fset.Position(d.Type.Func).Line
		}
		if g, ok := n.(*ast.GenDecl); ok {
			line = s.fset.Position(g.TokPos).Line
		}
		if _, seen := begins[line]; !seen {
			begins[line] = n
		}
		code[line] = true
		code[s.fset.Position(n.End()).Line] = true
		return true
	})
	comment := map[int]int{} // line of a comment group → the line after the group
	for _, g := range f.Comments {
		end := s.fset.Position(g.End()).Line
		for _, c := range g.List {
			comment[s.fset.Position(c.Pos()).Line] = end + 1
		}
	}
	for _, d := range found {
		if code[d.from] {
			continue
		}
		next := comment[d.from]
		n, ok := begins[next]
		if !ok {
			d.to = next
			continue
		}
		d.from, d.to = next, next
		switch n := n.(type) {
		case *ast.FuncDecl, *ast.GenDecl, *ast.TypeSpec, *ast.ValueSpec, *ast.AssignStmt, *ast.ExprStmt, *ast.ReturnStmt, *ast.DeclStmt, *ast.Field, *ast.KeyValueExpr, *ast.CaseClause:
			d.to = s.fset.Position(n.End()).Line
		case *ast.IfStmt:
			d.to = s.fset.Position(n.Body.Lbrace).Line
		case *ast.SwitchStmt:
			d.to = s.fset.Position(n.Body.Lbrace).Line
		case *ast.ForStmt:
			d.to = s.fset.Position(n.Body.Lbrace).Line
		}
	}
}

// All lists the directives in order.
func (s *Set) All() []*Directive { return s.all }

// Ignored returns the directive that silences a rule of a pass at pos.
func (s *Set) Ignored(pos token.Pos, pass, category string) *Directive {
	p := s.fset.Position(pos)
	for _, d := range s.all {
		if d.Verb != "ignore" || d.file != p.Filename || p.Line < d.from || p.Line > d.to {
			continue
		}
		for _, r := range d.Rules {
			if (r == pass || r == category) && d.Reason != "" {
				return d
			}
		}
	}
	return nil
}

// Endpoints returns what the endpoint directives name at pos.
func (s *Set) Endpoints(pos token.Pos) []endpoint.Kind {
	var out []endpoint.Kind
	if len(s.all) == 0 {
		return nil
	}
	p := s.fset.Position(pos)
	for _, d := range s.all {
		if d.Verb != "endpoint" || d.file != p.Filename || p.Line < d.from || p.Line > d.to {
			continue
		}
		if e, ok := endpoint.Default().Lookup(endpoint.Kind(d.Kind)); ok {
			out = append(out, e.Kind)
		}
	}
	return out
}
