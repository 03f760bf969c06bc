package analyzers_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/payloadlint/payloadlint/analyzers"
)

// Drivers run the passes of a package side by side; under the race detector
// this shows whether they share more than they may.
func TestSideBySide(t *testing.T) {
	all, err := analyzers.All(analyzers.Config{})
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.Abs(filepath.Join("gclplugin", "testdata", "sample"))
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: dir}, "./...")
	if err != nil || packages.PrintErrors(pkgs) > 0 {
		t.Fatal("the sample module does not load: ", err)
	}
	for range 20 {
		graph, err := checker.Analyze(all, pkgs, nil)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for act := range graph.All() {
			if act.Err != nil {
				t.Fatal(act.Err)
			}
			found += len(act.Diagnostics)
		}
		if found == 0 {
			t.Fatal("nothing found in a sample made of mistakes")
		}
	}
}
