// Package analyzers lists the go/analysis passes for Go code that calls
// RunningHub. Each pass has a package of its own below this one; cmd/payloadvet
// and the golangci-lint plugin run them all.
package analyzers

import (
	"fmt"
	"slices"
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

// All makes the passes that a configuration asks for, and the one that checks
// their comments. The error names a setting that is wrong.
func All(c Config) ([]*analysis.Analyzer, error) {
	if c.Lang != "" && c.Lang != "en" && c.Lang != "zh" {
		return nil, fmt.Errorf("lang: %q is neither en nor zh", c.Lang)
	}
	all := []*analysis.Analyzer{
		unhandledcode.New(c.Lang, c.NoPromptTips),
		retrycode.New(c.Lang),
		statusconfusion.New(c.Lang),
		endpointpath.New(c.Lang),
		payloadshape.New(c.Lang),
		nodeinfo.New(c.Lang, c.Dir),
	}
	chosen, err := c.choose(all)
	if err != nil {
		return nil, err
	}
	return append(chosen, directives.New(c.Lang, all...)), nil
}

// choose leaves the passes that are enabled and not disabled.
func (c *Config) choose(all []*analysis.Analyzer) ([]*analysis.Analyzer, error) {
	var names []string
	for _, a := range all {
		names = append(names, a.Name)
	}
	if err := known("enable", c.Enable, names); err != nil {
		return nil, err
	}
	if err := known("disable", c.Disable, names); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(all), func(a *analysis.Analyzer) bool {
		return len(c.Enable) > 0 && !slices.Contains(c.Enable, a.Name) || slices.Contains(c.Disable, a.Name)
	}), nil
}

// known says which name of a list is not that of a pass.
func known(list string, given, names []string) error {
	for _, n := range given {
		if slices.Contains(names, n) {
			continue
		}
		if near := suggest.Word(n).Among(names, 1); len(near) > 0 {
			return fmt.Errorf("%s: there is no pass %q; did you mean %q?", list, n, near[0])
		}
		return fmt.Errorf("%s: there is no pass %q; the passes are %s", list, n, strings.Join(names, ", "))
	}
	return nil
}
