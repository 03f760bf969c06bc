package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// FuzzGitPaths: whatever git prints, the paths are below the repository.
func FuzzGitPaths(f *testing.F) {
	f.Add([]byte("a.json\x00b/c.json\x00"))
	f.Add([]byte("../x\x00/etc/passwd\x00\x00a/../../y\x00"))
	f.Fuzz(func(t *testing.T, list []byte) {
		root := filepath.FromSlash("/repository")
		got := map[string]bool{}
		addPaths(got, root, list)
		for path := range got {
			if rel, err := filepath.Rel(root, path); err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
				t.Fatalf("%q gives %q", list, path)
			}
		}
	})
}
