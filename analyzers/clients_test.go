package analyzers_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/analyzers"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// TestClients runs every pass over whole clients, each in a style of its own.
func TestClients(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), together(t),
		"generator", "generics", "maps", "wrapper", "second", "providers", "sdk",
		"correct1", "correct2", "correct3", "typesonly", "names", "rooted", "libs", "repeats", "evidence", "walkright", "walkwrong")
}

// together runs all passes as one.
func together(t *testing.T) *analysis.Analyzer {
	t.Helper()
	all, err := analyzers.All(analyzers.Config{Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	return &analysis.Analyzer{
		Name: "payloadvet", Doc: "all passes at once", Requires: []*analysis.Analyzer{flow.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, a := range all {
				one := *pass
				one.Analyzer = a
				if _, err := a.Run(&one); err != nil {
					return nil, err
				}
			}
			return nil, nil
		},
	}
}
