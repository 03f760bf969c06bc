package readfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/fault"
)

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func problemOf(err error) fault.Problem {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return e.Problem
	}
	return ""
}

func TestRegular(t *testing.T) {
	dir := t.TempDir()
	small := write(t, filepath.Join(dir, "a"), "12345")
	if data, err := Limit(5).Regular(small); err != nil || string(data) != "12345" {
		t.Errorf("got %q, %v", data, err)
	}
	if _, err := Limit(4).Regular(small); problemOf(err) != fault.FileTooLarge {
		t.Errorf("over the limit: %v", err)
	}
	if _, err := Limit(5).Regular(dir); problemOf(err) != fault.FileNotRegular {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Limit(5).Regular(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing there: %v", err)
	}
	if runtime.GOOS != "windows" {
		for _, device := range []string{"/dev/zero", "/dev/null"} {
			if _, err := Limit(5).Regular(device); problemOf(err) != fault.FileNotRegular {
				t.Errorf("%s: %v", device, err)
			}
			if _, err := Limit(5).Named(device); problemOf(err) != fault.FileNotRegular {
				t.Errorf("%s by name: %v", device, err)
			}
		}
	}
	if _, err := Limit(5).Stream(strings.NewReader("123456"), "x"); problemOf(err) != fault.FileStreamTooLarge {
		t.Errorf("a stream: %v", err)
	}
	if data, err := Limit(5000).Stream(strings.NewReader(strings.Repeat("x", 5000)), "x"); err != nil || len(data) != 5000 {
		t.Errorf("a stream: %d bytes, %v", len(data), err)
	}
}

// TestStreamMemory: a stream costs its limit once where it is refused, and its size
// twice where it is not, however large it is.
func TestStreamMemory(t *testing.T) {
	const limit = 64 << 20
	spent := func(size int64) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		data, err := Limit(limit).Stream(io.LimitReader(zeros{}, size), "x")
		runtime.ReadMemStats(&after)
		if refused := size > limit; (err != nil) != refused || !refused && int64(len(data)) != size {
			t.Errorf("%d bytes of %d, %v", len(data), size, err)
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	if got := spent(limit + 1); got > limit*5/4 {
		t.Errorf("too much of a stream took %d MiB", got>>20)
	}
	if got := spent(limit); got > limit*9/4 {
		t.Errorf("a stream took %d MiB", got>>20)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestWithin(t *testing.T) {
	top := t.TempDir()
	repo := filepath.Join(top, "repo")
	write(t, filepath.Join(repo, ".git", "HEAD"), "x")
	write(t, filepath.Join(repo, "sub", "a.json"), "in")
	write(t, filepath.Join(top, "secret"), "out")
	if err := os.Symlink(filepath.Join(top, "secret"), filepath.Join(repo, "sub", "out.json")); err != nil {
		t.Skipf("no links here: %v", err)
	}
	for link, to := range map[string]string{"in.json": "a.json", "up": top, "proc": "/dev"} {
		if err := os.Symlink(to, filepath.Join(repo, "sub", link)); err != nil {
			t.Fatal(err)
		}
	}
	sub := filepath.Join(repo, "sub")
	root := RootOf(sub)
	tests := []struct {
		name string
		want fault.Problem
	}{
		{"a.json", ""}, {"../sub/a.json", ""}, {"in.json", ""},
		{"../../secret", fault.FileOutside}, {"out.json", fault.FileOutside}, {"up/secret", fault.FileOutside}, {"proc/zero", fault.FileOutside}, {filepath.Join(top, "secret"), fault.FileOutside}, {"~/x", fault.FileOutside},
		{filepath.Join(repo, "sub", "a.json"), fault.FileOutside}, {".", fault.FileNotRegular},
	}
	for _, tt := range tests {
		data, err := root.Read(sub, tt.name, 100)
		if problemOf(err) != tt.want || tt.want == "" && string(data) != "in" {
			t.Errorf("%s: %q, %v, want %q", tt.name, data, err, tt.want)
		}
	}
	if got := RootOf(top); string(got) != resolved(t, top) {
		t.Errorf("without a repository the root is %s", got)
	}
}

// TestLoops leads a path in a circle at each of its places. A link that leads
// nowhere is no circle.
func TestLoops(t *testing.T) {
	repo := t.TempDir()
	write(t, filepath.Join(repo, ".git", "HEAD"), "x")
	write(t, filepath.Join(repo, "sub", "a.json"), "in")
	for _, l := range [][2]string{
		{"self", "self"}, {"left", "right"}, {"right", "left"}, {"sub/round", "../sub/round/x"}, {"nowhere", "none"}, {"to-self", "sub/../self"},
	} {
		if err := os.Symlink(l[1], filepath.Join(repo, l[0])); err != nil {
			t.Skipf("no links here: %v", err)
		}
	}
	for _, name := range []string{"self", "self/a.json", "left", "right/sub/a.json", "sub/round", "to-self"} {
		path := filepath.Join(repo, name)
		reads := map[string]error{"Inside": RootOf(repo).Inside(path)}
		_, reads["Regular"] = Limit(9).Regular(path)
		_, reads["Named"] = Limit(9).Named(path)
		_, reads["Read"] = RootOf(repo).Read(repo, name, 9)
		for how, err := range reads {
			e, ok := errors.AsType[*fault.Error](err)
			if !ok || e.Problem != fault.FileLoop || e.Path != path {
				t.Errorf("%s of %s: %v", how, name, err)
			}
		}
	}
	for _, how := range []func() error{
		func() error { return RootOf(repo).Inside(filepath.Join(repo, "nowhere")) },
		func() error { _, err := Limit(9).Regular(filepath.Join(repo, "nowhere")); return err },
	} {
		if err := how(); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a link to nothing: %v", err)
		}
	}
}

func resolved(t *testing.T, path string) string {
	t.Helper()
	r, err := filepath.EvalSymlinks(path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
