package project

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/internal/store"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

const (
	mapped  = "1904136902449209346"
	fetched = "1904136902449209347"
	app     = "1938625710351437826"
	graph   = `{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a"}}}`
	appDemo = `{"code":0,"msg":"success","data":{"webappName":"A","nodeInfoList":[{"nodeId":"7","nodeName":"A","fieldName":"text","fieldValue":"a","fieldType":"STRING","description":"d"}]}}`
	info    = `{"A": {"input": {"required": {}}, "output": [], "output_node": true, "name": "A"}}`
)

// folder makes a project on disk and opens its configuration.
func folder(t *testing.T, files map[string]string) (dir string, conf *config.Config) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, ".payloadlint.yaml")
	if _, err := os.Stat(path); err != nil {
		return dir, nil
	}
	conf, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return dir, conf
}

func open(t *testing.T, dir string, conf *config.Config, extra map[string]string) *Project {
	t.Helper()
	p, err := Open(dir, conf, extra)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestDefinitions(t *testing.T) {
	dir, conf := folder(t, map[string]string{
		".payloadlint.yaml":   "version: 1\nworkflows: {\"" + mapped + "\": w.json, \"1904136902449209300\": broken.json, \"1904136902449209301\": gone.json}\napps: {\"" + app + "\": a.json}\nnodes: [info.json]\n",
		"w.json":              graph,
		"a.json":              appDemo,
		"broken.json":         `{"6": `,
		"info.json":           info,
		"extra.json":          strings.Replace(graph, "text", "other", 1),
		"requests/sub/r.json": "{}",
	})
	p := open(t, dir, conf, map[string]string{"1": filepath.Join(dir, "extra.json")})

	// Everybody gets the same definition, read once.
	var wg sync.WaitGroup
	var got [8]*workflow.Definition
	for i := range got {
		wg.Go(func() {
			d, err := p.Workflow(mapped)
			if err != nil {
				t.Error(err)
			}
			got[i] = d
		})
	}
	wg.Wait()
	for _, d := range got {
		if d == nil || d != got[0] {
			t.Fatal("the definition was read more than once")
		}
	}
	if d, err := p.App(app); err != nil || d == nil || !d.App {
		t.Errorf("app: %v %v", d, err)
	}
	if d, err := p.Workflow("1"); err != nil || d == nil {
		t.Errorf("extra: %v %v", d, err)
	}
	if d, err := p.Workflow(app); d != nil || err != nil {
		t.Errorf("an app was taken for a workflow: %v %v", d, err)
	}
	for id, cause := range map[string]func(error) bool{
		"1904136902449209300": func(err error) bool { return err != nil && !errors.Is(err, os.ErrNotExist) },
		"1904136902449209301": func(err error) bool { return errors.Is(err, os.ErrNotExist) },
	} {
		for range 2 {
			d, err := p.Workflow(id)
			e, ok := errors.AsType[*fault.Error](err)
			if d != nil || !ok || !cause(err) || e.Error() == "" {
				t.Errorf("%s: %v %v", id, d, err)
			}
		}
	}
	if n := len(p.Problems()); n != 2 {
		t.Errorf("%d problems, want each file once", n)
	}

	for id, want := range map[string][2]bool{mapped: {true, false}, app: {false, true}, "2": {}} {
		if got := [2]bool{p.Knows(endpoint.Workflow, id), p.Knows(endpoint.App, id)}; got != want {
			t.Errorf("%s: knows %v, want %v", id, got, want)
		}
	}
	for name, want := range map[string]bool{"w.json": true, "a.json": true, "info.json": true, "requests/sub/r.json": false, "extra.json": false} {
		if got := p.Uses(filepath.Join(dir, filepath.FromSlash(name))); got != want {
			t.Errorf("uses %s: %v", name, got)
		}
	}
	if _, _, ok := p.Answer(endpoint.Workflow, mapped); ok {
		t.Error("an answer without a store")
	}
	c, err := p.Catalog(nil, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Class("A"); !ok {
		t.Error("the configured node definitions were not opened")
	}
}

func TestCatalog(t *testing.T) {
	dir, conf := folder(t, map[string]string{
		".payloadlint.yaml": "version: 1\nnodes: [core, info.json]\n", "info.json": info, "broken.json": "[", "cache/.keep": "",
	})
	p := open(t, dir, conf, nil)
	has := func(c *nodes.Catalog, names ...string) {
		t.Helper()
		for _, n := range names {
			if _, ok := c.Class(n); !ok {
				t.Errorf("no %s", n)
			}
		}
	}
	c, err := p.Catalog(nil, filepath.Join(dir, "cache"))
	if err != nil {
		t.Fatal(err)
	}
	has(c, "A", "KSampler")
	if c, err = p.Catalog([]string{config.Core}, ""); err != nil {
		t.Fatal(err)
	}
	has(c, "KSampler")
	for _, f := range []string{"broken.json", "gone.json"} {
		_, err := p.Catalog([]string{filepath.Join(dir, f)}, "")
		if _, ok := errors.AsType[*fault.Error](err); !ok {
			t.Errorf("%s: %v", f, err)
		}
	}
	bare := open(t, t.TempDir(), nil, nil)
	if c, err = bare.Catalog(nil, ""); err != nil {
		t.Fatal(err)
	}
	has(c, "KSampler")
	if bare.Uses("a.json") || bare.Knows(endpoint.Workflow, mapped) || bare.Knows(endpoint.App, app) {
		t.Error("a project without a configuration knows something")
	}
	if d, err := bare.Workflow(mapped); d != nil || err != nil {
		t.Errorf("%v %v", d, err)
	}
}

// What was fetched is found without being listed; what the configuration
// names wins over it.
func TestStore(t *testing.T) {
	dir, conf := folder(t, map[string]string{".payloadlint.yaml": "version: 1\nworkflows: {\"" + mapped + "\": w.json}\n", "w.json": graph})
	fill(t, dir)
	p := open(t, dir, conf, nil)
	if p.Store == nil {
		t.Fatal("the store was not found")
	}
	d, err := p.Workflow(fetched)
	if err != nil || d == nil {
		t.Fatalf("%v %v", d, err)
	}
	if !p.Knows(endpoint.Workflow, fetched) || p.Knows(endpoint.App, fetched) || !p.Knows(endpoint.App, app) {
		t.Error("what was fetched is not known for what it is")
	}
	if a, err := p.App(app); err != nil || a == nil || !a.App {
		t.Errorf("%v %v", a, err)
	}
	if c, _, ok := p.Answer(endpoint.Workflow, "1904136902449209348"); !ok || c != 380 {
		t.Errorf("remembered answer: %d %v", c, ok)
	}
	if _, _, ok := p.Answer(endpoint.App, "1904136902449209348"); ok {
		t.Error("the answer about a workflow was taken for one about an app")
	}
	// Changed by hand, it no longer is what the lock file says.
	if err := os.WriteFile(p.Store.Path(store.Workflow, fetched), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir, conf, nil)
	for range 2 {
		if _, err := again.Workflow(fetched); err == nil {
			t.Error("a broken file was read")
		}
	}
	if n := len(again.Problems()); n != 1 {
		t.Errorf("%d problems", n)
	}
	if err := os.WriteFile(filepath.Join(dir, store.DirName, "lock.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, conf, nil); err == nil {
		t.Error("a broken lock file was taken")
	}
}

func TestShown(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for path, want := range map[string]string{
		"": "", "a.json": "a.json", filepath.Join(dir, "sub", "a.json"): filepath.Join("sub", "a.json"), "/x": "/x",
	} {
		if got := Shown(path); got != want {
			t.Errorf("%q is shown as %q, want %q", path, got, want)
		}
	}
}

// fill puts into a folder's store what fetch would have brought.
func fill(t *testing.T, dir string) {
	t.Helper()
	s, err := store.Open(filepath.Join(dir, store.DirName))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	put := func(k store.Kind, id, text string) {
		t.Helper()
		doc, err := jsondoc.Parse(id, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Put(t.Context(), k, id, "www.runninghub.cn", doc.Root().Pretty(), now); err != nil {
			t.Fatal(err)
		}
	}
	put(store.Workflow, fetched, graph)
	put(store.App, app, `[{"nodeId":"7","nodeName":"A","fieldName":"text","fieldValue":"a","fieldType":"STRING","description":"d"}]`)
	if err := s.PutAnswer(t.Context(), store.Workflow, "1904136902449209348", "www.runninghub.cn", 380, "WORKFLOW_NOT_EXISTS", now); err != nil {
		t.Fatal(err)
	}
}

// TestAppGraph: an app has the graph of its workflow where the configuration
// names it.
func TestAppGraph(t *testing.T) {
	dir, conf := folder(t, map[string]string{
		".payloadlint.yaml": "version: 1\napps: {\"1\": {fields: a.json, workflow: w.json}, \"2\": {workflow: w.json}, \"3\": {fields: a.json, workflow: gone.json}, \"4\": a.json}\n",
		"a.json":            appDemo, "w.json": graph,
	})
	p := open(t, dir, conf, nil)
	d, err := p.App("1")
	if err != nil || !d.App || !d.Graph.Exists() || len(d.Nodes) != 1 || d.Nodes[0].ID != "7" {
		t.Errorf("both: %+v %v", d, err)
	}
	if again, _ := p.App("1"); again != d {
		t.Error("joined anew")
	}
	if d, err := p.App("2"); err != nil || d.App || !d.Graph.Exists() {
		t.Errorf("no fields: %+v %v", d, err)
	}
	if d, err := p.App("3"); err != nil || !d.App || d.Graph.Exists() || len(p.Problems()) != 1 {
		t.Errorf("no workflow: %+v %v", d, err)
	}
	if d, err := p.App("4"); err != nil || !d.App || d.Graph.Exists() {
		t.Errorf("short form: %+v %v", d, err)
	}
	if !p.Knows(endpoint.App, "2") || !p.Uses(filepath.Join(dir, "w.json")) {
		t.Error("the workflow of an app is not known")
	}
}
