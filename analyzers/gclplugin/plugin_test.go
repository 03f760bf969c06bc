package gclplugin

import (
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
)

func TestRegistered(t *testing.T) {
	if _, err := register.GetPlugin(name); err != nil {
		t.Fatal(err)
	}
}

func TestSettings(t *testing.T) {
	for _, tt := range []struct {
		name     string
		settings any
		passes   int
		err      string
	}{
		{"none", nil, 7, ""},
		{"one pass", map[string]any{"enable": []any{"retrycode"}, "lang": "zh"}, 2, ""},
		{"all but one", map[string]any{"disable": []any{"nodeinfo"}}, 6, ""},
		{"unknown key", map[string]any{"enabel": []any{"retrycode"}}, 0, "enabel"},
		{"unknown pass", map[string]any{"enable": []any{"retrycod"}}, 0, `did you mean "retrycode"?`},
		{"wrong type", map[string]any{"lang": 3}, 0, "settings of payloadlint"},
		{"wrong language", map[string]any{"lang": "fr"}, 0, "neither en nor zh"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := New(tt.settings)
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Fatalf("error %v, want %q", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			all, err := p.BuildAnalyzers()
			if err != nil || len(all) != 1 || all[0].Name != name {
				t.Errorf("%v, %v; want one analyzer", all, err)
			}
			if got := len(p.(plugin).passes); got != tt.passes {
				t.Errorf("%d passes, want %d", got, tt.passes)
			}
			if p.GetLoadMode() != register.LoadModeTypesInfo {
				t.Error("the passes want types")
			}
		})
	}
}
