package nodes

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// bigObjectInfo is an object_info of about size bytes with classes like those
// of real installations: long choice lists and tooltips.
func bigObjectInfo(size int) []byte {
	var files bytes.Buffer
	for i := range 700 {
		if i > 0 {
			files.WriteString(", ")
		}
		fmt.Fprintf(&files, `"folder %d/model-%06d-fp16.safetensors"`, i%13, i*7919)
	}
	var b bytes.Buffer
	b.WriteByte('{')
	for i := 0; b.Len() < size; i++ {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, `"Class%d": {"input": {"required": {"model": ["MODEL", {"tooltip": "The model \"to\" use, made by a loader."}], "name": [[%s], {"tooltip": "one"}], "steps": ["INT", {"default": 20, "min": 1, "max": 10000}]}, "optional": {"mask": ["MASK"], "mode": ["COMBO", {"options": ["a", "b"], "multiselect": false}]}}, "input_order": {"required": ["model", "name", "steps"]}, "output": ["MODEL", "IMAGE"], "output_is_list": [false, false], "output_name": ["MODEL", "IMAGE"], "name": "Class%d", "display_name": "Class %d", "description": "Does something.", "python_module": "custom_nodes.pack%d", "category": "pack/x", "output_node": false}`,
			i, files.Bytes(), i, i, i%40)
	}
	b.WriteByte('}')
	return b.Bytes()
}

func write(tb testing.TB, data []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "object_info.json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

func use(tb testing.TB, c *Catalog, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
	for i := range 10 {
		if class, ok := c.Class(fmt.Sprintf("Class%d", i*97)); !ok || class.Err != nil || len(class.Inputs) != 5 {
			tb.Fatalf("class %d: %v", i, class)
		}
	}
	if err := c.Close(); err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkOpen100MB opens a 100 MB object_info and decodes ten classes: without
// a cache, as the first run with one, and as every later run. The floor is
// reading the file.
func BenchmarkOpen100MB(b *testing.B) {
	path := write(b, bigObjectInfo(100<<20))
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			if _, err := os.ReadFile(path); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("without_cache", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c, err := Open(path, "")
			use(b, c, err)
		}
	})
	b.Run("first", func(b *testing.B) {
		b.ReportAllocs()
		dir := b.TempDir()
		for i := 0; b.Loop(); i++ {
			c, err := Open(path, filepath.Join(dir, fmt.Sprint(i)))
			use(b, c, err)
		}
	})
	b.Run("later", func(b *testing.B) {
		b.ReportAllocs()
		dir := b.TempDir()
		c, err := Open(path, dir)
		use(b, c, err)
		for b.Loop() {
			c, err := Open(path, dir)
			use(b, c, err)
		}
	})
}

// BenchmarkCore opens the embedded catalog and decodes ten classes.
func BenchmarkCore(b *testing.B) {
	names := Core().Names()
	b.ReportAllocs()
	for b.Loop() {
		c, err := Read("core", []byte(coreData))
		if err != nil {
			b.Fatal(err)
		}
		for i := range 10 {
			if class, ok := c.Class(names[i*71]); !ok || class.Err != nil {
				b.Fatal(class)
			}
		}
	}
}
