// Package discover turns the paths of a command line into the files to check:
// files as they are, directories walked with .gitignore respected, globs.
package discover

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// File is one file to check.
type File struct {
	// Path is shown to people: as given, or the given directory joined with
	// the rest.
	Path string
	// Named tells that the user named the file itself, so that it must be
	// readable and a request; files found by a walk may be something else.
	Named bool
}

// Problem is a path that gives no file.
type Problem struct {
	Path string
	// Err is why it could not be read; nil means that nothing was found there.
	Err error
}

// JSON tells whether a file name is one a walk looks at.
func JSON(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json", ".jsonl", ".ndjson":
		return true
	}
	return false
}

// Find lists the files behind paths in the order given, each directory's in
// lexical order, none twice. Problems do not stop it.
func Find(paths []string) ([]File, []Problem) {
	var files []File
	var problems []Problem
	seen := map[string]bool{}
	add := func(f File) {
		key := f.Path
		if abs, err := filepath.Abs(f.Path); err == nil {
			key = abs
		}
		if !seen[key] {
			seen[key] = true
			files = append(files, f)
		}
	}
	for _, p := range paths {
		if p == "-" {
			add(File{Path: p, Named: true})
			continue
		}
		info, err := os.Stat(p)
		switch {
		case err == nil && info.IsDir():
			found, bad := walk(p)
			problems = append(problems, bad...)
			if len(found) == 0 && len(bad) == 0 {
				problems = append(problems, Problem{Path: p})
			}
			for _, f := range found {
				add(File{Path: f})
			}
		case err == nil:
			add(File{Path: p, Named: true})
		case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(p, "*?[{"):
			found, bad := glob(p)
			if bad != nil {
				problems = append(problems, Problem{Path: p, Err: bad})
			} else if len(found) == 0 {
				problems = append(problems, Problem{Path: p})
			}
			for _, f := range found {
				add(File{Path: f})
			}
		default:
			problems = append(problems, Problem{Path: p, Err: err})
		}
	}
	return files, problems
}

// walk lists the JSON files below dir. Hidden directories (.git, .payloadlint)
// and what git ignores are left out.
func walk(dir string) ([]string, []Problem) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, []Problem{{dir, err}}
	}
	ig := newIgnorer(abs)
	var files []string
	var problems []Problem
	_ = filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error { // the callback returns no error but SkipDir
		if err != nil {
			problems = append(problems, Problem{p, err})
			return nil //nolint:nilerr // one unreadable folder does not end the walk
		}
		if p == dir {
			return nil
		}
		full := filepath.Join(abs, strings.TrimPrefix(p, dir))
		if e.IsDir() {
			if strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules" || ig.ignored(full, true) {
				return fs.SkipDir
			}
			return nil
		}
		if !JSON(p) || strings.HasPrefix(e.Name(), ".") || ig.ignored(full, false) {
			return nil
		}
		if !e.Type().IsRegular() {
			// A link to a directory is not followed: it may lead in a circle.
			info, err := os.Stat(p)
			if err != nil || !info.Mode().IsRegular() {
				return nil //nolint:nilerr // a dangling link is no file
			}
		}
		files = append(files, p)
		return nil
	})
	return files, problems
}

// glob lists the files a pattern names. ** crosses directories.
func glob(pattern string) ([]string, error) {
	found, err := doublestar.FilepathGlob(filepath.ToSlash(pattern), doublestar.WithFilesOnly())
	if err != nil {
		return nil, err // told as a bad pattern
	}
	slices.Sort(found)
	cwd, err := os.Getwd()
	if err != nil {
		return found, nil //nolint:nilerr // without a place there is nothing to ignore
	}
	ig := newIgnorer(cwd)
	return slices.DeleteFunc(found, func(f string) bool {
		abs, err := filepath.Abs(f)
		return err == nil && ig.ignoredDeep(abs)
	}), nil
}
