package repository

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ownProcess are programs of the developers, which nobody runs over a
// stranger's files.
var ownProcess = []string{"cmd/internal/performance", "cmd/internal/reliability"}

// quiet are goroutines that call nothing of this program, by file and by what
// they run.
var quiet = []string{
	"cmd/internal/fetch/client.go: cancel",
	"schema/nodes/open.go: ReadAt, int64",
	"schema/nodes/stream.go: close, int64, ReadAt, Is",
}

// TestGoroutines: a panic ends the program with its own exit status and one line
// only in a goroutine that catches it. So each one that is started begins with a
// defer that does.
func TestGoroutines(t *testing.T) {
	seen := 0
	for _, top := range []string{"cmd", "rules", "schema"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name, _ := filepath.Rel(root, path)
			if d.IsDir() && (d.Name() == "testdata" || slices.Contains(ownProcess, filepath.ToSlash(name))) {
				return fs.SkipDir
			}
			if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				started, ok := startedBy(n)
				if !ok {
					return true
				}
				seen++
				if calls := strings.Join(called(started), ", "); !guarded(started) && !slices.Contains(quiet, filepath.ToSlash(name)+": "+calls) {
					t.Errorf("%s: the goroutine, which calls %s, does not catch a panic: begin it with a defer of (*app).crashed or of what hands the panic on", set.Position(n.Pos()), calls)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 10 {
		t.Errorf("only %d goroutines were found", seen)
	}
}

// startedBy is the function that a node starts as a goroutine of its own: with
// go, with the methods called Go, or after a time or a context.
func startedBy(n ast.Node) (ast.Expr, bool) {
	switch n := n.(type) {
	case *ast.GoStmt:
		return n.Call.Fun, true
	case *ast.CallExpr:
		method, ok := n.Fun.(*ast.SelectorExpr)
		if ok && (method.Sel.Name == "Go" || method.Sel.Name == "AfterFunc") && len(n.Args) > 0 {
			return n.Args[len(n.Args)-1], true
		}
	}
	return nil, false
}

// guarded reports whether a function catches its panics before it does anything.
func guarded(f ast.Expr) bool {
	switch f := f.(type) {
	case *ast.CallExpr: // a handler that something wraps
		method, ok := f.Fun.(*ast.SelectorExpr)
		return ok && method.Sel.Name == "guarded"
	case *ast.FuncLit:
		for _, s := range f.Body.List {
			d, ok := s.(*ast.DeferStmt)
			if !ok {
				return false
			}
			if caught(d.Call) {
				return true
			}
			if !ends(d.Call) {
				return false
			}
		}
	}
	return false
}

// caught reports whether a deferred call recovers.
func caught(call *ast.CallExpr) bool {
	found := false
	ast.Inspect(call, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			found = found || n.Name == "recover"
		case *ast.SelectorExpr:
			found = found || n.Sel.Name == "crashed" || n.Sel.Name == "Guard"
		}
		return true
	})
	return found
}

// ends reports whether a deferred call is one of the runtime's own, which tells
// others that the goroutine is done.
func ends(call *ast.CallExpr) bool {
	name, ok := call.Fun.(*ast.Ident)
	return ok && name.Name == "close"
}

// called lists the functions that a goroutine calls.
func called(f ast.Expr) (names []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name := ""
		switch f := call.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			name = f.Sel.Name
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		return true
	})
	return names
}
