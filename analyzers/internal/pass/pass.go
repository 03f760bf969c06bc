// Package pass builds an analyzer from the few things in which one differs
// from the others: its name, its documentation and its check. Language,
// directives, reporter and the program of the package are set up here.
package pass

import (
	"go/types"
	"regexp"

	"github.com/payloadlint/payloadlint/analyzers/internal/directive"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/analyzers/internal/flow"
	"github.com/payloadlint/payloadlint/analyzers/internal/report"
	"golang.org/x/tools/go/analysis"
)

// Spec says in what a pass differs from the others.
type Spec struct {
	// Name serves flags, ignore comments and the configuration.
	Name string
	// Doc is the documentation: a title line, a table of the categories (two
	// blanks, the category, what it finds), an example and the limits.
	Doc string
	// Heading is the heading of the documentation page that describes the
	// pass, Name when it is "".
	Heading string
	// Lang is the language of the messages before flags are read; "" follows
	// the environment.
	Lang string

	// Relevant reports whether the pass has anything to look for in a package.
	// A pass with Relevant reads the syntax alone; one without it gets the
	// program of the package and runs where that speaks to RunningHub.
	Relevant func(*analysis.Pass) bool
	// Guests is set for a pass that looks at answers alone: it runs as well in
	// packages that do not mention RunningHub and import one that does.
	Guests bool
	// OnlyComments is set for the pass that checks the directives themselves:
	// nothing is indexed, and unused directives are not its business.
	OnlyComments bool
	// Check looks at one package and reports.
	Check func(*Run)
}

// Run is one pass over one package.
type Run struct {
	*report.Reporter
	Pass *analysis.Pass
	Info *types.Info
	// Directives are the //payloadlint: comments of the package.
	Directives *directive.Set
	// Index is what is known of the package, nil for a pass that reads
	// comments only.
	Index *endpoints.Index
	// Program holds the answers of the package, nil for a pass with Relevant.
	Program *flow.Program
}

// New makes the analyzer. Its flag -lang starts from the specification.
func New(s Spec) *analysis.Analyzer {
	if s.Heading == "" {
		s.Heading = s.Name
	}
	a := &analysis.Analyzer{Name: s.Name, Doc: s.Doc, URL: report.Docs + "#" + s.Heading}
	lang := a.Flags.String("lang", s.Lang, "language of the messages, en or zh")
	if s.Relevant == nil {
		a.Requires = []*analysis.Analyzer{flow.Analyzer}
	}
	a.Run = func(ap *analysis.Pass) (any, error) {
		r, release := s.prepare(ap)
		defer release()
		if r == nil {
			return nil, nil
		}
		r.Reporter = report.New(ap, *lang, r.Directives)
		s.Check(r)
		if !s.OnlyComments {
			r.Finish()
		}
		return nil, nil
	}
	return a
}

// prepare makes what the check works on; nil where there is nothing to check.
// release is to be called afterwards in any case.
func (s *Spec) prepare(ap *analysis.Pass) (r *Run, release func()) {
	r = &Run{Pass: ap, Info: ap.TypesInfo}
	if s.Relevant == nil {
		p, release := flow.Of(ap)
		if p == nil || p.Guest && !s.Guests {
			return nil, release
		}
		r.Program, r.Index, r.Directives = p, p.X, p.X.Directives
		return r, release
	}
	release = func() {}
	if !s.Relevant(ap) {
		return nil, release
	}
	if s.OnlyComments {
		r.Directives = directive.Read(ap.Fset, ap.Files)
		return r, release
	}
	r.Index = endpoints.New(ap)
	r.Directives = r.Index.Directives
	return r, release
}

var category = regexp.MustCompile(`(?m)^  ([a-z]+(?:-[a-z]+)+) `)

// Categories lists the categories of an analyzer's diagnostics, as the table
// in its documentation has them.
func Categories(a *analysis.Analyzer) []string {
	var out []string
	for _, m := range category.FindAllStringSubmatch(a.Doc, -1) {
		out = append(out, m[1])
	}
	return out
}
