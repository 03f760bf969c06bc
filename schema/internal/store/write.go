package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// ignored keeps out of version control what is large, can be fetched again and
// would not read well in a diff.
const ignored = "/nodes/\n/" + tmpName + "/\n/" + guardName + "\n"

// Result says what Put did: "added", "changed", "unchanged", or "restored" where
// the content is the old one, and its file was gone or damaged.
type Result string

const (
	added     Result = "added"
	changed   Result = "changed"
	unchanged Result = "unchanged"
	restored  Result = "restored"
)

// Put keeps the content fetched for a workflow or app, or of a Server file; it
// must be what Pretty printed. An answer remembered for it is forgotten. Content that is already
// there changes nothing, not even the time, so that a nightly run leaves no
// trace in version control.
func (s *Store) Put(ctx context.Context, k Kind, id, host string, content []byte, now time.Time) (Result, error) {
	if k == Nodes || !k.Takes(id) {
		return "", broken(fault.StoreBadID, s.dir, k, id, nil)
	}
	var res Result
	err := s.update(ctx, func(t *transaction) error {
		if err := t.foreign(k, id); err != nil {
			return err
		}
		tmp, err := t.aside(content)
		if err != nil {
			return err
		}
		res, err = t.replace(&Entry{Kind: k, ID: id, Host: host, SHA256: hash(content), Fetched: now.UTC().Truncate(time.Second)}, tmp)
		return err
	})
	return res, err
}

// PutNodes keeps compiled node definitions: f is a file from Aside, written
// and still open. It is closed and moved.
func (s *Store) PutNodes(ctx context.Context, host string, f *Aside, now time.Time) (Result, error) {
	defer f.Discard()
	size, sum, err := f.finish()
	if err != nil {
		return "", err
	}
	var res Result
	err = s.update(ctx, func(t *transaction) error {
		// Windows moves no open file; the store's own lock guards it now.
		err := f.f.Close()
		if err != nil {
			return fmt.Errorf("store: %w", err)
		}
		res, err = t.replace(&Entry{Kind: Nodes, ID: host, Host: host, SHA256: sum, Bytes: size, Fetched: now.UTC().Truncate(time.Second)}, f.name)
		return err
	})
	return res, err
}

// PutAnswer remembers the error that a host answered. A definition that was fetched
// before stays.
func (s *Store) PutAnswer(ctx context.Context, k Kind, id, host string, code int, msg string, now time.Time) error {
	if !number(id) {
		return broken(fault.StoreBadID, s.dir, k, id, nil)
	}
	a := Answer{Code: code, Host: host, Msg: msg, Time: now.UTC().Truncate(time.Second)}
	return s.update(ctx, func(t *transaction) error {
		m := t.lock.of(k)
		e := m[id]
		if e == nil {
			e = &Entry{Kind: k, ID: id}
			m[id] = e
		}
		if old := e.Answer; old != nil && old.Code == a.Code && old.Msg == a.Msg && old.Host == a.Host {
			return nil
		}
		e.Answer = &a
		return t.writeLock()
	})
}

// Repair makes a new lock file in the place of a damaged one and opens the
// store. Definitions that are whole stay; where they came from is lost. It
// does nothing to a store that can be opened.
func Repair(ctx context.Context, dir string) (*Store, error) {
	s, err := Open(dir)
	if e, ok := errors.AsType[*fault.Error](err); !ok || e.Problem != fault.StoreLockDamaged {
		return s, err
	}
	s = &Store{dir: dir, lock: &lockFile{Version: version}, cache: map[key]*cached{}}
	if err := s.update(ctx, func(*transaction) error { return nil }); err != nil {
		return nil, err
	}
	return s, nil
}

// transaction is the time a writer holds the store alone.
type transaction struct {
	*folder
	s    *Store
	lock *lockFile
}

// update runs fn while no other process or goroutine writes, with the lock
// file as it is then.
func (s *Store) update(ctx context.Context, fn func(*transaction) error) error {
	f, err := enter(s.dir, true)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer f.close()
	for _, d := range []string{folders[Workflow], folders[App], folders[Nodes], tmpName} {
		if err := f.makeDir(d); err != nil {
			return fmt.Errorf("store: %w", err)
		}
	}
	guard, err := f.hold(ctx)
	if err != nil {
		return err
	}
	defer guard.Close() //nolint:errcheck // closing is what lets go, and nothing was written
	l, err := f.lock()
	t := &transaction{s: s, folder: f, lock: l}
	if se, ok := errors.AsType[*fault.Error](err); ok && se.Problem == fault.StoreLockDamaged {
		err = t.adopt()
	}
	if err != nil {
		return err
	}
	if err := t.settle(); err != nil {
		return err
	}
	if err := fn(t); err != nil {
		return err
	}
	s.mu.Lock()
	s.lock = t.lock
	clear(s.cache)
	s.mu.Unlock()
	return nil
}

// hold waits for the exclusive lock.
func (f *folder) hold(ctx context.Context) (*os.File, error) {
	file, err := f.open(guardName, os.O_CREATE)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	for wait := 2 * time.Millisecond; ; wait = min(2*wait, 100*time.Millisecond) {
		ok, err := tryLock(file)
		if ok {
			return file, nil
		}
		if err == nil {
			select {
			case <-ctx.Done():
				err = ctx.Err()
			case <-time.After(wait):
				continue
			}
		}
		_ = file.Close()
		return nil, fmt.Errorf("store: lock %s: %w", f.path(guardName), err)
	}
}

// adopt makes a new lock file of what is there, since the remedy for a damaged
// one is to fetch again, which comes through here. A file counts when it is
// exactly what Put writes for its content; where it came from is lost.
func (t *transaction) adopt() error {
	t.lock = &lockFile{Version: version}
	for _, f := range append(t.files(), key{Server, SliceID}, key{Server, ModelsID}) {
		data, err := t.read(fileOf(f.kind, f.id))
		if err != nil || f.kind == Server && !ownServer(data) {
			continue
		}
		doc, err := jsondoc.Parse("", bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))
		if err != nil || hash(doc.Root().Pretty()) != hash(data) {
			continue
		}
		t.lock.of(f.kind)[f.id] = &Entry{Kind: f.kind, ID: f.id, SHA256: hash(data)}
	}
	return t.writeLock()
}

// settle ends what a writer that died left undone: entries with two contents
// get the one that is there, and leftovers go.
func (t *transaction) settle() error {
	changed := false
	for _, k := range kinds() {
		for id, e := range t.lock.of(k) {
			if e.Pending == "" {
				continue
			}
			data, err := t.read(fileOf(k, id))
			if err == nil && hash(data) == e.Pending {
				e.SHA256 = e.Pending
			}
			e.Pending, changed = "", true
		}
	}
	t.sweep()
	for _, f := range t.files() {
		// A writer died between a new definition and its line in the lock.
		if e := t.lock.of(f.kind)[f.id]; e == nil || e.SHA256 == "" {
			if err := t.remove(fileOf(f.kind, f.id)); err != nil {
				return fmt.Errorf("store: %w", err)
			}
		}
	}
	if _, err := t.plain(lockName, false); changed || err != nil {
		return t.writeLock()
	}
	return nil
}

// sweep removes files of writers that are no more: those alone whose names the
// store gave. A file that cannot be removed now will be the next time.
func (t *transaction) sweep() {
	for _, n := range t.list(tmpName) {
		if !asideName(n) {
			continue
		}
		name := tmpName + "/" + n
		f, err := t.open(name, 0)
		if err != nil {
			continue
		}
		free, err := tryLock(f)
		_ = f.Close()
		if free && err == nil {
			_ = t.remove(name)
		}
	}
}

// asideName reports whether Aside could have given a file this name.
func asideName(name string) bool {
	b, err := hex.DecodeString(name)
	return err == nil && len(b) == asideBytes && name == hex.EncodeToString(b)
}

// asideBytes is how many random bytes make the name of a file aside.
const asideBytes = 8

// replace puts the file tmp in the place of e's definition.
func (t *transaction) replace(e *Entry, tmp string) (Result, error) {
	name := fileOf(e.Kind, e.ID)
	m := t.lock.of(e.Kind)
	old := m[e.ID]
	if old != nil && old.SHA256 == e.SHA256 && t.intact(name, e.SHA256) {
		if err := t.remove(tmp); err != nil {
			return "", fmt.Errorf("store: %w", err)
		}
		if old.Answer == nil && old.Host == e.Host {
			return unchanged, nil
		}
		old.Answer, old.Host = nil, e.Host
		return unchanged, t.writeLock()
	}
	res := added
	if old != nil && old.SHA256 != "" {
		// From here until the last line the file may be either: say so first.
		if res = changed; old.SHA256 == e.SHA256 {
			res = restored
		}
		old.Pending = e.SHA256
		if err := t.writeLock(); err != nil {
			return "", err
		}
	}
	if err := t.rename(tmp, name); err != nil {
		return "", err
	}
	m[e.ID] = e
	return res, t.writeLock()
}

func (f *folder) intact(name, sum string) bool {
	data, err := f.read(name)
	return err == nil && hash(data) == sum
}

func (t *transaction) writeLock() error {
	var data bytes.Buffer
	enc := json.NewEncoder(&data)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(t.lock); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if err := t.writeFile(".gitignore", []byte(ignored), true); err != nil {
		return err
	}
	return t.writeFile(lockName, data.Bytes(), false)
}

// writeFile writes content to a file by way of one aside. With keep whatever is
// there already stays.
func (t *transaction) writeFile(name string, content []byte, keep bool) error {
	if _, err := t.root.Lstat(name); keep && !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	tmp, err := t.aside(content)
	if err != nil {
		return err
	}
	return t.rename(tmp, name)
}

func (t *transaction) aside(content []byte) (string, error) {
	a, err := t.folder.aside(t.s.dir)
	if err != nil {
		return "", err
	}
	_, err = a.f.Write(content)
	if err == nil {
		err = a.f.Sync()
	}
	if cerr := a.f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		_ = t.remove(a.name)
		return "", fmt.Errorf("store: %w", err)
	}
	return a.name, nil
}

// Aside is a file beside the store's content that goes away by itself when
// its writer dies: long downloads are kept in it.
type Aside struct {
	f *os.File
	// dir is the store's folder, name the file's in it.
	dir, name string
}

// Aside makes an empty file. Discard must be called.
func (s *Store) Aside() (*Aside, error) {
	f, err := enter(s.dir, true)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	defer f.close()
	return f.aside(s.dir)
}

func (f *folder) aside(dir string) (*Aside, error) {
	if err := f.makeDir(tmpName); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	for range 100 {
		var random [asideBytes]byte
		_, _ = rand.Read(random[:]) // never fails
		name := tmpName + "/" + hex.EncodeToString(random[:])
		file, err := f.open(name, os.O_CREATE|os.O_EXCL)
		if err != nil {
			if errors.Is(err, fs.ErrExist) {
				continue
			}
			return nil, fmt.Errorf("store: %w", err)
		}
		ok, err := tryLock(file)
		if err != nil {
			_ = file.Close()
			_ = f.remove(name)
			return nil, fmt.Errorf("store: %w", err)
		}
		// A sweep may have come between: then the name is gone.
		if _, err := f.plain(name, false); ok && err == nil {
			return &Aside{f: file, dir: dir, name: name}, nil
		}
		_ = file.Close()
	}
	return nil, fmt.Errorf("store: %s: %w", f.path(tmpName), fs.ErrExist)
}

// File is the open file.
func (a *Aside) File() *os.File { return a.f }

// Discard closes and removes the file; after PutNodes it does nothing.
func (a *Aside) Discard() {
	_ = a.f.Close()
	if d, err := enter(a.dir, false); err == nil {
		_ = d.remove(a.name)
		d.close()
	}
}

// finish syncs and measures the file and leaves it open, so that its lock
// holds until it has moved.
func (a *Aside) finish() (size int64, sum string, err error) {
	if err := a.f.Sync(); err != nil {
		return 0, "", fmt.Errorf("store: %w", err)
	}
	if _, err := a.f.Seek(0, io.SeekStart); err != nil {
		return 0, "", fmt.Errorf("store: %w", err)
	}
	data, err := io.ReadAll(a.f)
	if err != nil {
		return 0, "", fmt.Errorf("store: %w", err)
	}
	return int64(len(data)), hash(data), nil
}
