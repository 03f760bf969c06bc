// Package output writes the files that the program makes: reports, baselines,
// compiled catalogs, manual pages, configurations, and requests that --fix
// changed. They all go through File, which keeps four promises:
//
//   - no file that the run reads is overwritten, and none of another kind than
//     the one that is written (Target.Kind says how the own kind is recognised);
//   - the new content is written aside, in the same folder, flushed to the disk
//     and renamed, so that a name has its old content or its new, and nothing
//     between them, whatever fails and whenever;
//   - the mode and the owner of a file that is replaced stay;
//   - no symbolic link is followed.
//
// Edit, which changes requests, leaves files with a second name (a hard link)
// alone as well: that name would keep the old content.
//
// A device or a pipe (/dev/stdout, a shell's process substitution) has no old
// content: it is written to as it is.
package output

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Problem is why a file was not written.
type Problem string

// The problems. Each is a text of the catalogs under "output".
const (
	// Input says that the run reads the file.
	Input Problem = "input"
	// Foreign says that the file exists and is of another kind.
	Foreign Problem = "foreign"
	// Exists says that the file exists and the kind is never overwritten.
	Exists Problem = "exists"
	// Link says that the name is a symbolic link.
	Link Problem = "link"
	// Linked says that the file has several names, one of which would keep the
	// old content.
	Linked Problem = "linked"
	// ReadOnly says that the file is not to be written by this user.
	ReadOnly Problem = "read-only"
	// Owner says that the file belongs to somebody else and would be ours
	// afterwards, because only they or root could keep it theirs.
	Owner Problem = "owner"
	// Special says that the name is a folder or another thing without content.
	Special Problem = "special"
	// Outside says that the file is outside the paths that were named.
	Outside Problem = "outside"
	// Changed says that the file is not what was read any more.
	Changed Problem = "changed"
	// Failed says that the file system failed; Err says how.
	Failed Problem = "failed"
)

// Error is a file that was not written. What was there before is still there.
type Error struct {
	Problem Problem
	Path    string
	// Err is the file system's error, nil for the problems that are found
	// before anything is written.
	Err error
}

func (e *Error) Error() string {
	text := "cannot write " + e.Path + ": " + string(e.Problem)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// Refused reports whether the problem is one of the file's, found before
// anything was written.
func (e *Error) Refused() bool { return e.Problem != Failed }

// Target is a file to be written.
type Target struct {
	Path string
	// Kind recognises what may be overwritten by the first bytes of a file, at
	// most HeadSize; all of them where the file is no larger. An empty file may
	// always be overwritten. With a nil Kind nothing is: the file must be new.
	Kind func(head []byte) bool
	// Inputs are the files that the run reads.
	Inputs []string
	// Mode is that of a new file, before the umask; 0 means 0644.
	Mode fs.FileMode
}

// HeadSize is how much of an existing file a Kind is given.
const HeadSize = 64 << 10

// File is a file in the making. Nothing is at its name until Commit.
type File struct {
	path string
	sys  system
	file handle
	temp string // "" for a device
	// old describes the file that is replaced; nil for a new one.
	old fs.FileInfo
	// expects is the kind, asked again before the rename.
	target *Target
	err    error
	done   bool
}

// Create begins a file. The error is an *Error.
func Create(t Target) (*File, error) { return create(disk{}, t) }

// Write is the short form for content that is there already.
func Write(t Target, data []byte) error { return write(disk{}, t, data) }

func write(sys system, t Target, data []byte) error {
	f, err := create(sys, t)
	if err != nil {
		return err
	}
	_, _ = f.Write(data) // Commit reports the error
	return f.Commit()
}

func create(sys system, t Target) (*File, error) {
	f := &File{path: t.Path, sys: sys, target: &t}
	info, err := sys.lstat(t.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f.begun()
	case err != nil:
		return nil, f.failed(err)
	}
	if direct, err := f.device(info); direct || err != nil {
		return f, err
	}
	if problem, err := f.refusal(info); problem != "" {
		return nil, &Error{problem, t.Path, err}
	}
	f.old = info
	return f.begun()
}

func (f *File) begun() (*File, error) {
	if err := f.begin(); err != nil {
		return nil, err
	}
	return f, nil
}

// device opens what has no content to keep: a terminal or the like, a pipe, also
// behind a link, as /dev/stdout is one.
func (f *File) device(info fs.FileInfo) (direct bool, err error) {
	if info.Mode()&fs.ModeSymlink != 0 {
		if info, err = f.sys.stat(f.path); err != nil {
			return false, &Error{Link, f.path, nil} // it leads nowhere
		}
		if info.Mode().IsRegular() && !ownStream(f.path) {
			return false, &Error{Link, f.path, nil}
		}
	}
	if !info.Mode().IsRegular() && !streams(info.Mode()) && !ownStream(f.path) {
		return false, &Error{Special, f.path, nil}
	}
	if info.Mode().IsRegular() && !ownStream(f.path) {
		return false, nil
	}
	f.file, err = f.sys.open(f.path)
	if err != nil {
		return false, f.failed(err)
	}
	return true, nil
}

// streams reports whether what is written to something of that mode goes to a
// reader: not so for a folder, a socket, and a disk, whose content a report would
// destroy.
func streams(mode fs.FileMode) bool {
	return mode&(fs.ModeCharDevice|fs.ModeNamedPipe) != 0
}

// ownStream reports whether a path names one of the program's own streams,
// which the shell may have redirected to a file: that file is not another one.
func ownStream(path string) bool {
	switch path {
	case "/dev/stdout", "/dev/stderr", "/proc/self/fd/1", "/proc/self/fd/2", "/dev/fd/1", "/dev/fd/2":
		return true
	}
	return false
}

// refusal is why an existing file may not be replaced, "" if it may.
func (f *File) refusal(info fs.FileInfo) (Problem, error) {
	for _, in := range f.target.Inputs {
		if other, err := f.sys.stat(in); err == nil && os.SameFile(info, other) {
			return Input, nil
		}
	}
	if f.target.Kind == nil {
		return Exists, nil
	}
	if problem := protected(f.sys, f.path, info); problem != "" {
		return problem, nil
	}
	if info.Size() == 0 {
		return "", nil
	}
	head, err := f.sys.head(f.path)
	if err != nil {
		return Failed, err
	}
	if !f.target.Kind(head) {
		return Foreign, nil
	}
	return "", nil
}

// protected is why a regular file cannot be replaced by one that is the same
// but for its content.
func protected(sys system, path string, info fs.FileInfo) Problem {
	switch {
	case !info.Mode().IsRegular():
		return Special
	case info.Mode().Perm()&0o222 == 0 || !sys.writable(path):
		return ReadOnly
	}
	return ""
}

// begin opens the file aside.
func (f *File) begin() error {
	mode := f.target.Mode
	if mode == 0 {
		mode = 0o644
	}
	file, err := f.sys.temp(filepath.Dir(f.path), "."+filepath.Base(f.path)+".", mode)
	if err != nil {
		f.done = true
		return f.failed(err)
	}
	f.file, f.temp = file, file.Name()
	return nil
}

// Write appends to the new content. The first error stays: it ends the file.
func (f *File) Write(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	n, err := f.file.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		f.err = f.failed(err)
	}
	return n, f.err
}

// Commit puts the new content in the place of the old, or leaves the old and
// says why.
func (f *File) Commit() error {
	if f.done {
		return f.err
	}
	if f.temp == "" {
		f.done = true
		if err := f.file.Close(); err != nil && f.err == nil {
			f.err = f.failed(err)
		}
		return f.err
	}
	if f.err == nil {
		f.err = f.finish()
	}
	if f.err != nil {
		f.Abort()
		return f.err
	}
	f.done = true
	// The name is new on the disk only when the folder is; content is safe
	// either way, so a file system that cannot do this is no failure.
	f.sys.syncDir(filepath.Dir(f.path))
	return nil
}

// finish is all that is done before and with the rename.
func (f *File) finish() error {
	if f.old != nil {
		// The owner first: giving a file away takes bits of its mode.
		if err := keepOwner(f.file, f.old); err != nil {
			return &Error{Owner, f.path, nil}
		}
		if err := f.file.Chmod(modeOf(f.old)); err != nil {
			return f.failed(err)
		}
	}
	if err := f.file.Sync(); err != nil {
		return f.failed(err)
	}
	closing := f.file.Close()
	f.file = nil
	if closing != nil {
		return f.failed(closing)
	}
	if f.old == nil {
		// A file that came in the meantime is somebody else's.
		if _, err := f.sys.lstat(f.path); !errors.Is(err, fs.ErrNotExist) {
			return &Error{Exists, f.path, nil}
		}
	}
	if err := f.sys.rename(f.temp, f.path); err != nil {
		return f.failed(err)
	}
	return nil
}

// modeOf is a file's mode with the bits that chmod sets.
func modeOf(info fs.FileInfo) fs.FileMode {
	return info.Mode() & (fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky)
}

// Abort drops the new content. After Commit it does nothing.
func (f *File) Abort() {
	if f.done {
		return
	}
	f.done = true
	if f.file != nil {
		_ = f.file.Close() // what was written goes
	}
	if f.temp != "" {
		_ = f.sys.remove(f.temp) // a file with an odd name is left at worst
	}
}

func (f *File) failed(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err // its path may be that of the file aside
	} else if e, ok := errors.AsType[*os.LinkError](err); ok {
		err = e.Err
	}
	return &Error{Failed, f.path, err}
}
