package nodes

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/payloadlint/payloadlint/testdata/sharedtest"
)

func TestCore(t *testing.T) {
	c := Core()
	if c.Len() < 700 || c.Complete() || c.FromServer() {
		t.Fatalf("%d classes, complete %v", c.Len(), c.Complete())
	}
	validators, dynamic := 0, 0
	for _, name := range c.Names() {
		k := class(t, c, name)
		if k.Validator != nil {
			validators++
			if v := k.Validator; !v.Accepts && v.File == nil && v.NonZero == nil && v.Ratio == nil && v.LinkType == nil {
				t.Errorf("%s: what its validator does is not told", name)
			}
		}
		if k.Dynamic {
			dynamic++
		}
	}
	if validators != 16 || dynamic < 80 {
		t.Errorf("%d validators, %d dynamic classes", validators, dynamic)
	}
	if len(coreData) > 150<<10 {
		t.Errorf("the embedded catalog has %d bytes", len(coreData))
	}
	if !(Type{Name: "MODEL"}).OnlyConnected() || (Type{Name: "STRING"}).OnlyConnected() || (Type{Name: "COLOR"}).OnlyConnected() {
		t.Error("connection types")
	}
	ckpt, _ := class(t, c, "CheckpointLoaderSimple").Input("ckpt_name")
	if !ckpt.FolderFed || !ckpt.Open {
		t.Errorf("ckpt_name: %+v", ckpt)
	}
	r, ok := c.Replacement("T2IAdapterLoader")
	if !ok || r.New != "ControlNetLoader" || len(r.Inputs) != 1 || r.NoMapping {
		t.Errorf("replacement: %+v", r)
	}
	if r, ok := c.Replacement("Load3DAnimation"); !ok || !r.NoMapping {
		t.Errorf("replacement: %+v", r)
	}
	if _, ok := c.Replacement("KSampler"); ok {
		t.Error("KSampler is not replaced")
	}
	if _, ok := read(t, small).Replacement("T2IAdapterLoader"); ok {
		t.Error("a catalog without the new class replaces nothing")
	}
}

// The embedded catalog holds what is recorded of the classes' own checks; package
// nodediff compares the definitions.
func TestCoreIsCurrent(t *testing.T) {
	dir := filepath.Join(sharedtest.Dir(t), "catalog")
	data, err := os.ReadFile(filepath.Join(dir, "validators.json"))
	if err != nil {
		t.Fatal(err)
	}
	var facts struct {
		Validators map[string]struct {
			Skipped json.RawMessage `json:"range_and_combo_checks_skipped_for"`
		} `json:"validators"`
		Replacements map[string]json.RawMessage `json:"node_replacements"`
	}
	if err := json.Unmarshal(data, &facts); err != nil {
		t.Fatal(err)
	}
	for name, f := range facts.Validators {
		k := class(t, Core(), name)
		var names []string
		if string(f.Skipped) == `"*"` {
			if !k.Validator.Kwargs {
				t.Errorf("%s switches off the checks of all inputs", name)
			}
		} else if err := json.Unmarshal(f.Skipped, &names); err != nil {
			t.Error(err)
		}
		for _, n := range names {
			if !k.Validator.Names(n) {
				t.Errorf("%s switches off the checks of %s", name, n)
			}
		}
	}
	for old := range facts.Replacements {
		if _, ok := Core().Replacement(old); !ok {
			t.Errorf("the replacement of %s is not known", old)
		}
	}
}

// A live object_info does not tell validators: the built-in ones are known by
// class and module, and by nothing else.
func TestOverlay(t *testing.T) {
	entry := `{"input": {"required": {"image": [["a.png"], {"image_upload": true}]}}, "output": ["IMAGE"], "python_module": "MODULE"}`
	for module, want := range map[string]bool{"nodes": true, "custom_nodes.mine": false} {
		c := read(t, `{"LoadImage": `+string(bytes.ReplaceAll([]byte(entry), []byte("MODULE"), []byte(module)))+`}`)
		k := class(t, c, "LoadImage")
		in, _ := k.Input("image")
		// Of a custom class with an upload nothing is known: it stays open.
		if (k.Validator != nil) != want || !in.FolderFed || in.Open == want {
			t.Errorf("%s: validator %v, folder-fed %v, open %v", module, k.Validator, in.FolderFed, in.Open)
		}
	}
	c := read(t, `{"Mine": {"input": {"required": {"x": [["a"]]}}, "output": [], "validator": {"args": ["x"], "body": {"kind": "accept"}}, "folder_fed": ["x"]}}`)
	k := class(t, c, "Mine")
	in, _ := k.Input("x")
	if !k.Validator.Names("x") || k.Validator.Names("y") || !in.FolderFed || in.Open {
		t.Errorf("a catalog may tell validators itself: %+v", k.Validator)
	}
}
