package shell

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/schema/source/internal/source"
	"github.com/payloadlint/payloadlint/schema/source/internal/sourcetest"
)

func container(name string) source.Container {
	switch filepath.Ext(name) {
	case ".bat":
		return CmdContainer
	case ".ps1":
		return PowerShellContainer
	}
	return Container
}

func TestGolden(t *testing.T) { sourcetest.Golden(t, "testdata", container) }

func FuzzShell(f *testing.F) {
	names, _ := filepath.Glob("testdata/*.*")
	for _, n := range names {
		if src, err := os.ReadFile(n); err == nil && !strings.HasSuffix(n, ".want") {
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, c := range []source.Container{Container, CmdContainer, PowerShellContainer} {
			sourcetest.Sound(t, src, c.Extract(&source.File{Name: "x", Text: bytes.Clone(src)}))
		}
	})
}

// TestHostileInput holds that no small text takes long.
func TestHostileInput(t *testing.T) {
	for _, unit := range []string{"curl '", "$ curl -d '{\n> ", "((", "$(", "@{a=@{", "{ curl x -d \"", "`", "$x=@(", "<<A\n", "A=a\nA+=$A\n", "A+=$A\n", "curl -d \"$x\" u\n", "jq -n '{a:[' | curl u -d @-\n"} {
		src := []byte(strings.Repeat(unit, 20000/len(unit)))
		for _, c := range []source.Container{Container, CmdContainer, PowerShellContainer} {
			start := time.Now()
			c.Extract(&source.File{Name: "x", Text: src})
			if d := time.Since(start); d > 30*time.Second {
				t.Errorf("%s: 20 kB of %q take %v", c.Kind, unit, d)
			}
		}
	}
}
