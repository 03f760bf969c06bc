package nodediff

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

func read(t *testing.T, text string) *nodes.Catalog {
	t.Helper()
	c, err := nodes.Read("test", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCompare(t *testing.T) {
	before := read(t, `{"Gone": {"input": {}, "output": []}, "Same": {"input": {"required": {"x": ["INT", {"min": 1}]}}, "output": ["A"]},
		"Node": {"input": {"required": {"a": ["INT", {"min": 0, "max": 5}], "b": [["x", "y"]], "m": ["COMFY_DYNAMICCOMBO_V3", {"options": [{"key": "k", "inputs": {"required": {"w": ["INT"]}}}]}]}, "optional": {"c": ["INT"], "d": ["INT"]}}, "output": ["A"], "schema": "v3"}, "Bad": {"input": {]}}`)
	after := read(t, `{"New": {"input": {}, "output": []}, "Same": {"input": {"required": {"x": ["INT", {"min": 1.0, "tooltip": "t"}]}}, "output": ["A"]},
		"Node": {"input": {"required": {"a": ["FLOAT", {"min": 1}], "b": ["COMBO", {"options": ["y", "z", 3]}], "c": ["INT"], "new": ["INT"], "m": ["COMFY_DYNAMICCOMBO_V3", {"options": [{"key": "k", "inputs": {"required": {"v": ["INT"]}}}]}]}, "optional": {"opt": ["INT"]}}, "output": ["A", "B"], "output_node": true, "schema": "v3"}, "Bad": {"input": {}}}`)
	d := Compare(before, after)
	yes := true
	want := &Difference{Added: []string{"New"}, Removed: []string{"Gone"}, Unreadable: []string{"Bad"}, Changed: []Class{{
		Name: "Node", Added: []string{"m=k.v", "new", "opt"}, Removed: []string{"d", "m=k.w"}, Required: []string{"m=k.v", "new"}, NowRequired: []string{"c"},
		Inputs: []Input{
			{Name: "a", OldType: "INT", NewType: "FLOAT", Bounds: &[4]string{"0", "5", "1", ""}, Narrowed: true},
			{Name: "b", ChoicesAdded: []string{"3", "z"}, ChoicesRemoved: []string{"x"}},
		},
		OldOutputs: []string{"A"}, NewOutputs: []string{"A", "B"}, OutputNode: &yes,
	}}}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("got  %+v\nwant %+v", d, want)
	}
	if got := d.NowMissing(); !reflect.DeepEqual(got, []string{"Node.c", "Node.m=k.v", "Node.new"}) {
		t.Errorf("missing now: %q", got)
	}
	if d := Compare(after, after); len(d.Changed)+len(d.Added) != 0 || !Compare(nodes.Core(), nodes.Core()).Empty() {
		t.Errorf("a catalog differs from itself: %+v", d)
	}
	back := Compare(after, before)
	if back.Changed[0].NowOptional[0] != "c" {
		t.Errorf("back: %+v", back.Changed[0])
	}
}

// The embedded catalog holds what the recorded definitions say.
func TestCoreIsRecorded(t *testing.T) {
	dir := filepath.Join(sharedtest.Dir(t), "catalog")
	f, err := os.ReadFile(filepath.Join(dir, "core-nodes.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if d := Compare(read(t, string(text)), nodes.Core()); !d.Empty() {
		t.Errorf("run go generate in schema/nodes: %+v", d)
	}
}

// A catalog and its compiled form are the same.
func FuzzCompare(f *testing.F) {
	f.Add([]byte(`{"A": {"input": {"required": {"x": ["INT", {"min": 1}]}}, "output": ["A"]}}`))
	f.Add([]byte(`{"data": {"A": {"input": {"required": {"x": [[1, "a"], {"min": NaN}]}}, "output": ["*"]}}}`))
	f.Add([]byte(`{"A": {"input": {"required": {"x": ["COMFY_AUTOGROW_V3", {"template": {"input": {"required": {"y": ["COMFY_AUTOGROW_V3", {"template": {}}]}}, "names": ["a", 1], "min": 1}}]}}, "schema": "v3"}}`))
	f.Add([]byte("\x1f\x8b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := nodes.Read("fuzz", data)
		if err != nil {
			return
		}
		d := Compare(c, c)
		if len(d.Added)+len(d.Removed)+len(d.Changed) != 0 {
			t.Fatalf("differs from itself: %+v", d)
		}
		var out bytes.Buffer
		if _, err := c.Compile(&out); err != nil {
			return
		}
		again, err := nodes.Read("fuzz", out.Bytes())
		if err != nil {
			t.Fatalf("the compiled form is unreadable: %v", err)
		}
		d = Compare(c, again)
		if len(d.Added)+len(d.Changed) != 0 {
			t.Fatalf("the compiled form differs: %+v", d)
		}
	})
}

// A range is narrower where it excludes what it did not.
func TestNarrowed(t *testing.T) {
	catalog := func(bounds string) *nodes.Catalog {
		c, err := nodes.Read("t", []byte(`{"A": {"input": {"required": {"n": ["INT", {`+bounds+`}]}}, "output": []}}`))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for _, c := range []struct {
		before, after string
		want          bool
	}{
		{`"min": 1, "max": 9`, `"min": 0, "max": 10`, false}, {`"min": 1, "max": 9`, `"min": 2, "max": 10`, true},
		{`"min": 1, "max": 9`, `"min": 1, "max": 8`, true}, {`"min": 1`, `"min": 1, "max": 8`, true},
		{`"min": 1, "max": 9`, `"max": 9`, false}, {`"max": 9`, `"min": -5, "max": 9`, true},
		{`"max": 18446744073709551615`, `"max": 18446744073709551614`, true},
	} {
		d := Compare(catalog(c.before), catalog(c.after))
		if len(d.Changed) != 1 || d.Changed[0].Inputs[0].Narrowed != c.want {
			t.Errorf("%s to %s: %+v, want %v", c.before, c.after, d.Changed, c.want)
		}
	}
}
