// Package golden compares what tests produce with files kept in the
// repository. There is one way to rewrite such files, `make golden`, which sets
// UPDATE=1; read the difference before you commit it.
package golden

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
	t.Errorf("%s differs; rewrite it with UPDATE=1 and read the difference\n%s", filepath.ToSlash(file), difference(got, want))
}

// shown bounds the differing lines that a failure lists.
const shown = 20

// difference lists the lines that differ, line by line.
func difference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	var b strings.Builder
	for i, n := 0, 0; i < max(len(g), len(w)); i++ {
		have, wanted := line(g, i), line(w, i)
		if have == wanted {
			continue
		}
		if n++; n > shown {
			b.WriteString("and more lines\n")
			break
		}
		fmt.Fprintf(&b, "line %d\n got %s\nwant %s\n", i+1, have, wanted)
	}
	return b.String()
}

// line is a line of a text, or a remark beyond its end.
func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(no such line)"
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
