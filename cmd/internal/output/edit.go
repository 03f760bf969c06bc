package output

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Edit replaces the content of a regular file that the user asked to have
// changed, as long as it is still before: a change made in the meantime is not
// lost. What is not an ordinary file of the user's own stays as it is: a link,
// a file with a second name, one that is read-only or somebody else's, and one
// that a link in its path puts outside the folders of within. The error is an
// *Error.
func Edit(path string, before, after []byte, within []string) error {
	return edit(disk{}, path, before, after, within)
}

func edit(sys system, path string, before, after []byte, within []string) error {
	if bytes.Equal(before, after) {
		return nil
	}
	info, err := sys.lstat(path)
	if err != nil {
		return (&File{path: path}).failed(err)
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return &Error{Link, path, nil}
	}
	if !inside(path, within) {
		return &Error{Outside, path, nil}
	}
	if problem := protected(sys, path, info); problem != "" {
		return &Error{problem, path, nil}
	}
	if links(info) > 1 {
		return &Error{Linked, path, nil}
	}
	now, err := sys.read(path)
	if err != nil {
		return (&File{path: path}).failed(err)
	}
	if !bytes.Equal(now, before) {
		return &Error{Changed, path, nil}
	}
	f := &File{path: path, sys: sys, target: &Target{Path: path}, old: info}
	if err := f.begin(); err != nil {
		return err
	}
	_, _ = f.Write(after) // Commit reports the error
	return f.Commit()
}

// inside reports whether a file, once the links in its path are resolved, is one
// of the files or below one of the folders.
func inside(path string, within []string) bool {
	real, err := resolved(path)
	if err != nil {
		return false
	}
	for _, w := range within {
		w, err := resolved(w)
		if err != nil {
			continue
		}
		rel, err := filepath.Rel(w, real)
		if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(os.PathSeparator)) {
			return true
		}
	}
	return false
}

func resolved(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}
