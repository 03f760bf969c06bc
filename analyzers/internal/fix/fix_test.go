package fix

import (
	"go/ast"
	"go/types"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/passtest"
	"golang.org/x/tools/go/analysis"
)

const src = `package a

import (
	"encoding/json"
	"fmt"
	str "strings"
	"time"
	_ "embed"
)

type Envelope struct {
	Code int
	Msg  string
	Data string
}

type Texts struct {
	ErrorCode string
	TaskID    string
}

type Numbers struct {
	Code json.Number
	Data string
}

type Second struct {
	ErrorCode json.Number
	TaskID    string
}

type Written struct {
	Code string
	Data string
}

type Odd struct {
	Code []int
	Data any
}

type pair struct{ a, b int }

func send() (env Envelope) { return }

func results() (string, int, bool, *pair, pair, time.Time, [2]int, error) {
	env := send()
	if env.Data == "" {
		fmt.Println(env)
	}
	switch { case env.Data == "x": fmt.Print() }
	return "", 0, false, nil, pair{}, time.Time{}, [2]int{}, nil
}

func plain() (*pair, []int, pair, error) {
	var env Envelope
	var texts Texts
	var odd Odd
	var number Numbers
	var vtwo Second
	var written Written
	var n int
	_, _, _, _, _, _, _ = env, texts, odd, n, number, vtwo, written
	return nil, nil, pair{}, nil
}

func generic[T any]() (T, error) {
	env := send()
	return *new(T), fmt.Errorf("%v", env)
}

func none() { env := send(); _ = str.ToUpper(env.Msg) }
`

func load(t *testing.T) (*analysis.Pass, *endpoints.Index) {
	t.Helper()
	pass := passtest.New(t, nil, "a", src, nil)
	return pass, endpoints.New(pass)
}

// local returns a variable that a function declares.
func local(t *testing.T, pass *analysis.Pass, fn, name string) *types.Var {
	t.Helper()
	var found *types.Var
	ast.Inspect(passtest.Func(t, pass, fn), func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name {
			if v, ok := pass.TypesInfo.Defs[id].(*types.Var); ok {
				found = v
			}
		}
		return true
	})
	if found == nil {
		t.Fatalf("%s has no variable %s", fn, name)
	}
	return found
}

func function(t *testing.T, x *endpoints.Index, name string) *endpoints.Func {
	t.Helper()
	for _, fn := range x.Funcs {
		if fn.Name() == name {
			return fn
		}
	}
	t.Fatal(name)
	return nil
}

func TestImports(t *testing.T) {
	pass, _ := load(t)
	f := File(pass, passtest.Func(t, pass, "none").Pos())
	if f != pass.Files[0] {
		t.Fatal("another file")
	}
	for path, want := range map[string]string{"fmt": "fmt", "strings": "str", "time": "time", "embed": "", "errors": ""} {
		if got := Import(f, path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	for path, want := range map[string]int{"fmt": 3, "strings": 1, "errors": 0} {
		if got := Uses(pass, path, f.Pos()); got != want {
			t.Errorf("%s: %d uses, want %d", path, got, want)
		}
	}
	if File(pass, 0) != nil || Import(nil, "fmt") != "" || Uses(pass, "fmt", 0) != 0 {
		t.Error("a position outside of every file has a file")
	}
}

func TestReturnError(t *testing.T) {
	pass, x := load(t)
	for _, tt := range []struct{ fn, v, want string }{
		{"plain", "env", `return nil, nil, pair{}, fmt.Errorf("runninghub: code %v: %s", env.Code, env.Msg)`},
		{"plain", "texts", `return nil, nil, pair{}, fmt.Errorf("runninghub: code %v", texts.ErrorCode)`},
		{"plain", "n", ""},
		{"generic", "env", `return *new(T), fmt.Errorf("runninghub: code %v: %s", env.Code, env.Msg)`},
		{"results", "env", ""}, // an array cannot be named
		{"none", "env", ""},    // there is no error to return
	} {
		fn := function(t, x, tt.fn)
		got, ok := ReturnError(x, fn, local(t, pass, tt.fn, tt.v), fn.Body.Rbrace)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s, %s:\n got %q\nwant %q", tt.fn, tt.v, got, tt.want)
		}
	}
}

// A name that is declared later, or in another block, cannot be used.
func TestInScope(t *testing.T) {
	pass, x := load(t)
	fn := function(t, x, "plain")
	v := local(t, pass, "plain", "env")
	if InScope(pass, v, fn.Body.Pos()) || !InScope(pass, v, fn.Body.Rbrace) || InScope(pass, v, function(t, x, "none").Body.Rbrace) || InScope(pass, v, 0) {
		t.Error("the scope of env is not the rest of plain")
	}
	if text, ok := ReturnError(x, fn, v, fn.Body.Pos()); ok {
		t.Errorf("an error of a variable that is not there yet: %s", text)
	}
}

func TestFailed(t *testing.T) {
	pass, _ := load(t)
	for name, want := range map[string]string{"env": "env.Code != 0", "texts": `texts.ErrorCode != ""`, "number": `number.Code != "0"`, "vtwo": `vtwo.ErrorCode != "" && vtwo.ErrorCode != "0"`, "written": `written.Code != "0"`, "odd": "", "n": ""} {
		if got, ok := Failed(local(t, pass, "plain", name)); got != want || ok != (want != "") {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestZero(t *testing.T) {
	pass, x := load(t)
	res := function(t, x, "results").Sig.Results()
	for i, want := range []string{`""`, "0", "false", "nil", "pair{}", "time.Time{}", "", "nil"} {
		got, ok := Zero(pass, pass.Files[0], res.At(i).Type())
		if got != want || ok != (want != "") {
			t.Errorf("%s: %q, want %q", res.At(i).Type(), got, want)
		}
	}
	foreign := types.NewNamed(types.NewTypeName(0, types.NewPackage("other", "other"), "T", nil), types.NewStruct(nil, nil), nil)
	if _, ok := Zero(pass, pass.Files[0], foreign); ok {
		t.Error("a type of a package that is not imported has a name")
	}
}

func TestStatement(t *testing.T) {
	pass, x := load(t)
	var inBlock, inCase, inHead ast.Node
	ast.Inspect(passtest.Func(t, pass, "results"), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if inBlock == nil && types.ExprString(n.Fun) == "fmt.Println" {
				inBlock = n
			}
			if types.ExprString(n.Fun) == "fmt.Print" {
				inCase = n
			}
		case *ast.CaseClause:
			inHead = n.List[0]
		}
		return true
	})
	if s, ok := Statement(x, inBlock).(*ast.ExprStmt); !ok || s.X != inBlock {
		t.Error("the statement of a block is not found")
	}
	if s, ok := Statement(x, inCase).(*ast.ExprStmt); !ok || s.X != inCase {
		t.Error("the statement of a case is not found")
	}
	if Statement(x, inHead) != nil {
		t.Error("the head of a case is no statement")
	}
	if got := Indent(pass, inBlock.Pos()); got != "\t\t" {
		t.Errorf("indent %q", got)
	}
	if got := Indent(pass, pass.Files[0].Pos()); got != "" {
		t.Errorf("indent of the first line: %q", got)
	}
}
