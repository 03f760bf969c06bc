package discover

import (
	"path"
	"strings"
	"testing"

	"github.com/bmatcuk/doublestar/v4"
)

// FuzzIgnore holds the lookup by pieces to what trying every pattern in turn
// says.
func FuzzIgnore(f *testing.F) {
	for _, c := range [][2]string{
		{"*.log\n!keep.log\n/build/\n", "a/keep.log"}, {"a/**/b\n", "a/x/y/b"}, {"**/x\n\\#y\n", "q/x"}, {"{a,b}\n[a-c]?\n", "b1"}, {"a \\ \n*\n!a/\n", "a/b"}, {"[!a]\n\\*\n", "*"},
	} {
		f.Add(c[0], c[1])
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		name = strings.TrimPrefix(path.Clean("/"+name), "/")
		if name == "" || strings.Contains(name, "\x00") {
			return
		}
		p := parsePatterns(text)
		for _, isDir := range []bool{false, true} {
			if got, want := p.last(name, isDir), slowly(text, name, isDir); got != want {
				t.Fatalf("%q for %q (folder: %v): rank %d, want %d", text, name, isDir, got, want)
			}
		}
	})
}

// slowly tries each pattern by itself: a .gitignore of one line has no index to
// err in.
func slowly(text, name string, isDir bool) rank {
	best, order := rank(0), rank(0)
	for line := range strings.SplitSeq(strings.TrimPrefix(text, "\xef\xbb\xbf"), "\n") {
		trimmed := strings.TrimSuffix(line, "\r")
		for strings.HasSuffix(trimmed, " ") && !strings.HasSuffix(trimmed, `\ `) {
			trimmed = trimmed[:len(trimmed)-1]
		}
		if trimmed == "" || trimmed[0] == '#' {
			continue
		}
		order += 2
		if one := parsePatterns(line).last(name, isDir); one != 0 {
			best = order | one&1
		}
	}
	return best
}

// FuzzGlob: a pattern of the command line is matched or refused, in time.
func FuzzGlob(f *testing.F) {
	f.Add("**/{a,b}*.json", "x/a1.json")
	f.Add(strings.Repeat("*a", 30), strings.Repeat("a", 60))
	f.Fuzz(func(_ *testing.T, pattern, name string) {
		if len(pattern) > 200 || len(name) > 500 {
			return
		}
		_, _ = doublestar.Match(pattern, name) // what is tried is that it ends
	})
}
