package endpointpath_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/endpointpath"
	"golang.org/x/tools/go/analysis/analysistest"
)

func TestBugs(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), endpointpath.New("en"), "buggy")
}

func TestSilent(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), endpointpath.New("en"), "correct")
}
