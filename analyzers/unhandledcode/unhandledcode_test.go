package unhandledcode_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/unhandledcode"
	"golang.org/x/tools/go/analysis/analysistest"
)

func TestBugs(t *testing.T) {
	a := unhandledcode.New("en", false)
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), a, "buggy", "inverted")
	analysistest.Run(t, analysistest.TestData(), a, "mixed", "styles", "sentinel", "identity", "joined", "undecoded", "webhook", "carried")
}

func TestSilent(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), unhandledcode.New("en", false), "correct", "other", "transport")
}
