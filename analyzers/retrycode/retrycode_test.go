package retrycode_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/retrycode"
	"golang.org/x/tools/go/analysis/analysistest"
)

func TestBugs(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), retrycode.New("en"), "buggy", "verdict", "transport")
}

func TestSilent(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), retrycode.New("en"), "correct")
}
