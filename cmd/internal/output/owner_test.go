//go:build unix

package output

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestOwner: root, which containers are, leaves a file to whom it belongs.
func TestOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives files away")
	}
	path := put(t, filepath.Join(t.TempDir(), "a.json"), "old", 0o640)
	if err := os.Chown(path, 12345, 54321); err != nil {
		t.Skipf("the file system has no links or owners to try: %v", err)
	}
	if err := Edit(path, []byte("old"), []byte("new"), []string{path}); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "new")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := info.Sys().(*syscall.Stat_t); !ok || s.Uid != 12345 || s.Gid != 54321 || info.Mode().Perm() != 0o640 {
		t.Errorf("%+v", s)
	}
}
