package main

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// subject has one function for each kind of change; each is printed for some
// arguments.
const subject = `package main

import "fmt"

type size int

const two = 1 + 1

func less(a, b int) bool { return a < b }

func atLeast(a, b int) bool { return a >= b }

func same(a, b string) bool { return a == b }

func both(a, b bool) bool { return a && !b || b && !a }

func sum(a, b size) size { return a + 1 - b }

func count(a []int) (n uint8) {
	for range a {
		n++
	}
	return n
}

func yes(a error) bool {
	if a != nil {
		return false
	}
	return true
}

func known(m map[int]bool, k int) string {
	if m[k] {
		return "known"
	}
	return "new"
}

func main() {
	fmt.Println(less(1, 1), less(1, 2), atLeast(1, 1), atLeast(1, 2), same("a", "a"), both(true, true), both(true, false), both(false, false))
	fmt.Println(sum(3, 4), count([]int{1, 2}), yes(nil), yes(fmt.Errorf("x")), known(map[int]bool{1: true}, 1), two)
}
`

// TestChanges: without a change the program says what it said; each change alone
// makes it say something else.
func TestChanges(t *testing.T) {
	dir := t.TempDir()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "subject.go", subject, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := conf.Check("main", fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatal(err)
	}
	m := &mutator{fset: fset, info: info, pkg: pkg, edits: map[string][]edit{}, src: map[string][]byte{"subject.go": []byte(subject)}}
	m.file(f)
	for name, text := range map[string]string{
		"subject.go": string(apply([]byte(subject), m.edits["subject.go"])),
		"helper.go":  strings.Replace(helper, "%s", "main", 1),
		"go.mod":     "module subject\n\ngo 1.26\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	program := filepath.Join(dir, "subject.exe")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	says := func(change int) string {
		run := exec.Command(program)
		run.Env = append(os.Environ(), "MUTANT="+strconv.Itoa(change))
		out, err := run.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	want := says(0)
	if want != "false true true false true false true false\n0 2 true false known 2\n" {
		t.Errorf("without a change: %s", want)
	}
	if len(m.changes) != 13 {
		t.Errorf("%d changes, want 13", len(m.changes))
	}
	for _, c := range m.changes {
		if says(c.id) == want {
			t.Errorf("%s: %s: nothing is different", c.place, c.what)
		}
	}
}
