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
	// Named says that the user named the file itself, so that it must be
	// readable and a request; files found by a walk may be something else.
	Named bool
}

// Problem is a path that gives no file.
type Problem struct {
	Path string
	// Err is why it could not be read; nil means that nothing was found there.
	Err error
	// Folder means that the path is a folder in which nothing was found.
	Folder bool
	// Links counts the links that a walk did not follow, for they lead out of the
	// repository; Path is the first of them. Everything else was looked at.
	Links int
}

// Find lists the files behind paths in the order given, each directory's JSON
// files in lexical order, none twice. Problems do not stop it. The path "-" is
// standard input.
func Find(paths []string) ([]File, []Problem) { return FindKinds(paths, JSON) }

// FindKinds is Find for the files whose names takes accepts.
func FindKinds(paths []string, takes func(name string) bool) ([]File, []Problem) {
	f := finder{takes: takes}
	if len(paths) > 1 || len(paths) == 1 && strings.ContainsAny(paths[0], "*{") {
		f.seen = map[string]bool{}
		f.cwd, _ = os.Getwd() // without one, paths count as they are written
	}
	for _, p := range paths {
		f.path(p)
	}
	return f.files, f.problems
}

type finder struct {
	files    []File
	problems []Problem
	takes    func(name string) bool
	// seen are the files by absolute path; nil where one folder gives all.
	seen map[string]bool
	cwd  string
}

func (f *finder) add(file File) {
	if f.seen != nil {
		key := file.Path
		if !filepath.IsAbs(key) {
			key = filepath.Join(f.cwd, key)
		} else {
			key = filepath.Clean(key)
		}
		if f.seen[key] {
			return
		}
		f.seen[key] = true
	}
	f.files = append(f.files, file)
}

// path adds what one argument names.
func (f *finder) path(p string) {
	if p == "-" {
		f.add(File{Path: p, Named: true})
		return
	}
	info, err := os.Stat(p)
	switch {
	case err == nil && info.IsDir():
		found, bad := walk(p, f.takes)
		f.problems = append(f.problems, bad...)
		if len(found) == 0 && !slices.ContainsFunc(bad, func(b Problem) bool { return b.Links == 0 }) {
			f.problems = append(f.problems, Problem{Path: p, Folder: true})
		}
		for _, file := range found {
			f.add(File{Path: file})
		}
	case err == nil:
		f.add(File{Path: p, Named: true})
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(p, "*?[{"):
		found, bad := glob(p)
		if bad != nil {
			f.problems = append(f.problems, Problem{Path: p, Err: bad})
			return
		}
		f.found(p, found)
	default:
		f.problems = append(f.problems, Problem{Path: p, Err: err})
	}
}

// found adds the files behind a path, or the problem that there are none.
func (f *finder) found(p string, files []string) {
	if len(files) == 0 {
		f.problems = append(f.problems, Problem{Path: p})
	}
	for _, file := range files {
		f.add(File{Path: file})
	}
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
	g := newIgnorer(cwd)
	return slices.DeleteFunc(found, func(f string) bool {
		if !filepath.IsAbs(f) {
			f = filepath.Join(cwd, f)
		}
		return g.ignoredDeep(f)
	}), nil
}
