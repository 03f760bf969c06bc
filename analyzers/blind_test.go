package analyzers_test

import (
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// blindMissed are the bugs of the blind packages that are not found yet, and
// blindFalse the packages with a report outside the marked declaration. Both
// lists may only shrink.
var (
	blindMissed = []string{"g48", "h12/reply", "h26"}
	blindFalse  = []string{}
)

// TestBlind runs every pass over clients that were judged before the passes saw
// them: r and w without a look at their code, c (right) and f (wrong) later, in
// other styles. A declaration with a BUG comment has one bug; any
// report elsewhere is a false alarm.
func TestBlind(t *testing.T) {
	all, err := analyzers.All(analyzers.Config{Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs(filepath.Join("testdata", "blind"))
	if err != nil {
		t.Fatal(err)
	}
	cfg := &packages.Config{
		Mode: packages.LoadAllSyntax, Dir: root,
		// What stands in for libraries is beside the other test packages.
		Env: append(os.Environ(), "GOPATH="+root+string(filepath.ListSeparator)+filepath.Dir(root), "GO111MODULE=off", "GOPROXY=off"),
	}
	pkgs, err := packages.Load(cfg, blindPaths(t, root)...)
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(pkgs) > 0 {
		t.Fatal("the blind packages do not compile")
	}
	if len(pkgs) < 140 {
		t.Errorf("%d blind packages, want 140 or more", len(pkgs))
	}
	graph, err := checker.Analyze(all, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	reports := map[string][]token.Position{}
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		for _, d := range act.Diagnostics {
			at := act.Package.Fset.Position(d.Pos)
			reports[act.Package.PkgPath] = append(reports[act.Package.PkgPath], at)
			t.Logf("%s:%d: %s: %s", act.Package.PkgPath, at.Line, act.Analyzer.Name, d.Message)
		}
	}
	var found, missed, wrong []string
	for _, p := range pkgs {
		from, to := marked(p)
		hit, miss := false, from > 0
		for _, at := range reports[p.PkgPath] {
			if from <= at.Line && at.Line <= to {
				hit, miss = true, false
			} else if !slices.Contains(wrong, p.PkgPath) {
				wrong = append(wrong, p.PkgPath)
			}
		}
		if hit {
			found = append(found, p.PkgPath)
		}
		if miss {
			missed = append(missed, p.PkgPath)
		}
	}
	t.Logf("%d packages: %d found, missed %q, false %q", len(pkgs), len(found), missed, wrong)
	same(t, "missed", missed, blindMissed)
	same(t, "false", wrong, blindFalse)
}

// same asks that a list is the known one: a new name is a fault, and a name
// that is gone must be struck out.
func same(t *testing.T, what string, got, known []string) {
	t.Helper()
	for _, name := range got {
		if !slices.Contains(known, name) {
			t.Errorf("%s: %s is new", what, name)
		}
	}
	for _, name := range known {
		if !slices.Contains(got, name) {
			t.Errorf("%s: strike out %s", what, name)
		}
	}
}

// blindPaths are the import paths of all folders with a Go file.
func blindPaths(t *testing.T, root string) []string {
	t.Helper()
	var paths []string
	src := filepath.Join(root, "src")
	err := filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		rel, err := filepath.Rel(src, filepath.Dir(path))
		paths = append(paths, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Compact(paths)
}

// marked is the lines of the declaration with a BUG comment, 0 for a right one.
func marked(p *packages.Package) (from, to int) {
	line := func(pos token.Pos) int { return p.Fset.Position(pos).Line }
	for _, f := range p.Syntax {
		for _, group := range f.Comments {
			i := slices.IndexFunc(group.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "// BUG") })
			if i < 0 {
				continue
			}
			for _, d := range f.Decls {
				if covers(line, d, group.List[i].Pos()) {
					return line(d.Pos()), line(d.End())
				}
			}
		}
	}
	return 0, 0
}

// covers reports whether a line is one of a declaration's or of its comment.
func covers(line func(token.Pos) int, d ast.Decl, pos token.Pos) bool {
	from := d.Pos()
	if f, ok := d.(*ast.FuncDecl); ok && f.Doc != nil {
		from = f.Doc.Pos()
	}
	return line(from) <= line(pos) && line(pos) <= line(d.End())
}
