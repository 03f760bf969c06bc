package nodes

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/python"
)

const small = `{
 "Load": {"input": {"required": {"image": [["a.png", "b.png", 1, 2.0], {"image_upload": true}], "n": ["INT", {"min": 0, "max": 18446744073709551615, "tooltip": "x"}]},
          "hidden": {"prompt": "PROMPT"}}, "input_order": {}, "output": ["IMAGE", ["a", "b"], "A, B"], "output_name": ["image"], "python_module": "x", "output_node": false, "future": [1]},
 "Dyn\u0065": {"input": {"required": {"m": ["COMFY_DYNAMICCOMBO_V3", {"options": [{"key": "k", "inputs": {"required": {"w": ["FLOAT", {"min": 0.5}]}}}]}],
          "g": ["COMFY_AUTOGROW_V3", {"template": {"input": {"required": {"v": ["*", {}]}}, "prefix": "v", "min": 1, "max": 3}}],
          "s": ["COMFY_DYNAMICSLOT_V3", {"slotType": "IMAGE", "inputs": {"optional": {"x": ["INT"]}}}]},
          "optional": {"c": ["COMBO", {"options": ["p", "q"], "multiselect": true}], "r": ["COMBO", {"remote_combo": true}]}}, "output": [], "output_node": true, "price_badge": null}
}`

func read(t testing.TB, text string) *Catalog {
	t.Helper()
	c, err := Read("test.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func class(t testing.TB, c *Catalog, name string) *Class {
	t.Helper()
	k, ok := c.Class(name)
	if !ok || k.Err != nil {
		t.Fatalf("class %s: %v %v", name, ok, k)
	}
	return k
}

func checkSmall(t *testing.T, c *Catalog) {
	t.Helper()
	if got := c.Names(); !reflect.DeepEqual(got, []string{"Dyne", "Load"}) {
		t.Fatalf("names %q", got)
	}
	load := class(t, c, "Load")
	if load.V3 || load.Output || load.Module != "x" || len(load.Inputs) != 2 || !reflect.DeepEqual(load.Hidden, []string{"prompt"}) {
		t.Errorf("Load: %+v", load)
	}
	n, _ := load.Input("n")
	if n.Kind != KindInt || !n.Required || !n.Max.Equal(python.Of(mustParse(t, "18446744073709551615"))) || n.Max.Equal(python.Of(mustParse(t, "18446744073709551616"))) {
		t.Errorf("n: %+v", n)
	}
	if len(load.Outputs) != 3 || !load.Outputs[1].IsList() || load.Outputs[1].String() != "COMBO" || !reflect.DeepEqual(load.Outputs[2].Parts, []string{"A", "B"}) {
		t.Errorf("outputs %+v", load.Outputs)
	}
	dyne := class(t, c, "Dyne")
	if !dyne.V3 || !dyne.Output || !dyne.Dynamic || len(dyne.Inputs) != 5 {
		t.Errorf("Dyne: %+v", dyne)
	}
	m, _ := dyne.Input("m")
	if len(m.Options) != 1 || !m.Options[0].Key.IsText("k") || m.Options[0].Inputs[0].Min.Kind() != python.Float {
		t.Errorf("m: %+v", m)
	}
	g, _ := dyne.Input("g")
	if !reflect.DeepEqual(g.Grow.Names, []string{"v0", "v1", "v2"}) || g.Grow.Min != 1 || !g.Grow.Template.Required || g.Widget() {
		t.Errorf("g: %+v", g.Grow)
	}
	s, _ := dyne.Input("s")
	if len(s.Nested) != 1 || s.Nested[0].Name != "x" {
		t.Errorf("s: %+v", s)
	}
	r, _ := dyne.Input("r")
	if !r.Open || r.Choices == nil || !r.Widget() {
		t.Errorf("r: %+v", r)
	}
	combo, _ := dyne.Input("c")
	if !combo.Multiselect || combo.Required || combo.Choices.Len() != 2 {
		t.Errorf("c: %+v", combo)
	}
}

func mustParse(t testing.TB, text string) jsondoc.Value {
	t.Helper()
	doc, err := jsondoc.Parse("value", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

func TestReadForms(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := io.WriteString(w, small); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var compiled bytes.Buffer
	st, err := read(t, small).Compile(&compiled)
	if err != nil || st.Classes != 2 || st.Unreadable != nil || st.Hash == "" || st.Written != int64(compiled.Len()) {
		t.Fatalf("compile: %+v %v", st, err)
	}
	for name, text := range map[string]string{
		"plain": small, "gzip": z.String(), "byte order mark": "\xef\xbb\xbf" + small, "wrapped": `{"code": 0, "data": ` + small + `}`, "compiled": compiled.String(),
	} {
		t.Run(name, func(t *testing.T) {
			c := read(t, text)
			checkSmall(t, c)
			if !c.Complete() || !c.FromServer() || c.Len() != 2 || len(c.Hash()) != 64 {
				t.Errorf("complete %v, from a server %v, %d classes, hash %q", c.Complete(), c.FromServer(), c.Len(), c.Hash())
			}
			path := filepath.Join(t.TempDir(), "nodes")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			opened, err := Open(path, "")
			if err != nil {
				t.Fatal(err)
			}
			checkSmall(t, opened)
			if err := opened.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	if c := read(t, compiled.String()); c.Hash() != read(t, small).Hash() {
		t.Error("the compiled form forgets what it was made from")
	}
	if c := read(t, "{}"); c.Len() != 0 {
		t.Errorf("an empty object has %d classes", c.Len())
	}
}

func TestReadErrors(t *testing.T) {
	var compiled bytes.Buffer
	if _, err := read(t, small).Compile(&compiled); err != nil {
		t.Fatal(err)
	}
	change := func(at int, b byte) string {
		data := bytes.Clone(compiled.Bytes())
		data[at] ^= b
		return string(data)
	}
	for _, c := range []struct {
		name, text string
		want       fault.Problem
	}{
		{"empty", "", fault.NodesNotJSON},
		{"text", "hello", fault.NodesNotJSON},
		{"a list", "[1]", fault.NodesNotObjectInfo},
		{"a workflow", `{"1": {"class_type": "X", "inputs": {}}}`, fault.NodesNotObjectInfo},
		{"numbers", `{"a": 1, "b": 2}`, fault.NodesNotObjectInfo},
		{"cut off", small[:len(small)-40], fault.NodesTruncated},
		{"cut off in a string", small[:30], fault.NodesTruncated},
		{"a comma too many", `{"A": {"input": {}},}`, fault.NodesNotJSON},
		{"no colon", `{"A" {"input": {}}}`, fault.NodesNotJSON},
		{"something behind", small + "x", fault.NodesNotJSON},
		{"bad gzip", "\x1f\x8b\x08", fault.NodesTruncated},
		{"compiled, header changed", change(30, 1), fault.NodesDamaged},
		{"compiled, index changed", change(headerSize+3, 1), fault.NodesDamaged},
		{"compiled, version", change(16, 8), fault.NodesVersion},
		{"compiled, cut off in the header", compiled.String()[:40], fault.NodesDamaged},
		{"compiled, cut off in the records", compiled.String()[:compiled.Len()-1], fault.NodesDamaged},
		{"compiled, cut off in the index", compiled.String()[:headerSize+4], fault.NodesDamaged},
	} {
		_, err := Read("nodes.json", []byte(c.text))
		var e *fault.Error
		if !errors.As(err, &e) || e.Problem != c.want || !strings.Contains(e.Error(), "nodes.json") {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none"), ""); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := Open(t.TempDir(), ""); err == nil {
		t.Error("a folder is no catalog")
	}
}

// A record that is damaged spoils its own class only, and says so.
func TestDamagedRecord(t *testing.T) {
	var compiled bytes.Buffer
	if _, err := read(t, small).Compile(&compiled); err != nil {
		t.Fatal(err)
	}
	data := compiled.Bytes()
	data[len(data)-3] ^= 1
	c := read(t, string(data))
	load, ok := c.Class("Load")
	var e *fault.Error
	if !ok || !errors.As(load.Err, &e) || e.Problem != fault.NodesDamaged {
		t.Errorf("Load: %v", load.Err)
	}
	class(t, c, "Dyne")
	if _, err := c.Compile(io.Discard); err == nil {
		t.Error("compiling a damaged catalog must fail")
	}
}

func TestTolerant(t *testing.T) {
	c := read(t, `{"A": {"input": {"required": {"x": ["FLOAT", {"min": -Infinity, "max": Infinity, "default": NaN}], "y": ["FLOAT", {"min": NaN}], "z": ["STRING", {"default": "NaN \"Infinity\""}]}}, "output": []}, "B": {"input": {]}}`)
	a := class(t, c, "A")
	x, _ := a.Input("x")
	if lo, _ := x.Min.Float64(); lo > -1e308 {
		t.Errorf("min %v", lo)
	}
	if y, _ := a.Input("y"); y.Min.Kind() != python.Missing {
		t.Errorf("NaN bounds nothing: %v", y.Min)
	}
	if z, _ := a.Input("z"); z.Default.Text() != `NaN "Infinity"` {
		t.Errorf("z %q", z.Default.Text())
	}
	if b, ok := c.Class("B"); !ok || b.Err == nil {
		t.Error("B is not readable")
	}
	var out bytes.Buffer
	st, err := c.Compile(&out)
	if err != nil || !reflect.DeepEqual(st.Unreadable, []string{"B"}) {
		t.Errorf("compile: %+v %v", st, err)
	}
	if b, ok := read(t, out.String()).Class("B"); !ok || b.Err == nil {
		t.Errorf("compiled, an unreadable class is there and unreadable: %+v %v", b, ok)
	}
	x, _ = class(t, read(t, out.String()), "A").Input("x")
	if hi, _ := x.Max.Float64(); hi < 1e308 {
		t.Errorf("compiled max %v", hi)
	}
}

func TestOddDefinitions(t *testing.T) {
	c := read(t, `{"A": {"input": {"required": {"x": "INT", "y": [], "z": [5], "u": ["INT", [1]], "d": ["INT"]}, "optional": {"d": ["FLOAT"], "e": 7}}, "output": "X"},
		"B": {"input": [], "output": null}, "C": 5, "D": {"input": {"required": {"g": ["COMFY_AUTOGROW_V3", {"template": {"max": 1e300, "prefix": "p", "min": -3}}], "n": ["COMFY_AUTOGROW_V3", {}]}}, "schema": "v3"}}`)
	a := class(t, c, "A")
	if d, _ := a.Input("d"); d.Kind != KindInt || !d.Required || len(a.Inputs) != 6 {
		t.Errorf("a name in both sections is the required one: %+v", a.Inputs)
	}
	if len(a.Outputs) != 1 || a.Outputs[0].Name != "X" {
		t.Errorf("the letters of a string are its slots: %v", a.Outputs)
	}
	class(t, c, "B")
	if _, ok := c.Class("C"); ok {
		t.Error("C is no class")
	}
	g, _ := class(t, c, "D").Input("g")
	if !g.Grow.Broken || len(g.Grow.Names) != maxGrow || g.Grow.Min != 0 {
		t.Errorf("g: %d names", len(g.Grow.Names))
	}
}

// Custom classes judge uploads themselves; built-in ones without a known
// validator do not. Remote choices, which no server knows, fail everywhere.
func TestUploads(t *testing.T) {
	text := `{"A": {"input": {"required": {"x": [["a"], {"video_upload": true}], "y": ["COMBO", {"remote": {"route": "/x"}}], "z": [["a"], {"tooltip": "t"}]}}, "output": [], "python_module": "MODULE"}}`
	for module, open := range map[string]bool{"custom_nodes.pack": true, "nodes": false} {
		c := read(t, strings.Replace(text, "MODULE", module, 1))
		var compiled bytes.Buffer
		if _, err := c.Compile(&compiled); err != nil {
			t.Fatal(err)
		}
		for _, c := range []*Catalog{c, read(t, compiled.String())} {
			a := class(t, c, "A")
			for name, want := range map[string]bool{"x": open, "y": false, "z": false} {
				if in, _ := a.Input(name); in.Open != want {
					t.Errorf("%s %s: open %v", module, name, in.Open)
				}
			}
		}
	}
	old := class(t, read(t, `{"A": {"input": {"required": {"x": ["COMFY_DYNAMICCOMBO_V3", {"options": []}]}}, "output": []}}`), "A")
	if !old.V3 || !old.Dynamic {
		t.Error("a class with a V3 type is V3")
	}
}

func TestChoices(t *testing.T) {
	many := make([]string, 40)
	for i := range many {
		many[i] = fmt.Sprintf("%q", fmt.Sprintf("o%d", i))
	}
	long := "[" + strings.Join(many, ",") + `, 7, true]`
	for _, c := range []struct {
		list, value string
		in, ok      bool
	}{
		{`["a", 1, 2.5]`, `"a"`, true, true}, {`["a", 1]`, `"A"`, false, true}, {`["a", 1]`, `1.0`, true, true}, {`["a", 1]`, `true`, true, true},
		{`["a", 1]`, `"1"`, false, true}, {`[[1, {"x": 2}]]`, `[1.0, {"x": 2}]`, true, true}, {`[null]`, `null`, true, true},
		{long, `"o39"`, true, true}, {long, `"o40"`, false, true}, {long, `7.0`, true, true}, {long, `1`, true, true}, {long, `"\u006f39"`, true, true},
		{`{"k": 1}`, `"k"`, true, true}, {`{"k": 1}`, `"v"`, false, true}, {`{"k": 1}`, `[]`, false, false},
		{`"abc"`, `"b"`, true, true}, {`"abc"`, `1`, false, false}, {`5`, `1`, false, false},
	} {
		in, ok := (&Choices{list: mustParse(t, c.list)}).Contains(python.Of(mustParse(t, c.value)))
		if in != c.in || ok != c.ok {
			t.Errorf("%s in %.40s: %v %v", c.value, c.list, in, ok)
		}
	}
	parts, _ := python.Of(mustParse(t, `"o39:x"`)).Split(":")
	if in, ok := (&Choices{list: mustParse(t, long)}).Contains(parts[0]); !in || !ok {
		t.Error("a text that stands in no document")
	}
	if in, ok := (&Choices{}).Contains(python.Of(mustParse(t, `1`))); in || !ok {
		t.Error("absent options are an empty list")
	}
	c := Choices{list: mustParse(t, `["x", 16]`)}
	if _, ok := c.EqualText("16"); !ok || c.Texts(1)[0] != "x" || len(c.Texts(9)) != 2 {
		t.Error("texts")
	}
	if _, ok := c.EqualText("x"); ok {
		t.Error("x is a text already")
	}
}

func TestAccepts(t *testing.T) {
	list := `["a", 1]`
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{`"IMAGE"`, `"IMAGE"`, true}, {`"INT"`, `"FLOAT"`, false}, {`"*"`, `"X"`, true}, {`"X"`, `"*"`, true}, {`"COMFY_MATCHTYPE_V3"`, `"X"`, true}, {`"X"`, `"COMFY_MATCHTYPE_V3"`, true},
		{list, `"COMBO"`, true}, {`"COMBO"`, list, false}, {list, list, true}, {list, `["a", true]`, true}, {list, `["b"]`, false}, {list, `"*"`, true}, {`"STRING"`, `"COMBO"`, false},
		{`"INT,FLOAT"`, `"FLOAT"`, true}, {`"INT"`, `"FLOAT, INT"`, true}, {`"A,B"`, `"C,D"`, false}, {`"A,*"`, `"C"`, true}, {`"image"`, `"IMAGE"`, false}, {`" A"`, `"A"`, true}, {`"A"`, list, false},
	} {
		if got := newType(mustParse(t, c.to)).Accepts(newType(mustParse(t, c.from))); got != c.want {
			t.Errorf("%s into %s: %v", c.from, c.to, got)
		}
	}
}

func TestMerge(t *testing.T) {
	a := read(t, `{"A": {"input": {}, "output": ["X"]}, "B": {"input": {}, "output": []}}`)
	b := read(t, `{"A": {"input": {}, "output": ["Y"]}, "C": {"input": {}, "output": []}}`)
	m := a.With(nil, b)
	if got := m.Names(); !reflect.DeepEqual(got, []string{"A", "B", "C"}) || m.Len() != 3 || m.Hash() != "" || len(m.parts) != 2 {
		t.Errorf("names %q", got)
	}
	if class(t, m, "A").Outputs[0].Name != "X" {
		t.Error("the first definition counts")
	}
	core := Core().With()
	if core.Complete() || core.FromServer() || !a.With(Core()).Complete() {
		t.Error("the core is never complete, but does not spoil what is")
	}
	if _, ok := m.Class("D"); ok {
		t.Error("D is nowhere")
	}
	if raw, err := m.Entry("C"); err != nil || !json.Valid(raw) {
		t.Errorf("entry C: %s %v", raw, err)
	}
	if raw, err := m.Entry("D"); err != nil || raw != nil {
		t.Errorf("entry D: %s %v", raw, err)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	var none *Catalog
	if _, ok := none.Class("A"); ok || none.Complete() || none.FromServer() || none.Names() != nil {
		t.Error("no catalog has no classes")
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "object_info.json")
	cache := filepath.Join(dir, "cache")
	save := func(text string, at time.Time) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	open := func() *Catalog {
		t.Helper()
		c, err := Open(path, cache)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	now := time.Now()
	save(small, now)
	if _, cached := open().parts[0].store.(*fileStore); cached {
		t.Error("the first run cannot be cached")
	}
	c := open()
	if _, cached := c.parts[0].store.(*fileStore); !cached || c.parts[0].name != path {
		t.Error("the second run does not read by the index")
	}
	checkSmall(t, c)
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	// Another content under the same name is another catalog.
	save(strings.Replace(small, "Load", "Lead", 1), now.Add(time.Second))
	if _, ok := open().Class("Lead"); !ok {
		t.Error("the file was changed, the catalog was not")
	}
	// A damaged cache is done without.
	found, err := filepath.Glob(filepath.Join(cache, "*.index"))
	if err != nil || len(found) != 2 {
		t.Fatalf("%q %v", found, err)
	}
	for _, f := range found {
		if err := os.WriteFile(f, []byte(indexMagic+"rubbish"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := open().Class("Lead"); !ok {
		t.Error("a damaged cache spoils the run")
	}
	// So is one that cannot be written.
	if _, err := Open(path, filepath.Join(path, "no")); err != nil {
		t.Error(err)
	}
	if _, err := Open(filepath.Join(dir, "none"), cache); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// A compressed file has no places to remember: it is kept in compiled form.
func TestOpenCachedGzip(t *testing.T) {
	dir := t.TempDir()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(small)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := write(t, b.Bytes())
	for i := range 2 {
		c, err := Open(path, dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, compiled := c.parts[0].store.(*compiledStore); compiled != (i == 1) || c.parts[0].name != path {
			t.Errorf("run %d: compiled %t", i, compiled)
		}
		checkSmall(t, c)
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A file that is overwritten while it is in use makes its classes unreadable,
// not something else.
func TestOpenCachedOverwritten(t *testing.T) {
	dir := t.TempDir()
	text := "\xef\xbb\xbf" + strings.Replace(small, "{", `{"a\u00e9": {"input": {}}, "a": {"input": {"required": {"b": ["C"]}}},`, 1)
	path := write(t, []byte(text))
	for range 2 {
		c, err := Open(path, dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"aé", "a", "Load"} {
			if class, ok := c.Class(name); !ok || class.Err != nil {
				t.Errorf("%q: %v", name, class)
			}
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	c, err := Open(path, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close() //nolint:errcheck // only read
	if err := os.WriteFile(path, []byte(strings.Repeat(" ", 4)+text), 0o600); err != nil {
		t.Fatal(err)
	}
	if class, ok := c.Class("Load"); !ok || class.Err == nil {
		t.Errorf("overwritten: %v", class)
	}
	if err := os.Truncate(path, 10); err != nil {
		t.Fatal(err)
	}
	if class, ok := c.Class("a"); !ok || class.Err == nil {
		t.Errorf("cut off: %v", class)
	}
}

// A large file is read in two halves, a pipe in one go.
func TestOpenLargeAndPipe(t *testing.T) {
	path := write(t, bigObjectInfo(17<<20))
	c, err := Open(path, "")
	if err != nil {
		t.Fatal(err)
	}
	class(t, c, fmt.Sprintf("Class%d", c.Len()-1))
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = w.WriteString(small)
		_ = w.Close()
	}()
	head := make([]byte, 10)
	if _, err := io.ReadFull(r, head); err != nil {
		t.Fatal(err)
	}
	data, err := readAll(r, head)
	if err != nil || string(data) != small {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

func TestConcurrent(t *testing.T) {
	c := read(t, small)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				a, ok := c.Find([]byte("Load"))
				if b, _ := c.Class("Load"); !ok || a != b {
					t.Error("two classes of one name")
				}
			}
		})
	}
	wg.Wait()
}
