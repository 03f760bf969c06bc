package store

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzStore opens a folder with any lock file and any definition: there is an
// error with a problem, or a store that works; and what Repair makes of it can
// be opened and written to, unless a newer program wrote it.
func FuzzStore(f *testing.F) {
	f.Add([]byte(`{"version":1,"workflows":{"1":{"host":"h","sha256":"x","fetched":"2026-01-01T00:00:00Z"}}}`), []byte(graph))
	f.Add([]byte(`{"version":1,"apps":{"../x":{"answer":{"code":380}}},"nodes":{"../../h":{"sha256":"a","bytes":-1}}}`), []byte(`{`))
	f.Add([]byte(`{"version":2}`), []byte(``))
	f.Fuzz(func(t *testing.T, lock, def []byte) {
		dir := filepath.Join(t.TempDir(), DirName)
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
			if problem(err) != LockVersion {
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
