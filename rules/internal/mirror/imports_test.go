package mirror

import (
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// The mirror knows neither rules nor messages.
func TestImports(t *testing.T) {
	const module, own = "github.com/payloadlint/payloadlint/", "github.com/payloadlint/payloadlint/schema/"
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range file.Imports {
			if path := strings.Trim(i.Path.Value, `"`); strings.HasPrefix(path, module) && !strings.HasPrefix(path, own) {
				t.Errorf("%s imports %s", e.Name(), path)
			}
		}
	}
}
