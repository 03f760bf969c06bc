package nodes

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var errInjected = errors.New("injected")

// failing fails at its n-th write.
type failing struct {
	w io.Writer
	n int
}

func (f *failing) Write(p []byte) (int, error) {
	if f.n--; f.n < 0 {
		return 0, errInjected
	}
	return f.w.Write(p)
}

func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// TestCacheWriterFails: whichever write fails, the name has what it had, and
// nothing is left beside it.
func TestCacheWriterFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.index")
	parts := []string{"one", "two", "three"}
	for _, old := range []string{"", "old"} {
		for n := range len(parts) + 1 {
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			if old != "" {
				if err := os.WriteFile(path, []byte(old), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			err := writeFile(path, func(w io.Writer) error {
				f := &failing{w, n}
				for _, p := range parts {
					if _, err := io.WriteString(f, p); err != nil {
						return err
					}
				}
				return nil
			})
			want := old
			if n == len(parts) {
				want = "onetwothree"
			}
			got, readErr := os.ReadFile(path)
			if (err == nil) != (n == len(parts)) || string(got) != want || (want == "") != errors.Is(readErr, os.ErrNotExist) {
				t.Errorf("%q, write %d: %q, %v", old, n, got, err)
			}
			if left := names(t, dir); len(left) > 1 || want == "" && len(left) > 0 {
				t.Errorf("%q, write %d: left are %q", old, n, left)
			}
		}
	}
	// A folder has the name: renaming fails.
	if err := errors.Join(os.Remove(path), os.MkdirAll(filepath.Join(path, "full"), 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(path, func(io.Writer) error { return nil }); err == nil || !slices.Equal(names(t, dir), []string{"x.index"}) {
		t.Errorf("%v, left are %q", err, names(t, dir))
	}
}

// TestCacheFollowsNoLink: a link in the place of what is remembered is replaced,
// and the file that it leads to stays.
func TestCacheFollowsNoLink(t *testing.T) {
	dir := t.TempDir()
	victim, path := filepath.Join(dir, "victim"), filepath.Join(dir, "x.index")
	if err := os.WriteFile(victim, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, path); err != nil {
		t.Skipf("no links here: %v", err)
	}
	if err := writeFile(path, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(victim)
	now, err2 := os.ReadFile(path)
	if err != nil || err2 != nil || string(kept) != "mine" || string(now) != "new" {
		t.Errorf("%q %q, %v, %v", kept, now, err, err2)
	}
}

// TestCacheCutAnywhere: what is remembered of a file may be cut at any byte, as
// after a loss of power, or have any byte changed: the classes are those of the
// file all the same.
func TestCacheCutAnywhere(t *testing.T) {
	dir := t.TempDir()
	path, cache := filepath.Join(dir, "object_info.json"), filepath.Join(dir, "cache")
	if err := os.WriteFile(path, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	want := open(t, path, cache)
	made := names(t, cache)
	if len(made) != 1 {
		t.Fatalf("made %q", made)
	}
	index := filepath.Join(cache, made[0])
	whole, err := os.ReadFile(index)
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		changed := slices.Clone(whole)
		changed[n] ^= 0x41
		for _, damaged := range [][]byte{whole[:n], changed} {
			if err := os.WriteFile(index, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			if got := open(t, path, cache); !slices.Equal(got, want) {
				t.Fatalf("byte %d of %d: %q", n, len(whole), got)
			}
		}
	}
}

// open lists the names of the classes and reads each.
func open(t *testing.T, path, cache string) []string {
	t.Helper()
	c, err := Open(path, cache)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close() //nolint:errcheck // only read
	for _, name := range c.Names() {
		if class, ok := c.Class(name); !ok || class.Err != nil {
			t.Fatalf("%q: %t %v", name, ok, class)
		}
	}
	return c.Names()
}
