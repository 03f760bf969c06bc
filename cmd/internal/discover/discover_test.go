package discover

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

// tree makes files below a temporary folder and goes there.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

func paths(files []File) []string {
	out := []string{}
	for _, f := range files {
		out = append(out, filepath.ToSlash(f.Path))
	}
	return out
}

func TestFind(t *testing.T) {
	tree(t, map[string]string{
		".git/HEAD":                  "",
		".git/info/exclude":          "private.json\n",
		".gitignore":                 "# comment\n/build\n*.tmp.json\n!keep.tmp.json\nlogs/\nsp ace.json\\ \n{braces}.json\nsecret*.json  \n",
		"a.json":                     "",
		"b.txt":                      "",
		"c.jsonl":                    "",
		"D.JSON":                     "",
		"build/x.json":               "",
		"sub/build/y.json":           "",
		"sub/x.tmp.json":             "",
		"sub/keep.tmp.json":          "",
		"sub/logs/z.json":            "",
		"sub/.gitignore":             "local.json\n/only-here.json\n!secret-but-wanted.json\n",
		"sub/local.json":             "",
		"sub/deep/local.json":        "",
		"sub/only-here.json":         "",
		"sub/deep/only-here.json":    "",
		"sub/secret1.json":           "",
		"sub/secret-but-wanted.json": "",
		"private.json":               "",
		".hidden/h.json":             "",
		".hidden.json":               "",
		"node_modules/m/p.json":      "",
		"{braces}.json":              "",
		"empty/readme.md":            "",
	})
	for _, c := range []struct {
		name     string
		args     []string
		want     []string
		problems []string
	}{
		{"walk", []string{"."}, []string{"D.JSON", "a.json", "c.jsonl", "sub/build/y.json", "sub/deep/only-here.json", "sub/keep.tmp.json", "sub/secret-but-wanted.json"}, nil},
		{"named in spite of .gitignore", []string{"build/x.json", "b.txt"}, []string{"build/x.json", "b.txt"}, nil},
		{"none twice", []string{"a.json", ".", "./a.json"}, []string{"a.json", "D.JSON", "c.jsonl", "sub/build/y.json", "sub/deep/only-here.json", "sub/keep.tmp.json", "sub/secret-but-wanted.json"}, nil},
		{"glob", []string{"sub/**/*.json"}, []string{"sub/build/y.json", "sub/deep/only-here.json", "sub/keep.tmp.json", "sub/secret-but-wanted.json"}, nil},
		{"glob without files", []string{"nothing*.json"}, []string{}, []string{"nothing*.json"}},
		{"bad glob", []string{"[a.json"}, []string{}, []string{"[a.json"}},
		{"folder without JSON", []string{"empty", "a.json"}, []string{"a.json"}, []string{"empty"}},
		{"missing", []string{"none.json", "a.json"}, []string{"a.json"}, []string{"none.json"}},
		{"standard input", []string{"-"}, []string{"-"}, nil},
		{"an ignored folder that is named", []string{"build"}, []string{"build/x.json"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			files, problems := Find(c.args)
			if got := paths(files); !reflect.DeepEqual(got, c.want) {
				t.Errorf("files %q, want %q", got, c.want)
			}
			var bad []string
			for _, p := range problems {
				bad = append(bad, p.Path)
			}
			if !reflect.DeepEqual(bad, c.problems) {
				t.Errorf("problems %q, want %q", bad, c.problems)
			}
		})
	}
	_, problems := Find([]string{"none.json"})
	if len(problems) != 1 || !errors.Is(problems[0].Err, fs.ErrNotExist) {
		t.Errorf("problems %v", problems)
	}
	files, _ := Find([]string{"a.json", "."})
	if !files[0].Named || files[1].Named {
		t.Errorf("named: %v", files)
	}
}

func TestWalkWithoutRepository(t *testing.T) {
	tree(t, map[string]string{"w/.gitignore": "x.json\n", "w/x.json": "", "w/y.json": ""})
	files, _ := Find([]string{"w"})
	if got := paths(files); !reflect.DeepEqual(got, []string{"w/y.json"}) {
		t.Errorf("files %q", got)
	}
}

func TestWalkLinks(t *testing.T) {
	tree(t, map[string]string{"w/y.json": ""})
	for _, l := range [][2]string{{"y.json", "w/link.json"}, {".", "w/circle.json"}, {"gone", "w/broken.json"}} {
		if err := os.Symlink(l[0], l[1]); err != nil {
			t.Skip("no symbolic links on this system: ", err)
		}
	}
	files, problems := Find([]string{"w"})
	if got := paths(files); !reflect.DeepEqual(got, []string{"w/link.json", "w/y.json"}) || len(problems) > 0 {
		t.Errorf("files %q, problems %v", got, problems)
	}

	// Links to files elsewhere are counted, whether there are other files or not.
	elsewhere := filepath.Join(t.TempDir(), "z.json")
	if err := os.WriteFile(elsewhere, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"w/a.json", "w/b.json", "w/c.txt", "only/a.json"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.Symlink(elsewhere, name)); err != nil {
			t.Fatal(err)
		}
	}
	files, problems = Find([]string{"w", "only", "w/b.json"})
	if got := paths(files); !reflect.DeepEqual(got, []string{"w/link.json", "w/y.json", "w/b.json"}) {
		t.Errorf("files %q", got)
	}
	if want := []Problem{{Path: "w/a.json", Links: 2}, {Path: "only/a.json", Links: 1}, {Path: "only", Folder: true}}; !slices.Equal(problems, want) {
		t.Errorf("problems %v, want %v", problems, want)
	}
}
