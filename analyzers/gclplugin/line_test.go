package gclplugin

import (
	"go/token"
	"testing"

	"golang.org/x/tools/go/analysis"
)

func TestByLine(t *testing.T) {
	fset := token.NewFileSet()
	f := fset.AddFile("a.go", -1, 100)
	f.SetLines([]int{0, 40})
	at := func(offset int) token.Pos { return f.Pos(offset) }
	fix := func(from, to int, text string) []analysis.SuggestedFix {
		return []analysis.SuggestedFix{{Message: text, TextEdits: []analysis.TextEdit{{Pos: at(from), End: at(to), NewText: []byte(text)}}}}
	}
	out := byLine(fset, []analysis.Diagnostic{
		{Pos: at(50), Message: "other line"},
		{Pos: at(20), Message: "two", SuggestedFixes: fix(20, 22, "y")},
		{Pos: at(10), Message: "one", SuggestedFixes: fix(10, 12, "x")},
		{Pos: at(30), Message: "three", SuggestedFixes: fix(11, 31, "z")},
		{Pos: at(30), Message: "three"},
	})
	if len(out) != 2 || out[0].Message != "one; two; three" || out[1].Message != "other line" {
		t.Fatalf("%+v", out)
	}
	if fixes := out[0].SuggestedFixes; len(fixes) != 1 || len(fixes[0].TextEdits) != 2 {
		t.Errorf("the fixes of one and two are not joined, or that of three is: %+v", fixes)
	}
}
