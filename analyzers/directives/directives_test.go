package directives_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/directives"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

func TestDirectives(t *testing.T) {
	a := directives.New(directives.Config{
		Lang: "en", Passes: []*analysis.Analyzer{{Name: "unhandledcode"}, {Name: "retrycode"}},
	})
	analysistest.Run(t, analysistest.TestData(), a, "a")
}
