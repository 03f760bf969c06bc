package nodeinfo

import (
	"testing"

	"github.com/payloadlint/payloadlint/schema/workflow"
)

func TestDescribe(t *testing.T) {
	for _, x := range []struct{ class, title, want string }{
		{"KSampler", "Second pass", `"3" (KSampler, Second pass)`},
		{"KSampler", "KSampler", `"3" (KSampler)`},
		{"KSampler", "", `"3" (KSampler)`},
		{"", "Prompt", `"3" (Prompt)`},
		{"", "", `"3"`},
	} {
		if got := describe(&workflow.Node{ID: "3", Class: x.class, Title: x.title}); got != x.want {
			t.Errorf("%q %q: %s, want %s", x.class, x.title, got, x.want)
		}
	}
}
