package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/payloadlint/payloadlint/schema/fault"
)

// outside is a folder that nothing here may touch, and what it looked like.
func outside(t *testing.T) (dir string, untouched func()) {
	t.Helper()
	dir = t.TempDir()
	// Names that the store itself gives, so that only the link can save them.
	for _, name := range []string{"1.json", "2.json", "99.json", "0123456789abcdef", "lock.json", "www.example.com.nodes", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("somebody's "+name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := snapshot(t, dir)
	return dir, func() {
		t.Helper()
		if after := snapshot(t, dir); after != before {
			t.Errorf("outside the store stood\n%s\nand now stands\n%s", before, after)
		}
	}
}

func snapshot(t *testing.T, dir string) string {
	t.Helper()
	s := ""
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		s += path + ": " + string(text) + "\n"
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A repository may bring links in the place of everything that the store has.
func TestLinksAreNotFollowed(t *testing.T) {
	places := map[string]string{ // name in the store -> what the link leads to, below the outside folder
		tmpName: ".", "workflows": ".", "apps": ".", "nodes": ".",
		guardName: "new-file", "lock.json": "lock.json", ".gitignore": "notes.txt",
		"workflows/1.json": "1.json", "workflows/2.json": "99.json", "nodes.json": "notes.txt", "models.json": "new-models", "tmp/0123456789abcdef": "0123456789abcdef",
	}
	for name, target := range places {
		t.Run(name, func(t *testing.T) {
			out, untouched := outside(t)
			dir := filepath.Join(t.TempDir(), DirName)
			put(t, open(t, dir), Workflow, "1", graph)
			link(t, filepath.Join(out, target), filepath.Join(dir, filepath.FromSlash(name)))
			use(t, dir)
			untouched()
		})
	}
}

// The folder itself may be a link.
func TestLinkedFolder(t *testing.T) {
	out, untouched := outside(t)
	parent := t.TempDir()
	dir := filepath.Join(parent, DirName)
	link(t, out, dir)
	if Find(parent) != dir {
		t.Error("the link is not found, so nobody is told")
	}
	if _, err := Open(dir); problem(err) != fault.StoreLinked {
		t.Errorf("Open: %v", err)
	}
	use(t, dir)
	untouched()
}

// Links that stay inside the store are links all the same.
func TestLinkInside(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	s := open(t, dir)
	put(t, s, Workflow, "1", graph)
	put(t, s, Workflow, "2", graph)
	link(t, "1.json", filepath.Join(dir, "workflows", "2.json"))
	if _, err := open(t, dir).Workflow("2"); problem(err) != fault.StoreLinked {
		t.Errorf("got %v", err)
	}
}

// What a sweep finds and did not make stays.
func TestSweepLeavesWhatIsNotItsOwn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	s := open(t, dir)
	put(t, s, Workflow, "1", graph)
	for _, name := range []string{"notes.txt", "0123456789abcdeF", "0123456789abcde", "0123456789abcdef0", ".keep"} {
		if err := os.WriteFile(filepath.Join(dir, tmpName, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	own := filepath.Join(dir, tmpName, "0123456789abcdef")
	if err := os.WriteFile(own, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	put(t, s, Workflow, "2", graph)
	if _, err := os.Stat(own); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a file of a writer that is no more was left")
	}
	if names, _ := os.ReadDir(filepath.Join(dir, tmpName)); len(names) != 5 {
		t.Errorf("%d of 5 files are left", len(names))
	}
}

func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.RemoveAll(at); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, at); err != nil {
		t.Skipf("no links here: %v", err)
	}
}

// use does all that can be done to a store. What fails must say why.
func use(t *testing.T, dir string) {
	t.Helper()
	check := func(what string, err error) {
		t.Helper()
		if p := problem(err); err != nil && p != fault.StoreLinked && p != fault.StoreFileMissing && p != fault.StoreLockDamaged && p != fault.StoreMismatch && p != fault.StoreMissing {
			t.Errorf("%s: %v", what, err)
		}
	}
	for range 2 {
		s, err := Repair(t.Context(), dir)
		check("repair", err)
		if s == nil {
			s = &Store{dir: dir, lock: &lockFile{Version: version}, cache: map[key]*cached{}}
		}
		_, err = s.Workflow("1")
		check("read", err)
		_, err = s.Put(t.Context(), Workflow, "2", "h", pretty(t, graph), noon)
		check("put", err)
		_, err = s.Put(t.Context(), Server, SliceID, "h", pretty(t, sliceText), noon)
		check("put slice", err)
		_, _, err = s.Slice()
		check("slice", err)
		_, err = s.PutModels(t.Context(), "h", map[string]Models{"LORA": {Names: []string{"a"}}}, noon)
		check("put models", err)
		_, _, err = s.Models()
		check("models", err)
		check("answer", s.PutAnswer(t.Context(), App, "1", "h", 810, "", noon))
		a, err := s.Aside()
		check("aside", err)
		if err == nil {
			_, err = a.File().WriteString("compiled")
			check("write", err)
			_, err = s.PutNodes(t.Context(), "www.example.com", a, noon)
			check("nodes", err)
			_, err = s.OpenNodes("www.example.com")
			if problem(err) != fault.StoreUnreadable { // it is no catalog
				check("open nodes", err)
			}
		}
		for _, err := range s.Verify() {
			check("verify", err)
		}
	}
}
