package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/payloadlint/payloadlint/testdata/golden"
)

// recorder is a test that only notes that it failed.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.failed = true }

func TestGoldenEqual(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "a.golden")
	fails := func(got string) bool {
		r := &recorder{TB: t}
		golden.Equal(r, file, []byte(got))
		return r.failed
	}
	t.Setenv("UPDATE", "")
	if !fails("one\ntwo\n") {
		t.Error("a missing file passes")
	}
	t.Setenv("UPDATE", "1")
	if !golden.Updating() || fails("one\ntwo\n") {
		t.Error("UPDATE=1 does not write")
	}
	t.Setenv("UPDATE", "")
	if fails("one\ntwo\n") || !fails("one\n") || !fails("one\ntwo\nthree\n") {
		t.Error("contents are not compared")
	}
	if err := os.WriteFile(file, []byte("one\r\ntwo\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if fails("one\ntwo\n") {
		t.Error("line ends count")
	}
}
