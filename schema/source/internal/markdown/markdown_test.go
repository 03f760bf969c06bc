package markdown

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/schema/source/internal/shell"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
	"github.com/payloadlint/payloadlint/schema/source/internal/sourcetest"
)

// fenced gives a container the readers that its tests need.
func fenced(c source.Container) source.Container {
	extract := c.Extract
	c.Extract = func(f *source.File) []source.Request {
		f.Fence = func(language string, part source.Text) (out []source.Request) {
			for _, other := range []source.Container{shell.Container, Container} {
				if !slices.Contains(other.Fences, language) {
					continue
				}
				for _, r := range other.Extract(&source.File{Name: f.Name, Text: part.Bytes}) {
					out = append(out, r.Through(part))
				}
			}
			return out
		}
		return extract(f)
	}
	return c
}

func TestGolden(t *testing.T) {
	sourcetest.Golden(t, "testdata", func(name string) source.Container {
		if filepath.Ext(name) == ".rst" {
			return fenced(RSTContainer)
		}
		return fenced(Container)
	})
}

func FuzzMarkdown(f *testing.F) {
	f.Add([]byte("> ```json\n> {\"a\": // x\n> 1}\n> ```\n"))
	f.Add([]byte("- x\n\n\t```sh\n\t$ curl u -d '{}'\n"))
	f.Add([]byte(".. code::\n   :x:\n\n   [...]\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, c := range []source.Container{Container, RSTContainer} {
			sourcetest.Sound(t, src, fenced(c).Extract(&source.File{Name: "x", Text: src}))
		}
	})
}

// TestHostileInput holds that no small text takes long.
func TestHostileInput(t *testing.T) {
	for _, unit := range []string{"> ", "- ", "```json\n", "```json\n{\n```\n", "    [\n", "x::\n\n  {", "`", "<div>\n", "1. ", "```json\n{...}\n```\n"} {
		src := []byte(strings.Repeat(unit, 20000/len(unit)))
		for _, c := range []source.Container{Container, RSTContainer} {
			start := time.Now()
			fenced(c).Extract(&source.File{Name: "x", Text: src})
			if d := time.Since(start); d > 30*time.Second {
				t.Errorf("%s: 20 kB of %q take %v", c.Kind, unit, d)
			}
		}
	}
}
