package discover

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/payloadlint/payloadlint/schema/readfile"
)

// walk lists the files below dir whose names takes accepts, in lexical order.
// Hidden directories (.git, .payloadlint), those of other people's code and what
// git ignores are left out.
func walk(dir string, takes func(name string) bool) ([]string, []Problem) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, []Problem{{Path: dir, Err: err}}
	}
	g := newIgnorer(abs)
	rel, ok := g.below(abs)
	if !ok {
		return nil, []Problem{{Path: dir, Err: fs.ErrInvalid}} // the root holds dir
	}
	w := walker{takes: takes}
	prefix := rel
	if prefix != "" {
		prefix += "/"
	}
	shown := filepath.Join(dir, "x")
	w.folder(dir, shown[:len(shown)-1], prefix, g.folder(rel).levels, true)
	if w.outside.Links > 0 {
		w.problems = append(w.problems, w.outside)
	}
	return w.files, w.problems
}

// walker collects files. A path is put together only for what is kept: most of
// the cost of a walk is the system's.
type walker struct {
	files    []string
	problems []Problem
	// outside counts the links to files outside the repository.
	outside Problem
	takes   func(name string) bool
}

// folder lists one directory. shown is what its files' paths begin with, rel
// the same below the root of the .gitignore files, whose patterns are in
// levels; those of the walk's first folder are there already.
func (w *walker) folder(dir, shown, rel string, levels []level, first bool) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		w.problems = append(w.problems, Problem{Path: dir, Err: err})
	}
	if !first {
		for _, e := range entries {
			if e.Name() == ".gitignore" {
				levels = addLevel(levels, shown+".gitignore", len(rel))
			}
		}
	}
	for _, e := range entries {
		name := e.Name()
		switch {
		case name[0] == '.':
		case e.IsDir():
			if !dependencies(name) && !ignored(levels, rel+name, true) {
				w.folder(shown+name, shown+name+string(filepath.Separator), rel+name+"/", levels, false)
			}
		case w.takes(name) && !(len(levels) > 0 && ignored(levels, rel+name, false)) && w.regular(e, shown+name):
			w.files = append(w.files, shown+name)
		}
	}
}

// dependencies reports whether a directory of that name holds what a package
// manager or a build put there.
func dependencies(name string) bool {
	switch name {
	case "node_modules", "bower_components", "jspm_packages", "vendor", "venv", "site-packages", "dist-packages", "__pycache__", "dist":
		return true
	}
	return false
}

// regular reports whether an entry is a file, or a link to one that is inside
// the repository too; one to a file elsewhere is counted. A link to a directory is
// not followed: it may lead in a circle.
func (w *walker) regular(e fs.DirEntry, path string) bool {
	if e.Type().IsRegular() {
		return true
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	if readfile.RootOf(filepath.Dir(path)).Inside(path) == nil {
		return true
	}
	if w.outside.Links == 0 {
		w.outside.Path = path
	}
	w.outside.Links++
	return false
}

// JSON reports whether a file name is one that a walk looks at.
func JSON(name string) bool {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return false
	}
	return strings.EqualFold(name[i+1:], "json") || Stream(name)
}

// Stream reports whether a file of that name holds one document per line, as the
// checker reads it.
func Stream(name string) bool {
	i := strings.LastIndexByte(name, '.')
	return i >= 0 && (strings.EqualFold(name[i+1:], "jsonl") || strings.EqualFold(name[i+1:], "ndjson"))
}
