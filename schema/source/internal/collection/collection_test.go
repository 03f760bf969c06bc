package collection

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/schema/source/internal/source"
	"github.com/payloadlint/payloadlint/schema/source/internal/sourcetest"
)

// container is the one that a file is of.
func container(f *source.File) source.Container {
	for _, c := range Containers {
		for _, ext := range c.Extensions {
			if strings.HasSuffix(f.Name, ext) && c.Match(f) {
				return c
			}
		}
	}
	return source.Container{Extract: func(*source.File) []source.Request { return nil }}
}

func TestGolden(t *testing.T) {
	sourcetest.Golden(t, "testdata", func(name string) source.Container {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c := container(&source.File{Name: name, Text: text})
		if base := filepath.Base(name); !strings.HasPrefix(base, c.Kind) && c.Kind != "har" {
			t.Errorf("%s is taken for %q", base, c.Kind)
		}
		return c
	})
}

// What has the words of a collection in it, and is none, is left to others.
func TestNoCollection(t *testing.T) {
	for name, text := range map[string]string{
		"a.json": `{"paths": 1, "openapi": 2}`, "b.json": `{"item": {}, "request": {}, "info": {}}`, "c.json": `{"apiKey": "k", "nodes": "n8n-nodes-base.", "parameters": 1}`,
		"d.json": `{"log": {"entries": {"request": 1}}}`, "e.yaml": "openapi: x\npaths: [1", "f.json": `{"nodes": {"6": {"inputs": {"apiInfo": "url"}}}}`,
	} {
		if c := container(&source.File{Name: name, Text: []byte(text)}); c.Kind != "" {
			t.Errorf("%s is taken for %s", text, c.Kind)
		}
	}
}

func FuzzCollection(f *testing.F) {
	names, _ := filepath.Glob("testdata/*.*")
	for _, n := range names {
		if src, err := os.ReadFile(n); err == nil && !strings.HasSuffix(n, ".want") {
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, name := range []string{"x.json", "x.yaml"} {
			for _, c := range Containers {
				sourcetest.Sound(t, src, c.Extract(&source.File{Name: name, Text: src}))
			}
		}
	})
}

// TestHostileInput holds that no small text takes long.
func TestHostileInput(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+string(c-1)+",", 9), ",") + "]\n"
	}
	for _, src := range []string{bomb, strings.Repeat("a: [", 4000), strings.Repeat("- ", 9000), strings.Repeat(`{"item":[`, 2000), `{"log":{"entries":[` + strings.Repeat(`{"request":{"url":"{{"}},`, 800) + `{}]}}`} {
		for _, name := range []string{"x.json", "x.yaml"} {
			for _, c := range Containers {
				start := time.Now()
				c.Extract(&source.File{Name: name, Text: []byte(src)})
				if d := time.Since(start); d > 30*time.Second {
					t.Errorf("%s: %.30q as %s takes %v", c.Kind, src, name, d)
				}
			}
		}
	}
}
