package httpfile

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/schema/source/internal/source"
	"github.com/payloadlint/payloadlint/schema/source/internal/sourcetest"
)

func TestGolden(t *testing.T) {
	sourcetest.Golden(t, "testdata", func(string) source.Container { return Container })
}

func FuzzHTTPFile(f *testing.F) {
	src, err := os.ReadFile("testdata/calls.http")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(src)
	f.Add([]byte("@a={{a}}\nPOST {{a}}\n\n{{{b}}}\nGET x\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		sourcetest.Sound(t, src, Container.Extract(&source.File{Name: "x", Text: src}))
	})
}

// TestHostileInput holds that no small text takes long, nor grows.
func TestHostileInput(t *testing.T) {
	double := "@a0=xxxxxxxxxx\n"
	for i := range 40 {
		double += "@a" + string(rune('0'+i+1)) + "={{a" + string(rune('0'+i)) + "}}{{a" + string(rune('0'+i)) + "}}\n"
	}
	for _, src := range []string{strings.Repeat("POST {{", 3000), strings.Repeat("GET x\n", 3000), strings.Repeat("{{a}}", 4000), double + "POST {{aX}}\n"} {
		start := time.Now()
		got := Container.Extract(&source.File{Name: "x", Text: []byte(src)})
		if d := time.Since(start); d > 30*time.Second {
			t.Errorf("20 kB of %.20q take %v for %d requests", src, d, len(got))
		}
	}
}
