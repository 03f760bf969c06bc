//go:build unix

package fetch_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/cmd/internal/fetch/standin"
	"github.com/payloadlint/payloadlint/schema/project"
)

// TestFullDisk: a file that takes no more is no fault of the connection, and the
// same question is not asked again. A limit on the size of files, in a process of
// its own, is a full disk that needs no rights.
func TestFullDisk(t *testing.T) {
	if dir := os.Getenv("FETCH_FULL"); dir != "" {
		fetchFull(t, dir, os.Getenv("FETCH_FROM"))
		return
	}
	s := newServer(t)
	s.ObjectInfo = standin.BigObjectInfo(1 << 20)
	dir := filepath.Join(t.TempDir(), project.DirName)
	cmd := exec.Command(os.Args[0], "-test.run=^TestFullDisk$")
	cmd.Env = append(os.Environ(), "FETCH_FULL="+dir, "FETCH_FROM="+s.URL)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if n := s.Asked("nodes"); n != 1 {
		t.Errorf("asked %d times", n)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "tmp", "*")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func fetchFull(t *testing.T, dir, host string) {
	t.Helper()
	limit := syscall.Rlimit{Cur: 64 << 10, Max: 64 << 10}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	c, err := fetch.New(fetch.Options{Host: host, Trusted: host, Key: key(t, standin.Key)})
	if err != nil {
		t.Fatal(err)
	}
	st, err := project.OpenStore(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := c.Save(t.Context(), st, []fetch.Item{{Kind: project.Nodes}}, 1, compile, nil)
	if e := failure(t, out[0].Err); e.Problem != fetch.Store || !errors.Is(e, syscall.EFBIG) || e.Attempts != 1 {
		t.Errorf("%+v", e)
	}
}
