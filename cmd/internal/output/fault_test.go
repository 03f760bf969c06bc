package output

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// faulty is the disk, whose n-th operation fails with err.
type faulty struct {
	disk
	n, count int
	err      error
	// half writes half of a failing write first, as a full disk does.
	half bool
}

func (f *faulty) fails() bool { f.count++; return f.count == f.n }

func (f *faulty) lstat(path string) (fs.FileInfo, error) {
	if f.fails() {
		return nil, f.err
	}
	return f.disk.lstat(path)
}

func (f *faulty) head(path string) ([]byte, error) {
	if f.fails() {
		return nil, f.err
	}
	return f.disk.head(path)
}

func (f *faulty) read(path string) ([]byte, error) {
	if f.fails() {
		return nil, f.err
	}
	return f.disk.read(path)
}

func (f *faulty) temp(dir, prefix string, mode fs.FileMode) (handle, error) {
	if f.fails() {
		return nil, f.err
	}
	h, err := f.disk.temp(dir, prefix, mode)
	if err != nil {
		return nil, err
	}
	return &faultyHandle{h, f}, nil
}

func (f *faulty) rename(from, to string) error {
	if f.fails() {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: f.err}
	}
	return f.disk.rename(from, to)
}

func (f *faulty) remove(path string) error {
	if f.fails() {
		return f.err
	}
	return f.disk.remove(path)
}

type faultyHandle struct {
	handle
	f *faulty
}

func (h *faultyHandle) Write(p []byte) (int, error) {
	if !h.f.fails() {
		return h.handle.Write(p)
	}
	n := 0
	if h.f.half {
		n, _ = h.handle.Write(p[:len(p)/2])
	}
	return n, &fs.PathError{Op: "write", Path: h.Name(), Err: h.f.err}
}

func (h *faultyHandle) Chmod(mode fs.FileMode) error {
	if h.f.fails() {
		return h.f.err
	}
	return h.handle.Chmod(mode)
}

func (h *faultyHandle) Sync() error {
	if h.f.fails() {
		return h.f.err
	}
	return h.handle.Sync()
}

func (h *faultyHandle) Close() error {
	err := h.handle.Close()
	if h.f.fails() {
		return h.f.err
	}
	return err
}

// TestEveryOperationFails makes each operation of each way to write fail in
// turn: the name has the old content or the new, never neither, and nothing is
// left beside it.
func TestEveryOperationFails(t *testing.T) {
	old, fresh := strings.Repeat("old\n", 10), strings.Repeat("new\n", 1000)
	any := func([]byte) bool { return true }
	for name, w := range map[string]struct {
		before string // "" for a new file
		write  func(sys system, path string) error
	}{
		"replaced": {old, func(sys system, path string) error { return write(sys, Target{Path: path, Kind: any}, []byte(fresh)) }},
		"new":      {"", func(sys system, path string) error { return write(sys, Target{Path: path, Kind: any}, []byte(fresh)) }},
		"created":  {"", func(sys system, path string) error { return write(sys, Target{Path: path}, []byte(fresh)) }},
		"pieces": {old, func(sys system, path string) error {
			f, err := create(sys, Target{Path: path, Kind: any})
			if err != nil {
				return err
			}
			for piece := range strings.Lines(fresh) {
				if _, err := f.Write([]byte(piece)); err != nil {
					f.Abort()
					return err
				}
			}
			return f.Commit()
		}},
		"edited": {old, func(sys system, path string) error {
			return edit(sys, path, []byte(old), []byte(fresh), []string{path})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			failures := 0
			for n := 1; ; n++ {
				dir := t.TempDir()
				path := filepath.Join(dir, "a.json")
				if w.before != "" {
					if err := os.WriteFile(path, []byte(w.before), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				sys := &faulty{n: n, err: syscall.ENOSPC, half: n%2 == 0}
				err := w.write(sys, path)
				got, readErr := os.ReadFile(path)
				if readErr != nil && w.before != "" {
					t.Fatalf("operation %d: the file is gone: %v", n, readErr)
				}
				entries, _ := os.ReadDir(dir)
				if sys.count < n {
					if err != nil || string(got) != fresh {
						t.Fatalf("without a failure: %v, %d bytes", err, len(got))
					}
					break
				}
				failures++
				want := w.before
				if err == nil {
					want = fresh
				} else if e, ok := errors.AsType[*Error](err); !ok || e.Path != path || e.Problem == Failed && !errors.Is(err, syscall.ENOSPC) {
					t.Errorf("operation %d: %v", n, err)
				}
				if string(got) != want {
					t.Errorf("operation %d (%v): %d bytes, want %d", n, err, len(got), len(want))
				}
				files := 1
				if want == "" {
					files = 0
				}
				if len(entries) != files {
					t.Errorf("operation %d: left behind: %v", n, entries)
				}
			}
			if failures < 4 {
				t.Errorf("%d operations: too few to show anything", failures)
			}
		})
	}
}
