package payloadshape_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/payloadshape"
	"golang.org/x/tools/go/analysis/analysistest"
)

func TestBugs(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), payloadshape.New("en"), "buggy", "misnamed")
}

func TestSilent(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), payloadshape.New("en"), "correct")
}
