package analyzers_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
)

// TestAcross runs every pass over clients in one package and their callers in
// others. Each program has a folder of its own.
func TestAcross(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("testdata", "across"))
	if err != nil {
		t.Fatal(err)
	}
	analysistest.Run(t, root, together(t),
		"whole/client", "whole/job", "helpers/rh", "helpers/use", "iface/rh", "iface/use",
		"typed/types", "typed/rh", "typed/show", "again/rh", "again/loop", "routed/rest", "routed/use",
		"tips/rh", "tips/use", "tips/reads", "retries/rh", "retries/use")
}
