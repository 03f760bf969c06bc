package directives_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/directives"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

func TestDirectives(t *testing.T) {
	a := directives.New("en", &analysis.Analyzer{Name: "unhandledcode"}, &analysis.Analyzer{Name: "retrycode"})
	analysistest.Run(t, analysistest.TestData(), a, "a")
}
