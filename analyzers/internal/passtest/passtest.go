// Package passtest makes an analysis.Pass of a piece of Go source, for tests of
// what works below the passes.
package passtest

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// File is the name that the source has in positions.
const File = "a.go"

// std reads the export data of the standard library once for all tests.
var std = sync.OnceValue(func() types.Importer { return &locked{of: importer.Default()} })

// locked makes an importer safe for tests that run side by side.
type locked struct {
	mu sync.Mutex
	of types.Importer
}

func (l *locked) Import(path string) (*types.Package, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.of.Import(path)
}

// New makes the pass of an analyzer over one file; path is the import path of
// its package. Diagnostics are appended to found when it is not nil.
func New(t testing.TB, a *analysis.Analyzer, path, src string, found *[]analysis.Diagnostic) *analysis.Pass {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, File, src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, Instances: map[*ast.Ident]types.Instance{},
	}
	conf := types.Config{Importer: std()}
	pkg, err := conf.Check(path, fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatal(err)
	}
	return &analysis.Pass{
		Analyzer: a, Fset: fset, Files: []*ast.File{f}, Pkg: pkg, TypesInfo: info, ResultOf: map[*analysis.Analyzer]any{},
		ReadFile: func(string) ([]byte, error) { return []byte(src), nil },
		Report: func(d analysis.Diagnostic) {
			if found != nil {
				*found = append(*found, d)
			}
		},
	}
}

// Func returns the function of the file with a name.
func Func(t testing.TB, pass *analysis.Pass, name string) *ast.FuncDecl {
	t.Helper()
	for _, d := range pass.Files[0].Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == name {
			return f
		}
	}
	t.Fatalf("the source has no function %s", name)
	return nil
}

// Type returns the type that the file declares under a name.
func Type(t testing.TB, pass *analysis.Pass, name string) types.Type {
	t.Helper()
	obj := pass.Pkg.Scope().Lookup(name)
	if obj == nil {
		t.Fatalf("the source declares no %s", name)
	}
	return obj.Type()
}
