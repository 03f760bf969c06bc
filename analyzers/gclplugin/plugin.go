// Package gclplugin makes the payloadlint analyzers a module plugin of
// golangci-lint v2, under the name payloadlint.
package gclplugin

import (
	"fmt"

	"github.com/golangci/plugin-module-register/register"
	"github.com/payloadlint/payloadlint/analyzers"
	"golang.org/x/tools/go/analysis"
)

// name is the linter's name in .golangci.yml.
const name = "payloadlint"

func init() { register.Plugin(name, New) }

// settings are what linters.settings.custom.payloadlint.settings holds. A key
// that is not here is an error.
type settings struct {
	// Lang is the language of the messages, en or zh; without it the
	// environment's.
	Lang string `json:"lang"`
	// Enable are the only passes to run, Disable those to leave out.
	Enable  []string `json:"enable"`
	Disable []string `json:"disable"`
	// NoPromptTips does not ask for promptTips of a create answer to be read.
	NoPromptTips bool `json:"no-prompttips"`
	// Dir is the folder that nodeinfo looks for definitions from, upward;
	// without it that of each Go file.
	Dir string `json:"dir"`
}

// New makes the plugin from its settings. The error names what is wrong with
// them.
func New(given any) (register.LinterPlugin, error) {
	s, err := register.DecodeSettings[settings](given)
	if err != nil {
		return nil, fmt.Errorf("settings of %s: %w", name, err)
	}
	all, err := analyzers.All(analyzers.Config{
		Lang: s.Lang, Enable: s.Enable, Disable: s.Disable, NoPromptTips: s.NoPromptTips, Dir: s.Dir,
	})
	if err != nil {
		return nil, fmt.Errorf("settings of %s: %w", name, err)
	}
	return plugin{all}, nil
}

type plugin struct{ passes []*analysis.Analyzer }

// BuildAnalyzers returns the passes, as one.
func (p plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return []*analysis.Analyzer{together(p.passes)}, nil
}

// GetLoadMode asks for type information.
func (plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
