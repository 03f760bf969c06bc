package driver

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// module writes a module of the files and makes it the working directory.
func module(t *testing.T, files map[string]string) {
	t.Helper()
	root := t.TempDir()
	files["go.mod"] = "module example.com/shop\n\ngo 1.24\n"
	for name, text := range files {
		name = filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root)
	t.Setenv("GOFLAGS", "-mod=mod")
	t.Setenv("GOWORK", "off")
}

const client = `package client

import (
	"encoding/json"
	"io"
	"net/http"
)

type Answer struct {
	Code int    ` + "`json:\"code\"`" + `
	Msg  string ` + "`json:\"msg\"`" + `
	Data struct {
		TaskID string ` + "`json:\"taskId\"`" + `
		Tips   string ` + "`json:\"promptTips\"`" + `
	} ` + "`json:\"data\"`" + `
}

func Create(body io.Reader) (*Answer, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", body)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var a Answer
	err = json.NewDecoder(resp.Body).Decode(&a)
	return &a, err
}
`

// shop is a program in four packages, two of which have nothing to do with the
// service.
func shop() map[string]string {
	return map[string]string{
		"client/client.go": client,
		"jobs/jobs.go": `package jobs

import (
	"io"

	"example.com/shop/client"
)

func Start(body io.Reader) (string, string, error) {
	a, err := client.Create(body)
	if err != nil {
		return "", "", err
	}
	return a.Data.TaskID, a.Data.Tips, nil
}
`,
		"main.go": `package main

import (
	"fmt"
	"strings"

	"example.com/shop/jobs"
	"example.com/shop/plain"
)

func main() { fmt.Println(jobs.Start(strings.NewReader(plain.Body))) }
`,
		"plain/plain.go":      "package plain\n\nconst Body = `{}`\n",
		"plain/plain_test.go": "package plain\n\nimport \"testing\"\n\nfunc TestBody(*testing.T) { _ = Body }\n",
		"jobs/jobs_test.go":   "package jobs\n\nimport \"testing\"\n\nfunc TestStart(*testing.T) { _, _, _ = Start(nil) }\n",
	}
}

func newDriver(t *testing.T) *driver {
	t.Helper()
	conf := analyzers.Config{Lang: "en"}
	all, err := analyzers.All(conf)
	if err != nil {
		t.Fatal(err)
	}
	return &driver{
		Config: Config{Passes: all, Mentions: conf.Mentions, Flags: func(*flag.FlagSet) {}},
		looked: map[string]bool{}, tests: true, context: -1,
	}
}

func analyze(t *testing.T, d *driver, patterns ...string) (*program, *checker.Graph) {
	t.Helper()
	p, err := d.load(patterns)
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze(d.Passes, p.roots, &checker.Options{SanityCheck: true})
	if err != nil {
		t.Fatal(err)
	}
	return p, graph
}

// found lists the findings of a run as file:line: category, each once.
func found(graph *checker.Graph) []string {
	var out []string
	for _, act := range graph.Roots {
		for _, d := range act.Diagnostics {
			at := act.Package.Fset.Position(d.Pos)
			out = append(out, strings.Join([]string{filepath.Base(at.Filename), d.Category}, ": "))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func ids(list []*packages.Package) string {
	var out []string
	for _, p := range list {
		out = append(out, p.ID)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func TestOneProgram(t *testing.T) {
	module(t, shop())
	p, graph := analyze(t, newDriver(t), "./...")
	const mod = "example.com/shop"
	want := mod + ", " + mod + "/client, " + mod + "/jobs, " + mod + "/jobs [" + mod + "/jobs.test]"
	if got := ids(p.roots); got != want {
		t.Errorf("read from source: %s, want %s", got, want)
	}
	if got := strings.Join(found(graph), ", "); got != "jobs.go: unhandledcode-unchecked" {
		t.Errorf("found %s", got)
	}
}

// Only what the patterns name is reported, but the client below it is known.
func TestPattern(t *testing.T) {
	module(t, shop())
	d := newDriver(t)
	p, graph := analyze(t, d, "./jobs")
	if got := ids(p.roots); strings.Contains(got, "client") || !strings.Contains(got, "jobs") {
		t.Errorf("reported on: %s", got)
	}
	if got := strings.Join(found(graph), ", "); got != "jobs.go: unhandledcode-unchecked" {
		t.Errorf("found %s", got)
	}
}

// What has nothing to do with the service is not even type-checked.
func TestNothingToDo(t *testing.T) {
	files := shop()
	for name := range files {
		if !strings.HasPrefix(name, "plain/") {
			delete(files, name)
		}
	}
	files["plain/wrong.go"] = "package plain\n\nvar x int = \"text\"\n"
	module(t, files)
	d := newDriver(t)
	p, _ := analyze(t, d, "./...")
	if len(p.roots) > 0 || p.failed > 0 {
		t.Errorf("%d packages were read and %d errors told", len(p.roots), p.failed)
	}
	for name := range d.looked {
		if !strings.Contains(name, "plain") {
			t.Errorf("looked into %s", name)
		}
	}
}

// Each error is printed once, and what does not compile is left alone.
func TestErrors(t *testing.T) {
	files := shop()
	files["jobs/wrong.go"] = "package jobs\n\nvar x int = \"text\"\n"
	module(t, files)
	d := newDriver(t)
	if got := d.run(d.Passes, []string{"./jobs"}); got != statusFailed {
		t.Errorf("exit status %d", got)
	}
	if got := d.run(d.Passes, []string{"./client"}); got != 0 {
		t.Errorf("exit status %d for a package that compiles", got)
	}
}

func TestFix(t *testing.T) {
	files := shop()
	files["client/start.go"] = `package client

import (
	"fmt"
	"io"
)

func Start(body io.Reader) (string, error) {
	a, err := Create(body)
	if err != nil {
		return "", fmt.Errorf("create: %w", err)
	}
	return a.Data.TaskID + a.Data.Tips, nil
}
`
	module(t, files)
	d := newDriver(t)
	d.fix, d.diff = true, true
	if got := d.run(d.Passes, []string{"./client"}); got != 0 {
		t.Errorf("exit status %d", got)
	}
	read := func() string {
		text, err := os.ReadFile(filepath.Join("client", "start.go"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if read() != files["client/start.go"] {
		t.Error("-diff changes the file")
	}
	d.diff = false
	if got := d.run(d.Passes, []string{"./client"}); got != 0 {
		t.Errorf("exit status %d", got)
	}
	fixed := read()
	if !strings.Contains(fixed, "if a.Code != 0 {\n\t\treturn \"\", ") {
		t.Errorf("not fixed:\n%s", fixed)
	}
	if _, graph := analyze(t, newDriver(t), "./..."); len(found(graph)) != 1 {
		t.Errorf("found after the fix: %v", found(graph))
	}
}

func TestChoice(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"./...", "unhandledcode retrycode statusconfusion endpointpath payloadshape nodeinfo payloadlintdirective"},
		{"-retrycode -unhandledcode ./...", "unhandledcode retrycode"},
		{"-nodeinfo=false -payloadshape=false ./...", "unhandledcode retrycode statusconfusion endpointpath payloadlintdirective"},
	} {
		d := newDriver(t)
		var names []string
		for _, a := range d.parse(flag.NewFlagSet("", flag.ContinueOnError), strings.Fields(tt.args)) {
			names = append(names, a.Name)
		}
		if got := strings.Join(names, " "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.args, got, tt.want)
		}
	}
}

func TestElsewhere(t *testing.T) {
	for args, want := range map[string]bool{
		"./...": false, "-fix -diff ./...": false, "-V=full": true, "-flags": true, "help": true,
		"/tmp/vet.cfg": true, "-json -c 2 ./...": false, "-debug=t ./...": true,
	} {
		if got := elsewhere(strings.Fields(args)); got != want {
			t.Errorf("%s: %v", args, got)
		}
	}
}
