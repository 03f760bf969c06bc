package golden

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

// Section is Equal for a part of a file: the lines between
// "<!-- NAME: make golden -->" and "<!-- end of NAME -->", which the file must
// have.
func Section(t testing.TB, file, name string, got []byte) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Error(err)
		return
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	before, rest, opened := bytes.Cut(text, fmt.Appendf(nil, "<!-- %s: make golden -->\n", name))
	want, after, closed := bytes.Cut(rest, fmt.Appendf(nil, "<!-- end of %s -->\n", name))
	switch {
	case !opened || !closed:
		t.Errorf("%s has no section %s", file, name)
	case bytes.Equal(want, got):
	case Updating():
		Write(t, file, fmt.Appendf(nil, "%s<!-- %s: make golden -->\n%s<!-- end of %s -->\n%s", before, name, got, name, after))
	default:
		t.Errorf("the section %s of %s differs; rewrite it with UPDATE=1 and read the difference\n%s", name, file, difference(got, want))
	}
}
