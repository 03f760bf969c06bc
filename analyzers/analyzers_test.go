package analyzers_test

import (
	"os"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers"
	"github.com/payloadlint/payloadlint/analyzers/internal/pass"
	"github.com/payloadlint/payloadlint/testdata/sharedtest"
	"golang.org/x/tools/go/analysis"
)

func TestAll(t *testing.T) {
	all, err := analyzers.All(analyzers.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := analysis.Validate(all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 7 {
		t.Errorf("%d passes, want 7", len(all))
	}
	for _, a := range all {
		if len(a.FactTypes) > 0 {
			t.Errorf("%s has facts; the one fact is that of the flow", a.Name)
		}
		if !strings.HasPrefix(a.URL, "https://") || !strings.Contains(a.Doc, "For example") {
			t.Errorf("%s lacks a URL or an example", a.Name)
		}
		if !strings.Contains(a.Doc, "Limits:") {
			t.Errorf("%s does not state its limits", a.Name)
		}
	}
}

func TestChoice(t *testing.T) {
	for _, tt := range []struct {
		c    analyzers.Config
		want string
		err  string
	}{
		{analyzers.Config{Enable: []string{"retrycode"}}, "retrycode payloadlintdirective", ""},
		{analyzers.Config{Disable: []string{"nodeinfo", "payloadshape"}}, "unhandledcode retrycode statusconfusion endpointpath payloadlintdirective", ""},
		{analyzers.Config{Enable: []string{"retrycod"}}, "", `did you mean "retrycode"?`},
		{analyzers.Config{Disable: []string{"x"}}, "", "the passes are unhandledcode"},
		{analyzers.Config{Lang: "fr"}, "", "neither en nor zh"},
	} {
		all, err := analyzers.All(tt.c)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%+v: error %v, want %q", tt.c, err, tt.err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, a := range all {
			names = append(names, a.Name)
		}
		if got := strings.Join(names, " "); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.c, got, tt.want)
		}
	}
}

// Every category has its words in both languages and its heading in the
// documentation that diagnostics point to.
func TestDocumented(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	all, err := analyzers.All(analyzers.Config{})
	if err != nil {
		t.Fatal(err)
	}
	categories := []string{"directive-unused"} // every pass reports it
	for _, a := range all {
		own := pass.Categories(a)
		if len(own) == 0 {
			t.Errorf("the documentation of %s has no table of its categories", a.Name)
		}
		categories = append(categories, own...)
	}
	for _, c := range categories {
		for _, lang := range sharedtest.Languages() {
			for _, name := range []string{"title", "message"} {
				if _, ok := lang.Lookup(c + "." + name); !ok {
					t.Errorf("%s: no %s for %s", lang, name, c)
				}
			}
		}
		if !strings.Contains(string(page), "\n### "+c+"\n") {
			t.Errorf("README.md has no heading for %s", c)
		}
	}
}
