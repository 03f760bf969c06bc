package analyzers_test

import (
	"cmp"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/analyzers"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// TestFix applies every first fix to a copy of all test packages: they compile
// afterwards, a second run changes nothing, and the fixed callers take 0 for
// success and other codes for failures.
func TestFix(t *testing.T) {
	root := t.TempDir()
	paths := fixTree(t, root)
	if len(paths) < 60 {
		t.Errorf("%d packages, want 60 or more", len(paths))
	}
	if n := applyFixes(t, root, paths); n < 20 {
		t.Errorf("%d fixes in the first run, want 20 or more", n)
	}
	if n := applyFixes(t, root, paths); n != 0 {
		t.Errorf("%d fixes in the second run", n)
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", "callers")
	cmd.Dir, cmd.Env = root, fixEnv(root)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(out))
	if len(lines) != 4*10*3 {
		t.Fatalf("the callers print %d words", len(lines))
	}
	for line := range slices.Chunk(lines, 3) {
		name, code, failed := line[0], line[1], line[2]
		want := code != "0" && (name != "wait" || code != "804")
		if (failed == "true") != want {
			t.Errorf("%s with code %s: failed is %s", name, code, failed)
		}
	}
}

func fixEnv(root string) []string {
	return append(os.Environ(), "GOPATH="+root, "GO111MODULE=off", "GOPROXY=off", "GOFLAGS=")
}

// fixTree copies the test packages of all passes below root and returns their
// import paths. Packages of the same name get the name of their pass before it.
func fixTree(t *testing.T, root string) []string {
	t.Helper()
	trees, err := filepath.Glob(filepath.Join("*", "testdata", "src"))
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, tree := range append(trees, filepath.Join("testdata", "src")) {
		// The first part of the path is the pass, or testdata.
		under, _, _ := strings.Cut(filepath.ToSlash(tree), "/")
		paths = append(paths, copyTree(t, tree, root, under)...)
	}
	for _, own := range []string{"across", "blind", "fix"} {
		paths = append(paths, copyTree(t, filepath.Join("testdata", own, "src"), root, "")...)
	}
	return paths
}

// copyTree copies the packages of one tree. What stands in for a library, with
// a dot in its path, keeps its path and is not listed.
func copyTree(t *testing.T, tree, root, under string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(tree, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".golden") {
			return err
		}
		rel, err := filepath.Rel(tree, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		first, _, _ := strings.Cut(rel, "/")
		library := strings.Contains(first, ".")
		if !library && under != "" {
			rel = under + "/" + rel
		}
		to := filepath.Join(root, "src", filepath.FromSlash(rel))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if pkg := filepath.ToSlash(filepath.Dir(rel)); strings.HasSuffix(rel, ".go") && !library && !slices.Contains(paths, pkg) {
			paths = append(paths, pkg)
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(to, src, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// edit is one change of a file.
type edit struct {
	from, to int
	text     string
	pass     string
}

// applyFixes runs the passes, writes what the first fix of each report asks
// and returns how many fixes there were. A fix that touches another one is a
// fault: the driver would leave it out.
func applyFixes(t *testing.T, root string, paths []string) int {
	t.Helper()
	all, err := analyzers.All(analyzers.Config{Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: root, Env: fixEnv(root)}, paths...)
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(pkgs) > 0 {
		t.Fatal("the packages do not compile")
	}
	graph, err := checker.Analyze(all, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	edits := map[string][]edit{}
	fixes := 0
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		for _, d := range act.Diagnostics {
			if len(d.SuggestedFixes) == 0 {
				continue
			}
			fixes++
			addFix(act.Package.Fset, edits, d, act.Analyzer.Name)
		}
	}
	for name, list := range edits {
		writeEdits(t, name, list)
	}
	return fixes
}

func addFix(fset *token.FileSet, edits map[string][]edit, d analysis.Diagnostic, pass string) {
	for _, e := range d.SuggestedFixes[0].TextEdits {
		from, end := fset.Position(e.Pos), fset.Position(e.End)
		if !e.End.IsValid() {
			end = from
		}
		edits[from.Filename] = append(edits[from.Filename], edit{from.Offset, end.Offset, string(e.NewText), pass})
	}
}

func writeEdits(t *testing.T, name string, list []edit) {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(list, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.text, b.text))
	})
	list = slices.Compact(list)
	var out []byte
	at, last := 0, -1
	for _, e := range list {
		if e.from < at || e.from == e.to && e.to == last {
			t.Errorf("%s: two fixes at %d, the second of %s: %q", filepath.Base(name), e.from, e.pass, e.text)
			continue
		}
		out = append(append(out, src[at:e.from]...), e.text...)
		at, last = e.to, e.from
	}
	if err := os.WriteFile(name, append(out, src[at:]...), 0o644); err != nil {
		t.Fatal(err)
	}
}
