package output

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"
)

func put(t *testing.T, path, text string, mode fs.FileMode) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s: %q, %v, want %q", filepath.Base(path), got, err, want)
	}
}

func link(t *testing.T, to, path string) string {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Skipf("the file system has no links or owners to try: %v", err)
	}
	return path
}

// TestRefused shows what stays as it is, and why.
func TestRefused(t *testing.T) {
	dir := t.TempDir()
	own := func(head []byte) bool { return len(head) > 3 && string(head[:3]) == "own" }
	outside := put(t, filepath.Join(t.TempDir(), "outside"), "own: outside", 0o644)
	input := put(t, filepath.Join(dir, "input"), "own: input", 0o644)
	sub := filepath.Join(dir, "sub")
	if err := os.Mkdir(sub, 0o755); err != nil {
		t.Fatal(err)
	}
	inputLink := filepath.Join(dir, "input-again")
	if err := os.Link(input, inputLink); err != nil {
		t.Skipf("the file system has no links or owners to try: %v", err)
	}
	for name, c := range map[string]struct {
		target Target
		want   Problem
		file   string // that must stay
	}{
		"input":            {Target{Path: input, Kind: own, Inputs: []string{input}}, Input, input},
		"input, otherwise": {Target{Path: filepath.Join(sub, "..", "input"), Kind: own, Inputs: []string{input}}, Input, input},
		"input's 2nd name": {Target{Path: inputLink, Kind: own, Inputs: []string{input}}, Input, input},
		"another kind":     {Target{Path: put(t, filepath.Join(dir, "foreign"), "precious", 0o644), Kind: own}, Foreign, ""},
		"never":            {Target{Path: put(t, filepath.Join(dir, "never"), "own", 0o644)}, Exists, ""},
		"link":             {Target{Path: link(t, outside, filepath.Join(dir, "link")), Kind: own}, Link, outside},
		"link to nothing":  {Target{Path: link(t, filepath.Join(dir, "nothing"), filepath.Join(dir, "dangling")), Kind: own}, Link, ""},
		"read-only":        {Target{Path: put(t, filepath.Join(dir, "read-only"), "own", 0o444), Kind: own}, ReadOnly, ""},
		"folder":           {Target{Path: sub, Kind: own}, Special, ""},
	} {
		before, _ := os.ReadFile(c.target.Path)
		err := Write(c.target, []byte("own: new"))
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Problem != c.want || !e.Refused() || e.Path != c.target.Path {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if after, _ := os.ReadFile(c.target.Path); string(after) != string(before) {
			t.Errorf("%s: %q", name, after)
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, "nothing")); err == nil {
		t.Error("a link was followed")
	}
	holds(t, outside, "own: outside")
}

// TestStreams: what has content, or cannot be opened, is not written to in place.
func TestStreams(t *testing.T) {
	for mode, want := range map[fs.FileMode]bool{
		0o644:              false,
		fs.ModeDir | 0o755: false,
		fs.ModeDevice | fs.ModeCharDevice | 0o666: true,
		fs.ModeDevice | 0o660:                     false, // a disk
		fs.ModeNamedPipe | 0o644:                  true,
		fs.ModeSocket | 0o755:                     false,
		fs.ModeIrregular:                          false,
	} {
		if got := streams(mode); got != want {
			t.Errorf("%v: %v, want %v", mode, got, want)
		}
	}
	folder, err := os.MkdirTemp("", "") // the name of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	path := filepath.Join(folder, "socket")
	listener, err := new(net.ListenConfig).Listen(t.Context(), "unix", path)
	if err != nil {
		t.Skip("no sockets with names here: ", err)
	}
	defer listener.Close() //nolint:errcheck // nothing was sent
	if e, ok := errors.AsType[*Error](Write(Target{Path: path}, []byte("own"))); !ok || e.Problem != Special {
		t.Errorf("a socket: %v, want %s", e, Special)
	}
}

// TestReplaced shows what may be replaced, with the mode that it had.
func TestReplaced(t *testing.T) {
	dir := t.TempDir()
	own := func(head []byte) bool { return string(head) == "own" }
	for name, text := range map[string]string{"own kind": "own", "empty": ""} {
		path := put(t, filepath.Join(dir, name), text, 0o640)
		if err := Write(Target{Path: path, Kind: own}, []byte("new")); err != nil {
			t.Fatal(err)
		}
		holds(t, path, "new")
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	// Devices take what they are given.
	if err := Write(Target{Path: os.DevNull, Kind: own}, []byte("new")); err != nil {
		t.Error(err)
	}
}

func TestAbort(t *testing.T) {
	dir := t.TempDir()
	f, err := Create(Target{Path: filepath.Join(dir, "a")})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write([]byte("half"))
	f.Abort()
	f.Abort()
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestEdit(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "repository")
	elsewhere := put(t, filepath.Join(root, "elsewhere", "a.json"), "old", 0o644)
	setuid := put(t, filepath.Join(dir, "setuid.json"), "old", 0o750|fs.ModeSetuid)
	within := []string{dir}
	if err := Edit(setuid, []byte("old"), []byte("new"), within); err != nil {
		t.Fatal(err)
	}
	holds(t, setuid, "new")
	if info, err := os.Stat(setuid); err != nil || info.Mode() != 0o750|fs.ModeSetuid {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	hard := put(t, filepath.Join(dir, "hard.json"), "old", 0o644)
	if err := os.Link(hard, filepath.Join(dir, "second.json")); err != nil {
		t.Skipf("the file system has no links or owners to try: %v", err)
	}
	for path, want := range map[string]Problem{
		link(t, elsewhere, filepath.Join(dir, "link.json")):                                              Link,
		filepath.Join(link(t, filepath.Join(root, "elsewhere"), filepath.Join(dir, "folder")), "a.json"): Outside,
		put(t, filepath.Join(dir, "read-only.json"), "old", 0o444):                                       ReadOnly,
		hard: Linked,
		put(t, filepath.Join(dir, "changed.json"), "other", 0o644): Changed,
		elsewhere: Outside,
	} {
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		e, ok := errors.AsType[*Error](Edit(path, []byte("old"), []byte("new"), within))
		if !ok || e.Problem != want {
			t.Errorf("%s: %v, want %s", path, e, want)
		}
		holds(t, path, string(before))
	}
	if err := Edit(filepath.Join(dir, "none.json"), nil, []byte("new"), within); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	// A file that is named itself may be anywhere.
	if err := Edit(elsewhere, []byte("old"), []byte("new"), []string{elsewhere}); err != nil {
		t.Error(err)
	}
}

// TestCameMeanwhile: a new file does not take the place of one that came while it
// was written.
func TestCameMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	f, err := Create(Target{Path: path, Kind: func([]byte) bool { return true }})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write([]byte("new"))
	put(t, path, "somebody else's", 0o644)
	if e, ok := errors.AsType[*Error](f.Commit()); !ok || e.Problem != Exists {
		t.Errorf("%v", e)
	}
	holds(t, path, "somebody else's")
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}
