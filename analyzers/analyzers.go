// Package analyzers lists the go/analysis passes for Go code that calls
// RunningHub. Each pass has a package of its own below this one; cmd/payloadvet
// and the golangci-lint plugin run them all.
package analyzers

import (
	"fmt"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/directives"
	"github.com/payloadlint/payloadlint/analyzers/endpointpath"
	"github.com/payloadlint/payloadlint/analyzers/nodeinfo"
	"github.com/payloadlint/payloadlint/analyzers/payloadshape"
	"github.com/payloadlint/payloadlint/analyzers/retrycode"
	"github.com/payloadlint/payloadlint/analyzers/statusconfusion"
	"github.com/payloadlint/payloadlint/analyzers/unhandledcode"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"golang.org/x/tools/go/analysis"
)

// Config are the settings of all passes. The zero value runs everything in the
// language of the environment.
type Config struct {
	// Lang is "en", "zh" or "" for the environment's.
	Lang string
	// Disable are the passes to leave out; Enable, when it is not empty, the
	// only ones to run.
	Enable, Disable []string
	// NoPromptTips does not ask for promptTips to be read.
	NoPromptTips bool
	// Dir is where nodeinfo looks for definitions, upward; "" is the folder of
	// each Go file.
	Dir string
}

// categories are what ignore comments may name beside the passes.
var categories = []string{
	unhandledcode.Unchecked, unhandledcode.Missing, unhandledcode.Swallowed, unhandledcode.State,
	unhandledcode.Dropped, unhandledcode.PromptTips, unhandledcode.Alike,
	retrycode.Fatal, retrycode.Paid, retrycode.NoWait, retrycode.Unbounded,
	statusconfusion.HTTP, statusconfusion.Status, statusconfusion.Message, statusconfusion.Unknown, statusconfusion.Named,
	endpointpath.Path, endpointpath.Key, endpointpath.Method,
	payloadshape.OmitEmpty, payloadshape.Number, payloadshape.ID, payloadshape.Data, payloadshape.Marshal, payloadshape.Key,
	nodeinfo.Node, nodeinfo.Field,
}

// Categories lists the categories of the passes' diagnostics.
func Categories() []string { return append([]string(nil), categories...) }

// Names lists the passes.
func Names() []string {
	return []string{unhandledcode.Name, retrycode.Name, statusconfusion.Name, endpointpath.Name, payloadshape.Name, nodeinfo.Name}
}

// All makes the passes that a configuration asks for. The error names a
// setting that is wrong.
func All(c Config) ([]*analysis.Analyzer, error) {
	if c.Lang != "" && c.Lang != "en" && c.Lang != "zh" {
		return nil, fmt.Errorf("lang: %q is neither en nor zh", c.Lang)
	}
	on := map[string]bool{}
	for _, n := range Names() {
		on[n] = len(c.Enable) == 0
	}
	for _, list := range []struct {
		name  string
		names []string
		value bool
	}{{"enable", c.Enable, true}, {"disable", c.Disable, false}} {
		for _, n := range list.names {
			if _, ok := on[n]; !ok {
				err := fmt.Errorf("%s: there is no pass %q; the passes are %s", list.name, n, strings.Join(Names(), ", "))
				if near := suggest.Closest(n, Names(), 1); len(near) > 0 {
					err = fmt.Errorf("%s: there is no pass %q; did you mean %q?", list.name, n, near[0])
				}
				return nil, err
			}
			on[n] = list.value
		}
	}
	all := []*analysis.Analyzer{
		unhandledcode.New(unhandledcode.Config{Lang: c.Lang, NoPromptTips: c.NoPromptTips}),
		retrycode.New(retrycode.Config{Lang: c.Lang}),
		statusconfusion.New(statusconfusion.Config{Lang: c.Lang}),
		endpointpath.New(endpointpath.Config{Lang: c.Lang}),
		payloadshape.New(payloadshape.Config{Lang: c.Lang}),
		nodeinfo.New(nodeinfo.Config{Lang: c.Lang, Dir: c.Dir}),
	}
	var out []*analysis.Analyzer
	for _, a := range all {
		if on[a.Name] {
			out = append(out, a)
		}
	}
	return append(out, directives.New(directives.Config{Lang: c.Lang, Rules: append(Names(), categories...), Passes: Names()})), nil
}
