package pass_test

import (
	"slices"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/pass"
	"github.com/payloadlint/payloadlint/analyzers/internal/passtest"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"golang.org/x/tools/go/analysis"
)

const doc = `title

  p-one    the first
  p-one-b  another,
           in two lines
  see-also
  Words-no
`

func TestCategories(t *testing.T) {
	a := pass.New(pass.Spec{Name: "p", Doc: doc})
	if got := pass.Categories(a); !slices.Equal(got, []string{"p-one", "p-one-b"}) {
		t.Errorf("%q", got)
	}
}

// run runs an analyzer made of s over a source and counts the checks.
func run(t *testing.T, s pass.Spec, src string) (checks int, last *pass.Run, found []analysis.Diagnostic) {
	t.Helper()
	s.Check = func(r *pass.Run) { checks++; last = r }
	a := pass.New(s)
	p := passtest.New(t, a, "a", src, &found)
	if slices.Contains(a.Requires, flow.Analyzer) {
		program, err := flow.Analyzer.Run(p)
		if err != nil {
			t.Fatal(err)
		}
		p.ResultOf[flow.Analyzer] = program
	}
	if _, err := a.Run(p); err != nil {
		t.Fatal(err)
	}
	return checks, last, found
}

func TestKinds(t *testing.T) {
	const other = "package a\n"
	const ours = "package a\n\nconst host = \"https://www.runninghub.cn\" //payloadlint:ignore p why\n"
	always := func(*analysis.Pass) bool { return true }
	never := func(*analysis.Pass) bool { return false }
	for _, tt := range []struct {
		name           string
		spec           pass.Spec
		src            string
		checks, unused int
		program, index bool
	}{
		{"answers, another package", pass.Spec{Name: "p"}, other, 0, 0, false, false},
		{"answers", pass.Spec{Name: "p"}, ours, 1, 1, true, true},
		{"syntax, nothing to look for", pass.Spec{Name: "p", Relevant: never}, ours, 0, 0, false, false},
		{"syntax", pass.Spec{Name: "p", Relevant: always}, ours, 1, 1, false, true},
		{"comments", pass.Spec{Name: "p", Relevant: always, OnlyComments: true}, ours, 1, 0, false, false},
	} {
		checks, r, found := run(t, tt.spec, tt.src)
		if checks != tt.checks || len(found) != tt.unused {
			t.Errorf("%s: %d checks, %d unused directives", tt.name, checks, len(found))
		}
		if checks == 0 {
			continue
		}
		if (r.Program != nil) != tt.program || (r.Index != nil) != tt.index || len(r.Directives.All()) != 1 {
			t.Errorf("%s: program %v, index %v", tt.name, r.Program, r.Index)
		}
	}
}

func TestAnalyzer(t *testing.T) {
	a := pass.New(pass.Spec{Name: "p", Doc: doc, Lang: "zh"})
	if a.URL != report.Docs+"#p" || a.Flags.Lookup("lang").Value.String() != "zh" {
		t.Errorf("%s, language %s", a.URL, a.Flags.Lookup("lang").Value)
	}
	if a := pass.New(pass.Spec{Name: "p", Heading: "h"}); a.URL != report.Docs+"#h" {
		t.Error(a.URL)
	}
}
