// Package golden compares what tests produce with files kept in the
// repository. There is one way to rewrite such files, `make golden`, which sets
// UPDATE=1; read the difference before you commit it.
package golden

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Updating reports whether golden files are to be rewritten instead of
// compared.
func Updating() bool { return os.Getenv("UPDATE") != "" }

// Equal fails the test if the file does not have the given content, or gives
// the file that content if Updating. Line ends of a Windows checkout do not
// count.
func Equal(t testing.TB, file string, got []byte) {
	t.Helper()
	if Updating() {
		Write(t, file, got)
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Errorf("%v; make it with UPDATE=1", err)
		return
	}
	if want = bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n")); bytes.Equal(got, want) {
		return
	}
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	n := 0
	for n < len(g) && n < len(w) && bytes.Equal(g[n], w[n]) {
		n++
	}
	line := func(lines [][]byte) []byte {
		if n < len(lines) {
			return lines[n]
		}
		return []byte("(the end)")
	}
	t.Errorf("%s differs from line %d on; rewrite it with UPDATE=1 and read the difference\n got %s\nwant %s", filepath.ToSlash(file), n+1, line(g), line(w))
}

// Write rewrites a golden file, its directory included.
func Write(t testing.TB, file string, content []byte) {
	t.Helper()
	if have, err := os.ReadFile(file); err == nil && bytes.Equal(have, content) {
		return
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
