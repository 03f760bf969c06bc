package directive

import (
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers/internal/passtest"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
)

func read(t *testing.T, src string) (*Set, *analysis.Pass) {
	t.Helper()
	pass := passtest.New(t, nil, "a", src, nil)
	return Read(pass.Fset, pass.Files), pass
}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		comment string
		want    Directive
	}{
		{"//payloadlint:ignore retrycode it is free", Directive{Verb: "ignore", Rules: []string{"retrycode"}, Reason: "it is free"}},
		{"//payloadlint:ignore a,b,,c  why ", Directive{Verb: "ignore", Rules: []string{"a", "b", "c"}, Reason: "why"}},
		{"//payloadlint:ignore retrycode", Directive{Verb: "ignore", Rules: []string{"retrycode"}}},
		{"//payloadlint:ignore", Directive{Verb: "ignore"}},
		{"//payloadlint:ignore a why // want `x`", Directive{Verb: "ignore", Rules: []string{"a"}, Reason: "why"}},
		{"//payloadlint:endpoint outputs and more", Directive{Verb: "endpoint", Kind: "outputs"}},
		{"//payloadlint:endpoint", Directive{Verb: "endpoint"}},
		{"//payloadlint:nolint x", Directive{Verb: "nolint"}},
	} {
		s, _ := read(t, "package a\n\n"+tt.comment+"\n")
		if len(s.All()) != 1 {
			t.Errorf("%s: %d directives", tt.comment, len(s.All()))
			continue
		}
		d := s.All()[0]
		if d.Verb != tt.want.Verb || d.Reason != tt.want.Reason || d.Kind != tt.want.Kind || !slices.Equal(d.Rules, tt.want.Rules) {
			t.Errorf("%s: %+v", tt.comment, *d)
		}
		if !d.Pos.IsValid() || d.End <= d.Pos {
			t.Errorf("%s: no position", tt.comment)
		}
	}
}

func TestPresent(t *testing.T) {
	for src, want := range map[string]bool{
		"package a\n//payloadlint:ignore":                true,
		"package a\n// payloadlint:ignore":               false,
		"package a\n// payloadlint:ignore retrycode why": true,
		"package a\n": false,
	} {
		s, pass := read(t, src)
		if got := Present(pass.Files); got != want || got != (len(s.All()) > 0) {
			t.Errorf("%q: present %t, %d read", src, got, len(s.All()))
		}
	}
}

// Which lines a directive governs: in the source every line that is meant to
// be silent ends in a comment SILENT.
func TestPlaces(t *testing.T) {
	const src = `package a

//payloadlint:ignore r the whole declaration
func whole() { // SILENT
	println() // SILENT
} // SILENT

func parts(x int) {
	println()
	println() //payloadlint:ignore r its line SILENT
	println()
	//payloadlint:ignore r the statement below
	println( // SILENT
		x, // SILENT
	) // SILENT
	println()
	//payloadlint:ignore r the head of an if
	if x > 0 { // SILENT
		println()
	}
	//payloadlint:ignore r the head of a switch
	switch x { // SILENT
	//payloadlint:ignore r one case
	case 1: // SILENT
		println() // SILENT
	case 2:
		println()
	}
	//payloadlint:ignore r the head of a loop
	for x > 0 { // SILENT
		println()
	}
	//payloadlint:ignore r a comment in between
	// another comment
	println() // SILENT
	//payloadlint:ignore r
	println()
}

//payloadlint:ignore r a group
var ( // SILENT
	a = 1 // SILENT
) // SILENT
`
	s, pass := read(t, src)
	file := pass.Fset.File(pass.Files[0].Pos())
	for i, line := range strings.Split(strings.TrimRight(src, "\n"), "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "//") || line == "" {
			continue
		}
		pos := file.LineStart(i + 1)
		want := strings.HasSuffix(line, "SILENT")
		if got := s.Ignored(pos, "r", "r-x") != nil; got != want {
			t.Errorf("line %d: ignored %t: %s", i+1, got, line)
		}
		if s.Ignored(pos, "other", "other-x") != nil {
			t.Errorf("line %d: a pass that is not named is silent", i+1)
		}
	}
}

func TestIgnoredByCategory(t *testing.T) {
	s, pass := read(t, "package a\n\nvar x = 1 //payloadlint:ignore r-x why\n")
	pos := pass.Files[0].Decls[0].Pos()
	if s.Ignored(pos, "r", "r-x") == nil || s.Ignored(pos, "r", "r-y") != nil {
		t.Error("a category silences itself and nothing else")
	}
}

func TestEndpoints(t *testing.T) {
	s, pass := read(t, `package a

//payloadlint:endpoint outputs
func f() {}

//payloadlint:endpoint nonsense
func g() {}

func h() {}
`)
	for name, want := range map[string][]endpoint.Kind{"f": {endpoint.Outputs}, "g": nil, "h": nil} {
		if got := s.Endpoints(passtest.Func(t, pass, name).Pos()); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	none, pass := read(t, "package a\nfunc f() {}\n")
	if none.Endpoints(passtest.Func(t, pass, "f").Pos()) != nil {
		t.Error("endpoints without a directive")
	}
}
