package flow

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/passtest"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// head declares what the bodies of the tests use: a client whose create and
// outputs decode an answer, and some helpers that look at one.
const head = `package a

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"slices"
	"time"
)

var _, _, _, _, _, _ = errors.New, fmt.Sprint, log.Print, os.Exit, slices.Contains[[]int], time.Sleep

const base = "https://www.runninghub.cn"

type envelope struct {
	Code int    ¦json:"code"¦
	Msg  string ¦json:"msg"¦
	Data *struct{ TaskID string } ¦json:"data"¦
}

type apiError struct{ Code int }

func (e *apiError) Error() string { return "" }

func post(path string, out any) error {
	res, err := http.Post(base+path, "", bytes.NewReader(nil))
	if err != nil {
		return err
	}
	return json.NewDecoder(res.Body).Decode(out)
}

func checked(path string, out *envelope) error {
	if err := post(path, out); err != nil {
		return err
	}
	if out.Code != 0 {
		return &apiError{out.Code}
	}
	return nil
}

func ok(e *envelope) bool { return e.Code == 0 }

func busy(code int) bool { return code == 415 || code == 421 }

func (e *envelope) failed() bool { return e.Code != 0 }

func (e *envelope) number() int { return e.Code }

func asError(e *envelope) error {
	if e.Code != 0 {
		return fmt.Errorf("code %d", e.Code)
	}
	return nil
}

func use(any)

var table = map[int]bool{415: true, 421: true}

var sink string

`

// program builds the program of a function with a body; env is the answer of
// create, out that of outputs.
func program(t *testing.T, path, results, body string) *Program {
	t.Helper()
	src := head + "func f() " + results + " {\n\tvar env envelope\n" + body + "\n}\n"
	src = strings.ReplaceAll(strings.ReplaceAll(src, "func use(any)", "func use(any) {}"), "¦", "`")
	src = strings.ReplaceAll(src, "GET", `post("`+path+`", &env)`)
	src = strings.ReplaceAll(src, "CHECKED", `checked("`+path+`", &env)`)
	p := build(passtest.New(t, Analyzer, "a", src, nil))
	if p == nil {
		t.Fatal("the package has nothing to do with RunningHub")
	}
	return p
}

// answer finds the answer in env of f.
func answer(t *testing.T, p *Program) *Answer {
	t.Helper()
	for _, a := range p.Answers {
		if a.Fn.Name() == "f" && a.Form != Error {
			return a
		}
	}
	t.Fatal("no answer in f")
	return nil
}

// shown lists some codes of a set: success, 804, 803 and 421 of create, and
// other for numbers that the table does not know.
func shown(s codes.Set) string {
	var out []string
	for _, c := range []code.Code{0, 421, 803, 804, 805} {
		if s.Has(codes.Of(c)) {
			out = append(out, c.String())
		}
	}
	if s.Has(codes.Other()) {
		out = append(out, "other")
	}
	return strings.Join(out, " ")
}

// Under which codes is the data read?
func TestUses(t *testing.T) {
	const all = "0 421 803 other"
	for _, tt := range []struct{ name, body, want string }{
		{"unchecked", "GET; use(env.Data.TaskID)", all},
		{"checked before", "GET; if env.Code != 0 { return }; use(env.Data.TaskID)", "0"},
		{"the other way round", "GET; if 0 == env.Code { use(env.Data.TaskID) }", "0"},
		{"else", "GET; if env.Code == 803 { return } else { use(env.Data.TaskID) }", "0 421 other"},
		{"switch", "GET; switch env.Code { case 803: return; case 421: return }; use(env.Data.TaskID)", "0 other"},
		{"switch with default", "GET; switch env.Code { case 0: use(env.Data.TaskID); default: return }", "0"},
		{"switch true", "GET; switch { case env.Code == 803: return }; use(env.Data.TaskID)", "0 421 other"},
		{"switch false", "GET; switch false { case env.Code == 0: return }; use(env.Data.TaskID)", "0"},
		{"and", "GET; if env.Code != 803 && env.Code != 421 { use(env.Data.TaskID) }", "0 other"},
		{"or", "GET; if env.Code == 803 || env.Code == 421 { return }; use(env.Data.TaskID)", "0 other"},
		{"not", "GET; if !(env.Code == 0) { return }; use(env.Data.TaskID)", "0"},
		{"range", "GET; if env.Code > 500 { return }; use(env.Data.TaskID)", "0 421 other"},
		{"positive", "GET; if env.Code > 0 { return }; use(env.Data.TaskID)", "0"},
		{"at least", "GET; if env.Code >= 1 { return }; use(env.Data.TaskID)", "0"},
		{"less", "GET; if env.Code < 1 { use(env.Data.TaskID) }", "0 other"}, // there may be negative numbers
		{"kept in a variable", "GET; failed := env.Code != 0; if failed { return }; use(env.Data.TaskID)", "0"},
		{"the code kept", "GET; c := env.Code; if c != 0 { return }; use(env.Data.TaskID)", "0"},
		{"the data kept", "GET; d := env.Data; if env.Code != 0 { return }; use(d.TaskID)", "0"},
		{"converted", "GET; if fmt.Sprint(env.Code) != \"0\" { return }; use(env.Data.TaskID)", "0"},
		{"a helper", "GET; if !ok(&env) { return }; use(env.Data.TaskID)", "0"},
		{"a method", "GET; if env.failed() { return }; use(env.Data.TaskID)", "0"},
		{"a getter", "GET; if env.number() != 0 { return }; use(env.Data.TaskID)", "0"},
		{"a helper of the code", "GET; if busy(env.Code) { return }; use(env.Data.TaskID)", "0 803 other"},
		{"an error made of it", "GET; if err := asError(&env); err != nil { return }; use(env.Data.TaskID)", "0"},
		{"a table", "GET; if table[env.Code] { return }; use(env.Data.TaskID)", "0 803 other"},
		{"a table with ok", "GET; if _, in := table[env.Code]; in { return }; use(env.Data.TaskID)", "0 803 other"},
		{"a list", "GET; if slices.Contains([]int{415, 421}, env.Code) { return }; use(env.Data.TaskID)", "0 803 other"},
		{"the helper checks", "if err := CHECKED; err != nil { return }; use(env.Data.TaskID)", "0"},
		{"fatal", "GET; if env.Code != 0 { log.Fatal() }; use(env.Data.TaskID)", "0"},
		{"exit", "GET; if env.Code != 0 { os.Exit(1) }; use(env.Data.TaskID)", "0"},
		{"panic", "GET; if env.Code != 0 { panic(1) }; use(env.Data.TaskID)", "0"},
		{"never", "GET; if false { use(env.Data.TaskID) }", ""},
		{"compared with a variable", "GET; n := len(os.Args); if env.Code == n { return }; use(env.Data.TaskID)", ""},
		{"handed on", "GET; use(env.Code); use(env.Data.TaskID)", ""},
		{"escaped", "GET; json.Marshal(&env); use(env.Data.TaskID)", ""},
		{"given to a helper that does nothing", "GET; use(&env); use(env.Data.TaskID)", all},
		{"captured", "GET; func() { use(env) }(); use(env.Data.TaskID)", ""},
		{"asked for being there", "GET; if env.Data != nil { return }", ""},
		{"printed", "GET; log.Print(env.Data.TaskID)", ""},
		{"overwritten", "GET; env = envelope{Code: 1}; use(env.Data.TaskID)", ""},
		{"emptied", "env = envelope{}; GET; use(env.Data.TaskID)", all},
		{"in the condition of the code", "GET; if env.Code == 0 && env.Data.TaskID != \"x\" { return }", ""},
	} {
		a := answer(t, program(t, "/task/openapi/create", "", tt.body))
		var got []string
		for _, u := range a.Uses {
			got = append(got, shown(u.Set))
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %s\n got %q\nwant %q", tt.name, tt.body, got, tt.want)
		}
	}
}

// What is noted of the tests on the way.
func TestNotes(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{"GET; use(env.Data.TaskID)", "blind"},
		{"GET; if env.Code == 803 { return }; use(env.Data.TaskID)", "read looked"},
		{"GET; if len(os.Args) > 1 { if env.Code == 803 { return } }; use(env.Data.TaskID)", "read looked blind"},
		{"GET; if env.Data != nil { use(env.Data.TaskID) }", "guarded blind"},
		{"GET; if env.Msg == \"success\" { use(env.Data.TaskID) }", "msg blind"},
		{"GET; log.Print(env.Code); use(env.Data.TaskID)", "logged blind"},
	} {
		a := answer(t, program(t, "/task/openapi/create", "", tt.body))
		if len(a.Uses) != 1 {
			t.Errorf("%s: %d uses", tt.body, len(a.Uses))
			continue
		}
		var got []string
		for _, f := range []struct {
			name string
			set  bool
		}{{"read", a.Read}, {"msg", a.MsgTest}, {"logged", a.Logged}, {"guarded", a.Uses[0].Guarded}, {"looked", a.Uses[0].Looked}, {"blind", a.Uses[0].Blind}} {
			if f.set {
				got = append(got, f.name)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %q, want %q", tt.body, got, tt.want)
		}
	}
}

// Under which codes is the call made again?
func TestLoops(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"all codes", "for { if GET == nil && env.Code == 0 { return } }", "421 803 804 805 other transport unwaited"},
		{"waiting", "for { GET; if env.Code == 0 { return }; time.Sleep(1) }", "421 803 804 805 other"},
		{"states", "for { GET; switch env.Code { case 804, 813: time.Sleep(1); continue }; return }", "804"},
		{"bounded", "for i := 0; i < 3; i++ { GET; if env.Code != 421 { return } }", "421 unwaited"},
		{"other requests", "for _, x := range os.Args { use(x); GET; if env.Code != 0 { use(1) } }", ""},
		{"no loop", "GET; if env.Code != 0 { GET }", ""},
		{"default", "for { GET; switch env.Code { case 0: return; default: time.Sleep(1) } }", "421 803 804 805 other default"},
	} {
		path := "/task/openapi/outputs"
		if tt.name == "other requests" {
			tt.body = strings.Replace(tt.body, "GET;", `post("`+path+`"+x, &env);`, 1)
		}
		a := answer(t, program(t, path, "", tt.body))
		var got []string
		for _, l := range a.Loops {
			s := shown(l.Set)
			if l.Transport {
				s += " transport"
			}
			if !l.Unwaited.Empty() {
				s += " unwaited"
			}
			if l.Default != nil {
				s += " default"
			}
			got = append(got, s)
		}
		// Which codes outputs answers is the code table's business.
		want := tt.want
		if strings.HasPrefix(want, "421 803") {
			want = shown(codes.ForEndpoints([]endpoint.Kind{endpoint.Outputs}).Minus(codes.Success())) + want[len("421 803 804 805 other"):]
		}
		if strings.HasPrefix(want, "421 un") && !codes.ForEndpoints([]endpoint.Kind{endpoint.Outputs}).Has(codes.Of(421)) {
			want = ""
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %s\n got %q\nwant %q", tt.name, tt.body, got, want)
		}
	}
}

// What the error of a failure says.
func TestReturns(t *testing.T) {
	kinds := map[Nilness]string{Maybe: "maybe", Nil: "nil", NonNil: "error"}
	ways := map[Carry]string{Dropped: "dropped", Text: "text", Whole: "whole"}
	for _, tt := range []struct{ body, want string }{
		{"if env.Code != 0 { return errors.New(env.Msg) }; return nil", "error dropped, nil whole"},
		{"if env.Code != 0 { return fmt.Errorf(\"%d\", env.Code) }; return nil", "error text, nil whole"},
		{"if env.Code != 0 { return &apiError{env.Code} }; return nil", "error whole, nil whole"},
		{"if env.Code != 0 { return errFailed }; return nil", "error dropped, nil whole"},
		{"if env.Code != 0 { err := errors.New(\"x\"); return err }; return nil", "error dropped, nil whole"},
		{"if env.Code != 0 { return errors.Join(errFailed, errors.New(\"x\")) }; return nil", "error whole, nil whole"},
		{"if env.Code != 0 { return fmt.Errorf(\"x: %w\", &apiError{env.Code}) }; return nil", "error text, nil whole"},
		{"return asError(&env)", ""}, // the helper is followed where it is called
	} {
		src := strings.Replace(tt.body, "errFailed", "os.ErrInvalid", 1)
		if strings.Contains(tt.body, "return errFailed") {
			src = strings.Replace(tt.body, "errFailed", "errLocal", 1)
		}
		p := program(t, "/task/openapi/create", "error", "GET; "+src+"\n}\n\nvar errLocal = errors.New(\"failed\")\n\nfunc g() {")
		var got []string
		for _, r := range answer(t, p).Returns {
			got = append(got, kinds[r.Err]+" "+ways[r.Carry])
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s\n got %q\nwant %q", tt.body, got, tt.want)
		}
	}
}

// Failures that leave no trace.
func TestSilent(t *testing.T) {
	for _, tt := range []struct {
		body   string
		silent bool
	}{
		{"GET; if env.Code != 0 { return }", true},
		{"GET; if env.Code != 0 { sink = env.Msg; return }", false},
		{"GET; if env.Code != 0 { use(1); return }", false},
		{"GET; if env.Code != 0 { log.Print(1); return }", true},
		{"ch := make(chan int, 1); GET; if env.Code != 0 { ch <- 1; return }", false},
	} {
		found := false
		for _, r := range answer(t, program(t, "/task/openapi/create", "", tt.body)).Returns {
			found = found || r.Silent.Has(codes.Of(803))
		}
		if found != tt.silent {
			t.Errorf("%s: silent %t", tt.body, found)
		}
	}
}

func TestStatesAsFailures(t *testing.T) {
	for body, want := range map[string]int{
		`GET; if env.Code != 0 { sink = "FAILED" }`:                                       1,
		`GET; if env.Code != 0 && env.Code != 804 && env.Code != 813 { sink = "FAILED" }`: 0,
		`GET; if env.Code != 0 { sink = "pending" }`:                                      0,
		`GET; sink = "FAILED"; use(env.Code)`:                                             0,
	} {
		if got := len(answer(t, program(t, "/task/openapi/outputs", "", body)).Failed); got != want {
			t.Errorf("%s: %d, want %d", body, got, want)
		}
	}
}

// Errors that stand for an answer, in loops.
func TestErrorAnswers(t *testing.T) {
	for _, tt := range []struct {
		body  string
		as    bool
		again string
	}{
		{"for { if err := CHECKED; err == nil { return } }", false, "421 803 other"},
		{"for { err := CHECKED; var api *apiError; if errors.As(err, &api) { continue }; return }", true, "421 803 other"},
		{"for { err := CHECKED; var api *apiError; if errors.As(err, &api) && api.Code == 421 { continue }; return }", true, "421"},
		{"for { err := CHECKED; if api, ok := err.(*apiError); ok && busy(api.Code) { continue }; return }", true, "421"},
		{"for { err := CHECKED; if api, ok := errors.AsType[*apiError](err); ok && api.Code == 803 { continue }; return }", true, "803"},
		{"err := CHECKED; use(err)", false, "none"},
	} {
		p := program(t, "/task/openapi/create", "", tt.body)
		var got []string
		as := false
		for _, a := range p.Answers {
			if a.Form != Error || a.Fn.Name() != "f" {
				continue
			}
			as = a.As != nil
			for _, l := range a.Loops {
				got = append(got, shown(l.Set))
			}
		}
		if tt.again == "none" {
			tt.again = ""
		}
		if as != tt.as || strings.Join(got, ", ") != tt.again {
			t.Errorf("%s\n got %q, examined %t\nwant %q, %t", tt.body, got, as, tt.again, tt.as)
		}
	}
}

// Answers that are held in other ways than by a struct.
func TestForms(t *testing.T) {
	for _, tt := range []struct {
		body string
		form Form
		want string
	}{
		{"var m map[string]any; GETM; if m[\"code\"].(float64) != 0 { return }; use(m[\"data\"])", Map, "0"},
		{"var m map[string]any; GETM; if c, ok := m[\"code\"].(float64); !ok || c != 0 { return }; use(m[\"data\"])", Map, "0"},
		{"var m map[string]any; GETM; use(m[\"data\"])", Map, "0 421 803 other"},
		{"var m map[string]any; GETM; k := \"code\"; if m[k] != nil { return }; use(m[\"data\"])", Map, ""},
	} {
		p := program(t, "/task/openapi/create", "", "_ = env; "+strings.Replace(tt.body, "GETM", `post("/task/openapi/create", &m)`, 1))
		a := answer(t, p)
		var got []string
		for _, u := range a.Uses {
			got = append(got, shown(u.Set))
		}
		if a.Form != tt.form || strings.Join(got, ", ") != tt.want {
			t.Errorf("%s\n got %q, form %d\nwant %q", tt.body, got, a.Form, tt.want)
		}
	}
}

func TestUnrelated(t *testing.T) {
	if build(passtest.New(t, Analyzer, "a", "package a\n", nil)) != nil {
		t.Error("a program of a package that has nothing to do with RunningHub")
	}
	pass := passtest.New(t, Analyzer, "a", "package a\n", nil)
	p, release := Of(pass)
	release()
	if p != nil {
		t.Error("a program out of nothing")
	}
}

// Ways that part and meet again are followed however many there are.
func TestManyWays(t *testing.T) {
	var b strings.Builder
	b.WriteString("GET\n")
	for i := range 14 {
		fmt.Fprintf(&b, "var b%d bool\nif len(os.Args) > %d { b%d = true } else { b%d = false }\n", i, i, i, i)
	}
	for i := range 14 {
		fmt.Fprintf(&b, "use(b%d)\n", i)
	}
	b.WriteString("use(env.Data.TaskID)")
	if a := answer(t, program(t, "/task/openapi/create", "", b.String())); len(a.Uses) != 1 || shown(a.Uses[0].Set) != "0 421 803 other" {
		t.Error("the use after 14 conditions is lost")
	}
}

func TestNumber64(t *testing.T) {
	for _, tt := range []struct {
		v    constant.Value
		want int64
		ok   bool
	}{
		{nil, 0, false},
		{constant.MakeInt64(803), 803, true},
		{constant.MakeFloat64(803), 803, true},
		{constant.MakeFloat64(0.5), 0, false},
		{constant.MakeString("803"), 803, true},
		{constant.MakeString(" "), 0, true},
		{constant.MakeString("x"), 0, false},
		{constant.MakeBool(true), 0, false},
	} {
		if got, ok := Number64(tt.v); got != tt.want || ok != tt.ok {
			t.Errorf("%v: %d %t", tt.v, got, ok)
		}
	}
}

func TestComparisons(t *testing.T) {
	ops := []token.Token{token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ}
	for a := int64(0); a < 3; a++ {
		for b := int64(0); b < 3; b++ {
			for _, op := range ops {
				if holds(a, op, b) != holds(b, swap(op), a) {
					t.Errorf("%d %s %d", a, op, b)
				}
			}
		}
	}
	if holds(1, token.ADD, 1) {
		t.Error("an addition holds")
	}
}

func TestKinds(t *testing.T) {
	if !Starts(endpoint.Create) || Starts(endpoint.Outputs) || !Asks(endpoint.Outputs) || Asks(endpoint.Create) {
		t.Error("create starts a task, outputs asks for one")
	}
	if !SaysSuccess("SUCCESS") || !SaysSuccess("ok") || SaysSuccess("failed") {
		t.Error("messages of success")
	}
	if !Any([]endpoint.Kind{endpoint.Outputs, endpoint.Create}, Starts) || Any(nil, Starts) {
		t.Error("Any")
	}
	if isV2(nil, true) != true || isV2([]endpoint.Kind{endpoint.Create}, false) || !isV2([]endpoint.Kind{endpoint.V2Query}, false) {
		t.Error("generations")
	}
}

func TestLoopOf(t *testing.T) {
	p := program(t, "/task/openapi/create", "", "for i := len(os.Args); i > 0; i-- { use(i) }; for range slices.Sorted(slices.Values([]int{1})) { func() { use(2) }() }; GET")
	inLoop := map[string]bool{}
	ast.Inspect(passtest.Func(t, p.X.Pass, "f"), func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			inLoop[types.ExprString(c)] = p.LoopOf(c) != nil
		}
		return true
	})
	for call, want := range map[string]bool{"len(os.Args)": false, "use(i)": true, "use(2)": false, "slices.Values([]int{…})": false} {
		if got, ok := inLoop[call]; !ok || got != want {
			t.Errorf("%s: in a loop %t, %t", call, got, ok)
		}
	}
}

func TestCompared(t *testing.T) {
	a := answer(t, program(t, "/task/openapi/create", "", "GET; if env.Code == 803 || env.Code > 420 { return }; if env.Msg == \"ok\" { return }"))
	var tested []int64
	for n := range a.Tested {
		tested = append(tested, n)
	}
	slices.Sort(tested)
	if !slices.Equal(tested, []int64{420, 803}) || len(a.Compared) != 1 || len(a.Messages) != 1 {
		t.Errorf("tested %v, compared %v, messages %v", tested, a.Compared, a.Messages)
	}
}
