package statusconfusion_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/statusconfusion"
	"golang.org/x/tools/go/analysis/analysistest"
)

func TestBugs(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), statusconfusion.New("en"), "buggy")
}

func TestSilent(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), statusconfusion.New("en"), "correct")
}
