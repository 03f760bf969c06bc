package discover

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bmatcuk/doublestar/v4"
)

// plainly is what a .gitignore says of a path, by trying every pattern in turn:
// slow, and simple enough to be believed.
func plainly(text, below string, isDir bool) (said, ignored bool) {
	for line := range strings.SplitSeq(text, "\n") {
		for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
			line = line[:len(line)-1]
		}
		if line == "" || line[0] == '#' {
			continue
		}
		line, negate := strings.CutPrefix(line, "!")
		line, dirOnly := strings.CutSuffix(line, "/")
		anchored := strings.Contains(line, "/")
		line = strings.TrimPrefix(line, "/")
		line = strings.NewReplacer("{", `\{`, "}", `\}`).Replace(line)
		if !anchored {
			line = "**/" + line
		}
		if !doublestar.ValidatePattern(line) || dirOnly && !isDir {
			continue
		}
		if ok, err := doublestar.Match(line, below); err == nil && ok {
			said, ignored = true, !negate
		}
	}
	return said, ignored
}

func TestPatternsAgree(t *testing.T) {
	pieces := []string{"a", "b", "ab", "a.json", "b.json", ".json", "*", "?", "**", "*.json", "a*", "*b", "[ab]", "[^a]b", "{a}", `\*`, `a\ `, " ", "", "a b"}
	names := []string{"a", "b", "ab", "a.json", "b.json", "ab.json", "x.json", "{a}", "*", "a ", "a b", "."}
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(from []string, most int) string {
		n := 1 + r.IntN(most)
		parts := make([]string, n)
		for i := range parts {
			parts[i] = from[r.IntN(len(from))]
		}
		return strings.Join(parts, "/")
	}
	for range 6000 {
		var text strings.Builder
		for range 1 + r.IntN(6) {
			for _, s := range []string{"!", "/"} {
				if r.IntN(4) == 0 {
					text.WriteString(s)
				}
			}
			text.WriteString(pick(pieces, 3))
			if r.IntN(4) == 0 {
				text.WriteByte('/')
			}
			text.WriteByte('\n')
		}
		p := parsePatterns(text.String())
		for range 8 {
			below, isDir := pick(names, 3), r.IntN(2) == 0
			said, want := plainly(text.String(), below, isDir)
			got := p.last(below, isDir)
			if (got != 0) != said || said && !got.negates() != want {
				t.Fatalf("%q (directory %t) under\n%s\ngot %d, want %t %t", below, isDir, text.String(), got, said, want)
			}
		}
	}
}

// manyPatterns is a .gitignore of every kind of line.
func manyPatterns(n int) string {
	var b strings.Builder
	for i := range n {
		switch i % 5 {
		case 0:
			fmt.Fprintf(&b, "name%d.json\n", i)
		case 1:
			fmt.Fprintf(&b, "/out/dir%d/\n", i)
		case 2:
			fmt.Fprintf(&b, "*.ext%d\n", i)
		case 3:
			fmt.Fprintf(&b, "tmp%d*\n", i)
		default:
			fmt.Fprintf(&b, "!cache/**/f%d.json\n", i)
		}
	}
	return b.String()
}

// requests writes n files of 1 KB, as many folders as keep each at a thousand.
func requests(tb testing.TB, n int) string {
	tb.Helper()
	dir := tb.TempDir()
	body := []byte(strings.Repeat(" ", 1022) + "{}")
	for i := range n {
		sub := filepath.Join(dir, fmt.Sprintf("d%d", i/1000))
		if err := os.MkdirAll(sub, 0o700); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(sub, fmt.Sprintf("r%d.json", i)), body, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// A long .gitignore counts to its end: one of more than a megabyte was not read.
func TestLongIgnore(t *testing.T) {
	dir := requests(t, 10)
	if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte(manyPatterns(100_000)+"r7.json\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if files, problems := Find([]string{dir}); len(files) != 9 || len(problems) != 0 {
		t.Errorf("%d files, want 9: %v", len(files), problems)
	}
}

// BenchmarkFind walks 10,000 request files, with the plain walk as the floor.
func BenchmarkFind(b *testing.B) {
	dir := requests(b, 10000)
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			n := 0
			_ = filepath.WalkDir(dir, func(string, os.DirEntry, error) error { n++; return nil }) // the callback returns no error
			if n < 10000 {
				b.Fatal(n)
			}
		}
	})
	for _, patterns := range []int{0, 50} {
		b.Run(fmt.Sprintf("%d_patterns", patterns), func(b *testing.B) {
			if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte(manyPatterns(patterns)), 0o600); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if files, _ := Find([]string{dir}); len(files) != 10000 {
					b.Fatal(len(files))
				}
			}
		})
	}
}

// BenchmarkIgnore is linear in the patterns, whatever the number of files:
// ns/pattern stays the same from size to size.
func BenchmarkIgnore(b *testing.B) {
	dir := requests(b, 1000)
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte(manyPatterns(n)+"r7.json\n"), 0o600); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if files, _ := Find([]string{dir}); len(files) != 999 { // the last pattern counts
					b.Fatal(len(files))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/pattern")
		})
	}
}
