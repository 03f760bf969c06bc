package store

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/fault"
)

// FuzzStore opens a folder with any lock file and any definition: there is an
// error with a problem, or a store that works; and what Repair makes of it can
// be opened and written to, unless a newer program wrote it.
func FuzzStore(f *testing.F) {
	f.Add([]byte(`{"version":1,"workflows":{"1":{"host":"h","sha256":"x","fetched":"2026-01-01T00:00:00Z"}}}`), []byte(graph))
	f.Add([]byte(`{"version":1,"apps":{"../x":{"answer":{"code":380}}},"nodes":{"../../h":{"sha256":"a","bytes":-1}}}`), []byte(`{`))
	f.Add([]byte(`{"version":2}`), []byte(``))
	base := memory(f)
	f.Fuzz(func(t *testing.T, lock, def []byte) {
		dir := filepath.Join(base, DirName)
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(dir, "workflows"), 0o700); err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string][]byte{"lock.json": lock, "workflows/1.json": def} {
			if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s, err := Open(dir)
		if err == nil {
			s.Verify()
			for _, e := range s.Entries() {
				if p := s.Path(e.Kind, e.ID); e.Kind == Nodes && filepath.Dir(p) != filepath.Join(dir, "nodes") {
					t.Fatalf("%q leads to %s", e.ID, p)
				}
			}
		} else if problem(err) == "" {
			t.Fatal(err)
		}
		s, err = Repair(t.Context(), dir)
		if err != nil {
			if problem(err) != fault.StoreLockVersion {
				t.Fatal(err)
			}
			return
		}
		put(t, s, Workflow, "7", graph)
		if _, err := open(t, dir).Workflow("7"); err != nil {
			t.Fatal(err)
		}
	})
}

// memory is a folder in memory where the system has one: waiting for a disk to
// sync took nearly all the time of a run. Each process has its own.
func memory(f *testing.F) string {
	f.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "payloadlint-store-*")
	if err != nil {
		return f.TempDir()
	}
	f.Cleanup(func() { _ = os.RemoveAll(dir) }) // what is left goes with the memory
	return dir
}

// FuzzLock reads lock files alone, which a clone may bring in any state: what is
// taken names files of the store's own, and is written as it was read.
func FuzzLock(f *testing.F) {
	for _, s := range []string{
		`{"version":1,"workflows":{"1":{"host":"h","sha256":"x","fetched":"2026-01-01T00:00:00Z"}}}`,
		`{"version":1,"apps":{"../x":{"answer":{"code":380}}},"nodes":{"../../h":{"sha256":"a","bytes":-1}}}`,
		`{"version":1,"workflows":{"1":null}}`, `{"version":2}`, ``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := parseLock("lock.json", data)
		if err != nil {
			if problem(err) == "" {
				t.Fatal(err)
			}
			return
		}
		for _, k := range []Kind{Workflow, App, Nodes} {
			for id := range l.of(k) {
				if name := fileOf(k, id); !filepath.IsLocal(filepath.FromSlash(name)) || strings.Count(name, "/") != 1 {
					t.Fatalf("%q leads to %s", id, name)
				}
			}
		}
		text, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseLock("lock.json", text)
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if second, err := json.Marshal(again); err != nil || !bytes.Equal(text, second) {
			t.Fatalf("%s became %s (%v)", text, second, err)
		}
	})
}
