package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/payloadlint/payloadlint/schema/fault"
)

// maxSize is the size of the largest definition or lock file that is read, in
// bytes. Node definitions are mapped and have no such limit.
const maxSize = 256 << 20

// errLinked is the cause of an Error with the Problem fault.StoreLinked.
var errLinked = errors.New("not a regular file or folder of the store's own")

// folder is the store's directory. Everything in it is reached through an
// os.Root and by names that lead over no link: the folder may have come with a
// stranger's repository, and a link in it would lead anywhere.
type folder struct {
	root *os.Root
	dir  string
}

// enter opens the folder; with create it is made where it is not there.
func enter(dir string, create bool) (*folder, error) {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) && create {
		if err = os.MkdirAll(dir, 0o755); err == nil {
			info, err = os.Lstat(dir)
		}
	}
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fault.Error{Problem: fault.StoreLinked, Path: dir, Err: errLinked}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &folder{root, dir}, nil
}

func (f *folder) close() { _ = f.root.Close() }

// path is how a name is shown.
func (f *folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

// plain checks that a name leads over folders of the store's own to a regular
// file, or (with dir) to a folder. The error is fs.ErrNotExist, or an Error
// whose Problem is fault.StoreLinked.
func (f *folder) plain(name string, dir bool) (fs.FileInfo, error) {
	var info fs.FileInfo
	for at := 0; ; {
		end := len(name)
		if k := strings.IndexByte(name[at:], '/'); k >= 0 {
			end = at + k
		}
		var err error
		if info, err = f.root.Lstat(name[:end]); err != nil {
			return nil, err
		}
		last := end == len(name)
		if last && !dir && info.IsDir() {
			return nil, &fs.PathError{Op: "read", Path: f.path(name), Err: fmt.Errorf("%s is a folder", f.path(name))}
		}
		if (!last || dir) && !info.IsDir() || last && !dir && !info.Mode().IsRegular() {
			return nil, &fault.Error{Problem: fault.StoreLinked, Path: f.path(name[:end]), Err: errLinked}
		}
		if last {
			return info, nil
		}
		at = end + 1
	}
}

// read reads a file whole.
func (f *folder) read(name string) ([]byte, error) {
	info, err := f.plain(name, false)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxSize {
		return nil, fmt.Errorf("%d bytes, at most %d", info.Size(), maxSize)
	}
	file, err := f.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(file, maxSize+1))
	if err == nil && len(data) > maxSize {
		err = fmt.Errorf("more than %d bytes", maxSize)
	}
	return data, err
}

// list are the names in one of the store's folders; none where there is no such
// folder, or something else in its place.
func (f *folder) list(name string) []string {
	if _, err := f.plain(name, true); err != nil {
		return nil
	}
	d, err := f.root.Open(name)
	if err != nil {
		return nil
	}
	defer d.Close() //nolint:errcheck // it was only read
	names, _ := d.Readdirnames(-1)
	return names
}

// makeDir makes one of the store's folders.
func (f *folder) makeDir(name string) error {
	_, err := f.plain(name, true)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := f.root.Mkdir(name, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	_, err = f.plain(name, true)
	return err
}

// open opens a file of the store's own to write it; a new one is made.
func (f *folder) open(name string, flag int) (*os.File, error) {
	if _, err := f.plain(name, false); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return f.root.OpenFile(name, os.O_RDWR|flag, 0o644)
}

// remove removes a regular file.
func (f *folder) remove(name string) error {
	if _, err := f.plain(name, false); err != nil {
		return err
	}
	return f.root.Remove(name)
}

// rename moves a synced file to its place, and waits until the name is on
// disk.
func (f *folder) rename(from, to string) error {
	if _, err := f.plain(to, false); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err := f.root.Rename(from, to)
	// Windows replaces no file that is being read.
	for try := 0; err != nil && runtime.GOOS == "windows" && try < 40; try++ {
		time.Sleep(25 * time.Millisecond)
		err = f.root.Rename(from, to)
	}
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if err := syncDir(filepath.Dir(f.path(to))); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return nil
}
