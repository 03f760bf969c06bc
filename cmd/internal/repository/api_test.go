package repository

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/testdata/golden"
)

const (
	root    = "../../.."
	apiFile = root + "/testdata/api.txt"
	// mostDeclarations is how many lines go doc -short may print for all packages
	// outside cmd and internal: a line for each function and type, and one for
	// each group of constants or variables. 150 are the aim; go down only.
	mostDeclarations = 150
)

// The public API is what testdata/api.txt says, so that every change of it
// stands in a diff.
func TestAPI(t *testing.T) {
	var text bytes.Buffer
	total := 0
	for _, dir := range packages(t) {
		total += describe(t, &text, dir)
	}
	if total > mostDeclarations {
		t.Errorf("%d public declarations, at most %d are wanted: unexport what only this repository needs, or move it under internal", total, mostDeclarations)
	}
	golden.Equal(t, apiFile, text.Bytes())
}

// packages are the folders of the module's packages that others can import,
// commands left out.
func packages(t *testing.T) (dirs []string) {
	t.Helper()
	for _, top := range []string{"analyzers", "rules", "schema"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if name := d.Name(); name == "internal" || name == "testdata" || name == "gclplugin" {
				return fs.SkipDir
			}
			if files, _ := filepath.Glob(filepath.Join(path, "*.go")); len(files) > 0 {
				dirs = append(dirs, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return dirs
}

// describe writes the exported declarations of one package and returns how many
// lines go doc -short has for it.
func describe(t *testing.T, w *bytes.Buffer, dir string) (lines int) {
	t.Helper()
	fset := token.NewFileSet()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var parsed []*ast.File
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	rel, err := filepath.Rel(root, dir)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := doc.NewFromFiles(fset, parsed, rel)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(w, "package %s\n", filepath.ToSlash(rel))
	p := apiPrinter{t: t, w: w, fset: fset}
	p.values(pkg.Consts)
	p.values(pkg.Vars)
	p.funcs(pkg.Funcs)
	for _, typ := range pkg.Types {
		p.decl(typ.Decl)
		p.values(typ.Consts)
		p.values(typ.Vars)
		p.funcs(typ.Funcs)
		lines := p.lines
		p.funcs(typ.Methods)
		p.lines = lines // go doc -short does not list methods
	}
	fmt.Fprintln(w)
	return p.lines
}

// apiPrinter writes declarations and counts them.
type apiPrinter struct {
	t     *testing.T
	w     *bytes.Buffer
	fset  *token.FileSet
	lines int
}

func (p *apiPrinter) values(list []*doc.Value) {
	for _, v := range list {
		p.decl(v.Decl)
	}
}

func (p *apiPrinter) funcs(list []*doc.Func) {
	for _, f := range list {
		p.decl(f.Decl)
	}
}

func (p *apiPrinter) decl(d ast.Decl) {
	p.t.Helper()
	p.lines++
	if g, ok := d.(*ast.GenDecl); ok && (g.Tok == token.VAR || g.Tok == token.CONST) {
		for _, s := range g.Specs {
			for _, name := range s.(*ast.ValueSpec).Names {
				if name.IsExported() {
					fmt.Fprintf(p.w, "\t%s %s\n", g.Tok, name.Name)
				}
			}
		}
		return
	}
	if f, ok := d.(*ast.FuncDecl); ok {
		f.Body = nil
	}
	var text bytes.Buffer
	if err := (&printer.Config{Mode: printer.TabIndent, Tabwidth: 8}).Fprint(&text, p.fset, d); err != nil {
		p.t.Fatal(err)
	}
	for line := range strings.Lines(text.String()) {
		if strings.TrimSpace(line) != "" {
			fmt.Fprintf(p.w, "\t%s\n", strings.TrimRight(line, " \n"))
		}
	}
}
