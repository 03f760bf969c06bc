package rules

import (
	"slices"
	"testing"

	"github.com/payloadlint/payloadlint/schema/config"
)

func TestUsage(t *testing.T) {
	none := newUsage(nil)
	none.visit("a")
	if none.suppressed("a", "b", "") || none.unused(true) != nil {
		t.Error("no configuration suppresses something")
	}
	sample, idle := &config.Suppression{Rule: "r", Files: []string{"samples/**"}}, &config.Suppression{Rule: "r", Files: []string{"old/**"}}
	u := newUsage(&config.Config{Dir: ".", Suppress: []*config.Suppression{sample, idle}})
	if u.visit("b.json"); u.unused(false) != nil {
		t.Error("unused although none of its files was checked")
	}
	if u.visit("samples/a.json"); !slices.Equal(u.unused(false), []*config.Suppression{sample}) {
		t.Error("not told as unused")
	}
	if !u.suppressed("r", "samples/a.json", "") || u.unused(false) != nil {
		t.Error("told as unused after use")
	}
	if !slices.Equal(u.unused(true), []*config.Suppression{idle}) {
		t.Error("with everything checked, one without files is not told as unused")
	}
}
