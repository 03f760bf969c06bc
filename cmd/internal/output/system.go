package output

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// system is the part of the file system that is used, so that a test can make
// each operation fail.
type system interface {
	lstat(path string) (fs.FileInfo, error)
	stat(path string) (fs.FileInfo, error)
	// head reads the first bytes of a file.
	head(path string) ([]byte, error)
	read(path string) ([]byte, error)
	writable(path string) bool
	// open opens what exists, to be written.
	open(path string) (handle, error)
	// temp makes a new file in a folder.
	temp(dir, prefix string, mode fs.FileMode) (handle, error)
	rename(from, to string) error
	remove(path string) error
	syncDir(dir string)
}

// handle is an open file.
type handle interface {
	io.Writer
	Name() string
	Chown(uid, gid int) error
	Chmod(mode fs.FileMode) error
	Sync() error
	Close() error
}

// disk is the real one.
type disk struct{}

func (disk) lstat(path string) (fs.FileInfo, error) { return os.Lstat(path) }
func (disk) stat(path string) (fs.FileInfo, error)  { return os.Stat(path) }
func (disk) rename(from, to string) error           { return os.Rename(from, to) }
func (disk) remove(path string) error               { return os.Remove(path) }

func (disk) head(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	return io.ReadAll(io.LimitReader(f, HeadSize))
}

func (disk) read(path string) ([]byte, error) { return os.ReadFile(path) }

func (disk) writable(path string) bool {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return false
	}
	_ = f.Close() // nothing was written
	return true
}

// A pipe that nobody reads is an error at once: waiting for a reader may never
// end.
func (disk) open(path string) (handle, error) {
	flag := os.O_WRONLY | os.O_APPEND
	if info, err := os.Stat(path); err == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		flag |= nonblocking
	}
	f, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// triedNames bounds the search for a name that is free.
const triedNames = 1000

// temp opens a new file with the mode that a new file gets from the umask,
// which os.CreateTemp does not do.
func (disk) temp(dir, prefix string, mode fs.FileMode) (handle, error) {
	start := os.Getpid()
	for i := range triedNames {
		f, err := os.OpenFile(filepath.Join(dir, prefix+strconv.Itoa(start)+"-"+strconv.Itoa(i)+".tmp"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if err == nil {
			return f, nil
		}
		if !os.IsExist(err) {
			return nil, err
		}
	}
	return nil, fs.ErrExist
}

// syncDir flushes a folder's names, where the system can do that.
func (disk) syncDir(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	_ = d.Sync()  // not every file system can
	_ = d.Close() // only read
}
