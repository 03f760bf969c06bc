package nodeinfo_test

import (
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/nodeinfo"
	"golang.org/x/tools/go/analysis/analysistest"
)

func TestNodeInfo(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), nodeinfo.New("en", ""), "a", "bound", "follow", "tables", "builders")
}
