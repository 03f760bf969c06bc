package nodes

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/python"
)

// served is an object_info with a closed list, a folder's list, users' files, a
// custom class with uploads, and a class that nobody uses.
const served = `{
  "KSampler": {"input": {"required": {"steps": ["INT", {"default": 20, "min": 1, "max": 10000, "tooltip": "prose"}],
    "sampler_name": [["euler", "res_2s"], {"tooltip": "prose"}], "seed": ["INT", {"min": 0, "max": 18446744073709551615}]}},
    "output": ["LATENT"], "python_module": "nodes", "description": "prose"},
  "CheckpointLoaderSimple": {"input": {"required": {"ckpt_name": [["a.safetensors", "b.safetensors"], {"tooltip": "prose"}]}}, "output": ["MODEL"], "python_module": "nodes"},
  "LoadImage": {"input": {"required": {"image": [["of-one-user.png", "of-another.png"], {"image_upload": true}]}}, "output": ["IMAGE"], "python_module": "nodes"},
  "UploadThing": {"input": {"required": {"file": ["COMBO", {"options": ["theirs.zip"], "default": "theirs.zip", "zip_upload": true}]}}, "output": ["*"], "output_node": true, "python_module": "custom_nodes.thing"},
  "Unused": {"input": {"required": {}}, "output": [], "python_module": "nodes"}
}`

func cut(t *testing.T, c *Catalog, names ...string) ([]byte, *Catalog) {
	t.Helper()
	text, err := c.Slice(names, "www.runninghub.cn")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Read("nodes.json", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return text, s
}

func TestSlice(t *testing.T) {
	whole := read(t, served)
	text, s := cut(t, whole, "LoadImage", "KSampler", "UploadThing", "Gone\nClass", "CheckpointLoaderSimple", "KSampler")
	host, hash, absent, ok := s.CutFrom()
	if !ok || host != "www.runninghub.cn" || hash != whole.Hash() || len(hash) != 64 || !slices.Equal(absent, []string{"Gone\nClass"}) {
		t.Errorf("cut from %q %q, absent %q, %v", host, hash, absent, ok)
	}
	if s.Complete() || !s.FromServer() || s.Lacks([]byte("Unused")) || s.Lacks([]byte("Gone\nClass")) {
		t.Error("a slice says that a class does not exist")
	}
	if got := s.Names(); !slices.Equal(got, []string{"CheckpointLoaderSimple", "KSampler", "LoadImage", "UploadThing"}) {
		t.Errorf("classes %q", got)
	}
	for _, no := range []string{"prose", "of-one-user", "theirs.zip", "Unused"} {
		if bytes.Contains(text, []byte(no)) {
			t.Errorf("the slice has %q: %s", no, text)
		}
	}
	// What is closed stays closed, with the bounds as they were written.
	for class, in := range map[string]string{"KSampler": "sampler_name", "CheckpointLoaderSimple": "ckpt_name"} {
		c, _ := s.Class(class)
		i, ok := c.Input(in)
		if !ok || i.Open || i.Choices.Len() != 2 || !c.FromServer || c.Platform {
			t.Errorf("%s.%s: %+v", class, in, i)
		}
	}
	k, _ := s.Class("KSampler")
	if i, _ := k.Input("seed"); i.Max.JSON().Text() != "18446744073709551615" {
		t.Errorf("max %s", i.Max.JSON().Text())
	}
	// Lists of uploads say nothing about what may be sent.
	u, _ := s.Class("UploadThing")
	if i, _ := u.Input("file"); !i.Open || i.Choices.Len() != 0 {
		t.Errorf("%+v", i)
	}
	l, _ := s.Class("LoadImage")
	if i, _ := l.Input("image"); i.Kind != KindCombo || !l.Validator.Names("image") {
		t.Errorf("%+v", i)
	}
	// Cut again from itself, it is the same but for what it was cut from.
	again, _ := cut(t, s, "LoadImage", "KSampler", "UploadThing", "CheckpointLoaderSimple")
	classes := func(b []byte) string {
		_, after, _ := strings.Cut(string(b), `"classes"`)
		before, _, _ := strings.Cut(after, `"whole"`)
		return before
	}
	if a, b := classes(text), classes(again); a != b || a == "" {
		t.Errorf("%s\n%s", a, b)
	}
}

// A slice is the same from the answer and from its compiled form.
func TestSliceOfCompiled(t *testing.T) {
	whole := read(t, served)
	var b bytes.Buffer
	if _, err := whole.Compile(&b); err != nil {
		t.Fatal(err)
	}
	compiled, err := Read("x.nodes", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	x, _ := cut(t, whole, "LoadImage", "KSampler", "Gone")
	if y, _ := cut(t, compiled, "LoadImage", "KSampler", "Gone"); !bytes.Equal(x, y) {
		t.Errorf("%s\n%s", x, y)
	}
	empty, s := cut(t, whole)
	if s.Len() != 0 || s.Complete() {
		t.Errorf("%s", empty)
	}
}

func TestWithout(t *testing.T) {
	c := read(t, served).Incomplete().With(Core())
	if c.Complete() || c.Lacks([]byte("KSampler")) {
		t.Fatal("complete")
	}
	w := c.Without("KSampler").Without("LoadImage")
	for _, name := range []string{"KSampler", "LoadImage"} {
		if _, ok := w.Class(name); ok || !w.Lacks([]byte(name)) {
			t.Errorf("%s is still there", name)
		}
	}
	if _, ok := w.Class("Unused"); !ok || w.Lacks([]byte("Other")) || slices.Contains(w.Names(), "KSampler") {
		t.Error("more than was said is gone")
	}
	p := c.OfPlatform()
	if k, _ := p.Class("KSampler"); !k.Platform || p.Complete() {
		t.Errorf("%+v", k)
	}
}

// Whatever a file says of itself, reading it neither panics nor makes it complete.
func FuzzSlice(f *testing.F) {
	f.Add([]byte(`{"absent":["A"],"classes":{"B":{"input":{"required":{"x":["INT",{"min":1}]}}}},"host":"h","whole":{"sha256":"00"}}`))
	f.Add([]byte(`{"classes":[],"whole":{}}`))
	f.Add([]byte(`{"classes":{"A":1},"host":7,"absent":{},"whole":{"sha256":[]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Read("nodes.json", data)
		if err != nil {
			return
		}
		if _, _, _, ok := c.CutFrom(); ok && c.Complete() {
			t.Error("a slice is complete")
		}
		for _, n := range c.Names() {
			if class, ok := c.Class(n); ok && class.Err == nil {
				for i := range class.Inputs {
					if ch := class.Inputs[i].Choices; ch != nil {
						ch.Contains(python.Value{})
					}
				}
			}
		}
	})
}
