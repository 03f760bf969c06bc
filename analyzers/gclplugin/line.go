package gclplugin

import (
	"cmp"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// together makes one analyzer of the passes, with one diagnostic per line:
// golangci-lint shows a single finding of a line (uniq-by-line), so that a
// second one would stay hidden until the first is fixed. What the passes find
// in a line is joined, each under its name.
//
// Related places are left out: golangci-lint makes findings of their own of
// them, which stay when //nolint silences the finding that they belong to.
func together(passes []*analysis.Analyzer) *analysis.Analyzer {
	all := &analysis.Analyzer{Name: name, Doc: "RunningHub answers whose code nobody handles"}
	for _, a := range passes {
		for _, req := range a.Requires {
			if !slices.Contains(all.Requires, req) {
				all.Requires = append(all.Requires, req)
			}
		}
	}
	all.Run = func(pass *analysis.Pass) (any, error) {
		var found []analysis.Diagnostic
		for _, a := range passes {
			one := *pass
			one.Analyzer = a
			one.Report = func(d analysis.Diagnostic) {
				d.Message, d.Related = a.Name+": "+d.Message, nil
				found = append(found, d)
			}
			if _, err := a.Run(&one); err != nil {
				return nil, err
			}
		}
		for _, d := range byLine(pass.Fset, found) {
			pass.Report(d)
		}
		return nil, nil
	}
	return all
}

// byLine joins the diagnostics that begin in the same line.
func byLine(fset *token.FileSet, found []analysis.Diagnostic) []analysis.Diagnostic {
	slices.SortStableFunc(found, func(a, b analysis.Diagnostic) int { return cmp.Compare(a.Pos, b.Pos) })
	var out []analysis.Diagnostic
	for _, d := range found {
		if n := len(out); n > 0 && sameLine(fset, out[n-1].Pos, d.Pos) {
			out[n-1] = join(out[n-1], d)
			continue
		}
		out = append(out, d)
	}
	return out
}

func sameLine(fset *token.FileSet, a, b token.Pos) bool {
	// Not adjusted by line comments: the file is what the reader sees.
	p, q := fset.PositionFor(a, false), fset.PositionFor(b, false)
	return p.Filename == q.Filename && p.Line == q.Line
}

// join makes one diagnostic of two. Fixes in different places become one, since
// only the first of a diagnostic is applied.
func join(a, b analysis.Diagnostic) analysis.Diagnostic {
	if strings.Contains(a.Message, b.Message) {
		return a
	}
	a.Message += "; " + b.Message
	switch {
	case len(b.SuggestedFixes) == 0:
	case len(a.SuggestedFixes) == 0:
		a.SuggestedFixes = b.SuggestedFixes
	default:
		one, two := a.SuggestedFixes[0], b.SuggestedFixes[0]
		if apart(one.TextEdits, two.TextEdits) {
			a.SuggestedFixes = []analysis.SuggestedFix{{
				Message: one.Message + "; " + two.Message, TextEdits: slices.Concat(one.TextEdits, two.TextEdits),
			}}
		}
	}
	return a
}

// apart reports whether no edit of one list touches one of the other.
func apart(a, b []analysis.TextEdit) bool {
	for _, e := range a {
		for _, f := range b {
			if e.Pos <= max(f.Pos, f.End) && f.Pos <= max(e.Pos, e.End) {
				return false
			}
		}
	}
	return true
}
