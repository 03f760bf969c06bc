package analyzers_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// TestOrder shuffles the declarations and the files of all test packages: what
// is found in which function stays the same.
func TestOrder(t *testing.T) {
	all, err := analyzers.All(analyzers.Config{Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	paths := fixTree(t, root)
	// Files that depend on where they stand among folders have no place here.
	paths = slices.DeleteFunc(paths, func(p string) bool { return strings.HasPrefix(p, "nodeinfo/") })
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: root, Env: fixEnv(root)}, paths...)
	if err != nil || packages.PrintErrors(pkgs) > 0 {
		t.Fatal("the packages do not load: ", err)
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	findings := 0
	for _, p := range pkgs {
		want := found(t, all, p, ordered)
		findings += len(want)
		for range 3 {
			if got := found(t, all, p, rnd.Perm); !slices.Equal(got, want) {
				t.Errorf("%s: in another order\n%s\nand before\n%s", p.PkgPath, strings.Join(got, "\n"), strings.Join(want, "\n"))
				break
			}
		}
	}
	if len(pkgs) < 100 || findings < 150 {
		t.Errorf("%d findings in %d packages are few", findings, len(pkgs))
	}
}

func ordered(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// found lists what the passes find in a package whose declarations and files
// stand in another order: the function and the words of each finding.
func found(t *testing.T, all []*analysis.Analyzer, p *packages.Package, perm func(int) []int) []string {
	t.Helper()
	fset := token.NewFileSet()
	var files []*ast.File
	text := map[string][]byte{}
	for _, i := range perm(len(p.GoFiles)) {
		src, err := os.ReadFile(p.GoFiles[i])
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(p.GoFiles[i])
		text[name] = shuffled(t, src, perm)
		f, err := parser.ParseFile(fset, name, text[name], parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, Instances: map[*ast.Ident]types.Instance{},
	}
	conf := types.Config{Importer: loaded{p}, GoVersion: "go1.26"}
	pkg, err := conf.Check(p.PkgPath, fset, files, info)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	pass := &analysis.Pass{
		Fset: fset, Files: files, Pkg: pkg, TypesInfo: info, ResultOf: map[*analysis.Analyzer]any{},
		ReadFile: func(name string) ([]byte, error) { return text[name], nil },
		Report:   func(d analysis.Diagnostic) { out = append(out, where(files, d.Pos)+": "+d.Message) },
	}
	for _, a := range append([]*analysis.Analyzer{flow.Analyzer}, all...) {
		one := *pass
		one.Analyzer = a
		result, err := a.Run(&one)
		if err != nil {
			t.Fatal(err)
		}
		pass.ResultOf[a] = result
	}
	slices.Sort(out)
	return out
}

// loaded imports what a package was loaded with.
type loaded struct{ p *packages.Package }

func (l loaded) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := l.p.Imports[path]; p != nil {
		return p.Types, nil
	}
	return nil, fmt.Errorf("%s was not loaded", path)
}

// shuffled puts the declarations of a file, imports aside, into another order.
// Comments stay before what they stand before.
func shuffled(t *testing.T, src []byte, perm func(int) []int) []byte {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	lineEnd := func(pos token.Pos) int {
		at := fset.Position(pos).Offset
		if i := strings.IndexByte(string(src[at:]), '\n'); i >= 0 {
			return at + i + 1
		}
		return len(src)
	}
	head := lineEnd(f.Name.End())
	var chunks [][]byte
	at := head
	for _, d := range f.Decls {
		end := lineEnd(d.End())
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			head, at = end, end
			continue
		}
		if end > at { // two on a line stay together
			chunks = append(chunks, src[at:end])
			at = end
		}
	}
	out := append([]byte(nil), src[:head]...)
	for _, i := range perm(len(chunks)) {
		out = append(append(out, chunks[i]...), '\n')
	}
	return append(out, src[at:]...)
}

// where is the declaration that a position lies in.
func where(files []*ast.File, pos token.Pos) string {
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Pos() <= pos && pos < fn.End() {
				return fn.Name.Name
			}
		}
	}
	return "-"
}
