// Package readfile opens the files that a check reads. What stands in a checked
// repository is a stranger's: a file may be a device that never ends, a pipe
// that nobody writes to, a link that leads out of the repository, or larger
// than the memory. Each is refused before a byte of it is read.
package readfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/payloadlint/payloadlint/schema/fault"
)

// Limit is the most that is read of a file, in bytes.
type Limit int64

// The limits.
const (
	// Documents is the size of the largest request, workflow or baseline that is
	// read whole, and of the longest line of a stream, unless the caller says
	// otherwise. A stream itself has no limit.
	Documents Limit = 256 << 20
	// Small is the size of the largest configuration or template.
	Small Limit = 1 << 20
)

// tooLarge is the error of a file that is larger.
func tooLarge(path string, l Limit) error {
	return &fault.Error{Problem: fault.FileTooLarge, Path: path, Args: map[string]string{"limit": strconv.FormatInt(int64(l>>20), 10)}}
}

// Regular reads a regular file of at most the limit whole. The error is a
// *fault.Error, or one of the file system.
func (l Limit) Regular(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, looped(path, err)
	}
	return l.regular(path, info)
}

// regular is Regular of a file that was looked at.
func (l Limit) regular(path string, info fs.FileInfo) ([]byte, error) {
	if !info.Mode().IsRegular() {
		return nil, &fault.Error{Problem: fault.FileNotRegular, Path: path}
	}
	if info.Size() > int64(l) {
		return nil, tooLarge(path, l)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|nonblocking, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	// One byte more than its size shows at once that it did not grow.
	return l.whole(f, path, info.Size())
}

// Named is Regular for a path that the user gave by hand, which may also be a
// pipe: a shell makes one of <(command), somewhere else. A pipe that is in the
// working folder's repository is refused.
func (l Limit) Named(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, looped(path, err)
	}
	if info.Mode()&fs.ModeNamedPipe == 0 {
		return l.regular(path, info)
	}
	if err := RootOf(".").NoPipe(path); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return l.Stream(f, path)
}

// Stream reads what has no size of its own, such as standard input.
func (l Limit) Stream(r io.Reader, name string) ([]byte, error) {
	data, err := l.whole(r, name, 0)
	if e, ok := errors.AsType[*fault.Error](err); ok {
		e.Problem = fault.FileStreamTooLarge // it is the only one of whole
	}
	return data, err
}

// mostPiece is the size of the largest piece in bytes in which a text of unknown
// size is read.
const mostPiece = 16 << 20

// whole reads a text of a size that is known, or guessed too small: in pieces,
// since a buffer that grows would leave several times its size behind. A file of
// a known size, not 0, is at its end where a read got just that and had room for
// more.
func (l Limit) whole(r io.Reader, path string, size int64) ([]byte, error) {
	r = io.LimitReader(r, int64(l)+1)
	piece := make([]byte, 0, size+512)
	var full [][]byte
	for read := 0; ; {
		n, err := r.Read(piece[len(piece):cap(piece)])
		piece, read = piece[:len(piece)+n], read+n
		switch {
		case int64(read) > int64(l):
			return nil, tooLarge(path, l)
		case errors.Is(err, io.EOF), err == nil && n > 0 && int64(read) == size:
			return joined(full, piece, read), nil
		case err != nil:
			return nil, err
		case len(piece) == cap(piece):
			full = append(full, piece)
			piece = make([]byte, 0, min(max(read, 4096), mostPiece))
		}
	}
}

func joined(full [][]byte, last []byte, size int) []byte {
	if len(full) == 0 {
		return last
	}
	out := make([]byte, 0, size)
	for _, p := range full {
		out = append(out, p...)
	}
	return append(out, last...)
}

// Root is the folder that a project's files have to stay in, without links.
type Root string

// RootOf is the root of what is in dir: the nearest folder upward with a .git in
// it, else dir itself.
func RootOf(dir string) Root {
	resolved, err := filepath.Abs(dir)
	if err != nil {
		return Root(dir)
	}
	if r, err := filepath.EvalSymlinks(resolved); err == nil {
		resolved = r
	}
	for at := resolved; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return Root(at)
		}
		if at == filepath.Dir(at) {
			return Root(resolved)
		}
	}
}

// Inside checks that a path stays below the root once its links are resolved. The error is a *fault.Error, or one of the file system.
func (r Root) Inside(path string) error {
	resolved, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if resolved, err = filepath.EvalSymlinks(resolved); err != nil {
		return looped(path, err)
	}
	rel, err := filepath.Rel(string(r), resolved)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return &fault.Error{Problem: fault.FileOutside, Path: path}
	}
	return nil
}

// NoPipe refuses a path that leads to a pipe below the root: it came with the
// repository, and nobody may ever write to it. The error is a *fault.Error.
func (r Root) NoPipe(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.Mode()&fs.ModeNamedPipe != 0 && r.Inside(path) == nil {
		return &fault.Error{Problem: fault.FileNotRegular, Path: path}
	}
	return nil // who opens it says what else is wrong
}

// looped is the error of following a path. What filepath.EvalSymlinks says of links
// that lead in a circle is a text of its own, which names no path.
func looped(path string, err error) error {
	if _, ok := errors.AsType[*fs.PathError](err); ok && !errors.Is(err, syscall.ELOOP) {
		return err
	}
	if no, ok := errors.AsType[syscall.Errno](err); ok && no != syscall.ELOOP {
		return &fs.PathError{Op: "follow", Path: path, Err: err}
	}
	return &fault.Error{Problem: fault.FileLoop, Path: path}
}

// Read reads a regular file whose name is in another file: relative to that one's
// folder, below the root, and of at most the limit. An absolute name is outside.
func (r Root) Read(folder, name string, l Limit) ([]byte, error) {
	if filepath.IsAbs(name) || strings.HasPrefix(name, "~") {
		return nil, &fault.Error{Problem: fault.FileOutside, Path: name}
	}
	path := filepath.Join(folder, filepath.FromSlash(name))
	if err := r.Inside(path); err != nil {
		return nil, err
	}
	return l.Regular(path)
}
