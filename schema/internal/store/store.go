// Package store keeps fetched definitions in a project's .payloadlint folder:
// one readable JSON file per workflow and AI app, the compiled node
// definitions, nodes.json with those of them that the workflows use,
// models.json with the names of models, and lock.json, which says for each what
// it is, where and when it came from and what its content must hash to. All but
// the compiled node definitions is made to be committed.
//
// Reading never touches the network. Writing is safe against other writers
// (an exclusive lock of the operating system, gone with the process that held
// it) and against a crash at any moment: content is written aside, synced and
// renamed, and lock.json always admits both the old and the new content while
// one replaces the other.
package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// The names that a store goes by.
const (
	// DirName is the name of its folder.
	DirName = ".payloadlint"
	// SliceID and ModelsID are the ids of the files of Server.
	SliceID  = "nodes"
	ModelsID = "models"
)

// version is the format of the folder that this program writes and reads.
const version = 1

const (
	lockName  = "lock.json"
	guardName = ".lock"
	tmpName   = "tmp"
)

// Kind is what a definition is of.
type Kind string

// The kinds. The ID of Nodes is the host the definitions come from, that of
// Server one of those below.
const (
	Workflow Kind = "workflow"
	App      Kind = "app"
	Nodes    Kind = "nodes"
	// Server is what is kept of the server in a file of its own: SliceID the
	// definitions of the nodes that the workflows use, ModelsID the names of
	// models that its loaders take.
	Server Kind = "server"
)

// broken is a fault of what was fetched as id.
func broken(p fault.Problem, path string, k Kind, id string, err error) *fault.Error {
	return &fault.Error{Problem: p, Path: path, Args: map[string]string{"kind": string(k), "id": id, "remedy": remedy(p, k, id)}, Err: err}
}

// damaged is a fault of the lock file.
func damaged(path string, err error) *fault.Error {
	return broken(fault.StoreLockDamaged, path, "", "", err)
}

// remedy is the command that puts a fault right; "" when no command will.
func remedy(p fault.Problem, k Kind, id string) string {
	switch p {
	case fault.StoreLockVersion, fault.StoreBadID, fault.StoreLinked, fault.StoreForeign:
		return ""
	case fault.StoreLockDamaged:
		return "payloadlint fetch"
	}
	switch k {
	case Workflow, App:
		return "payloadlint fetch " + string(k) + " " + id
	case Server:
		return "payloadlint fetch " + id
	case Nodes:
		if id != "www.runninghub.cn" && id != "www.runninghub.ai" {
			return "payloadlint fetch nodes " + id
		}
		return "payloadlint fetch nodes"
	}
	return "payloadlint fetch"
}

// Answer is the error that the platform gave when a definition was asked for.
type Answer struct {
	Time time.Time `json:"asked"`
	Code int       `json:"code"`
	Host string    `json:"host"`
	Msg  string    `json:"msg"`
}

// Refused reports whether an answer to asking for something of the kind speaks of
// the workflow or app itself (380, 810, 901), not of the key or of the moment, so
// that a request naming it will get it too. A webapp unknown to the site was also
// seen to answer 1 "webapp not exists". Source: live-answers.md.
func (Kind) Refused(code int, msg string) bool {
	switch code {
	case 380, 810, 901:
		return true
	case 1:
		return strings.Contains(strings.ToLower(msg), "not exist")
	}
	return false
}

// Entry is one line of the lock file.
type Entry struct {
	Kind Kind   `json:"-"`
	ID   string `json:"-"`
	// Answer is the newest error answer, nil when the newest answer was the
	// definition.
	Answer *Answer `json:"answer,omitempty"`
	// Bytes is the size of the content, for Nodes.
	Bytes int64 `json:"bytes,omitempty"`
	// Fetched is when this content was first seen, UTC.
	Fetched time.Time `json:"fetched,omitzero"`
	// Host is where the definition came from; "" when that was lost with a
	// damaged lock file.
	Host string `json:"host,omitempty"`
	// Pending is the hash of content that is about to take the file's place.
	Pending string `json:"pending,omitempty"`
	// SHA256 is the hash of the file's content, in hex; "" when there is only
	// an Answer. Line ends do not count: version control may change them.
	SHA256 string `json:"sha256,omitempty"`
}

// lockFile is lock.json; its keys are sorted like those of every other file.
type lockFile struct {
	Apps      map[string]*Entry `json:"apps,omitempty"`
	Nodes     map[string]*Entry `json:"nodes,omitempty"`
	Server    map[string]*Entry `json:"server,omitempty"`
	Version   int               `json:"version"`
	Workflows map[string]*Entry `json:"workflows,omitempty"`
}

func (l *lockFile) of(k Kind) map[string]*Entry {
	var m *map[string]*Entry
	switch k {
	case Workflow:
		m = &l.Workflows
	case App:
		m = &l.Apps
	case Server:
		m = &l.Server
	default:
		m = &l.Nodes
	}
	if *m == nil {
		*m = map[string]*Entry{}
	}
	return *m
}

// Store is an opened folder. It is safe for concurrent use.
type Store struct {
	dir string

	mu    sync.Mutex
	lock  *lockFile
	cache map[key]*cached
}

type key struct {
	kind Kind
	id   string
}

type cached struct {
	once sync.Once
	def  *workflow.Definition
	err  error
}

// Find looks for a .payloadlint folder in dir and upward; "" when there is
// none.
func Find(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	for {
		p := filepath.Join(dir, DirName)
		// A link in its place is found too: Open says what is wrong with it.
		if info, err := os.Lstat(p); err == nil && (info.IsDir() || info.Mode()&fs.ModeSymlink != 0) {
			return p
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// Open opens the folder dir (the .payloadlint folder itself). A folder that is
// not there is an empty store. The error is a *fault.Error when lock.json is damaged
// or of another version. Definitions are read when they are asked for.
func Open(dir string) (*Store, error) {
	s := &Store{dir: dir, cache: map[key]*cached{}}
	l, err := readLock(dir)
	if err != nil {
		return nil, err
	}
	s.lock = l
	return s, nil
}

// Dir is the folder.
func (s *Store) Dir() string { return s.dir }

func readLock(dir string) (*lockFile, error) {
	f, err := enter(dir, false)
	if errors.Is(err, fs.ErrNotExist) {
		return &lockFile{Version: version}, nil
	}
	if err != nil {
		return nil, lockFault(filepath.Join(dir, lockName), err)
	}
	defer f.close()
	return f.lock()
}

// lockFault is the error of a lock file that cannot be read.
func lockFault(path string, err error) error {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return e
	}
	return damaged(path, err)
}

func (f *folder) lock() (*lockFile, error) {
	path := f.path(lockName)
	data, err := f.read(lockName)
	if errors.Is(err, fs.ErrNotExist) {
		// Writers make lock.json before anything else: definitions without it
		// were left behind by someone who removed it.
		if len(f.files()) > 0 {
			return nil, damaged(path, err)
		}
		return &lockFile{Version: version}, nil
	}
	if err != nil {
		return nil, lockFault(path, err)
	}
	return parseLock(path, data)
}

func parseLock(path string, data []byte) (*lockFile, error) {
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err != nil || head.Version < 1 {
		return nil, damaged(path, err)
	}
	if head.Version != version {
		return nil, &fault.Error{Problem: fault.StoreLockVersion, Path: path, Args: map[string]string{"version": strconv.Itoa(head.Version)}}
	}
	l := &lockFile{}
	if err := json.Unmarshal(data, l); err != nil {
		return nil, damaged(path, err)
	}
	for _, k := range kinds() {
		for id, e := range l.of(k) {
			if e == nil || !k.Takes(id) {
				return nil, broken(fault.StoreLockDamaged, path, k, id, nil)
			}
			e.Kind, e.ID = k, id
		}
	}
	return l, nil
}

// files lists the definition files of a folder by kind and id, whether or not
// its lock knows them.
func (f *folder) files() []key {
	var out []key
	for _, k := range []Kind{Workflow, App} {
		names := f.list(folders[k])
		slices.Sort(names)
		for _, n := range names {
			if id, ok := strings.CutSuffix(n, ".json"); ok && number(id) {
				out = append(out, key{k, id})
			}
		}
	}
	return out
}

// kinds lists the kinds in the order of Entries.
func kinds() []Kind { return []Kind{Workflow, App, Nodes, Server} }

// Takes reports whether something of the kind can have this id.
func (k Kind) Takes(id string) bool {
	switch k {
	case Nodes:
		return true
	case Server:
		return id == SliceID || id == ModelsID
	}
	return number(id)
}

var folders = map[Kind]string{Workflow: "workflows", App: "apps", Nodes: "nodes"}

// number reports whether id can be the id of a workflow or app: 1 to 32 decimal
// digits. Source: runninghub-api.md §3 (19 digits, 64 bits).
func number(id string) bool {
	if id == "" || len(id) > 32 {
		return false
	}
	for i := range len(id) {
		if id[i] < '0' || id[i] > '9' {
			return false
		}
	}
	return true
}

// fileOf is the name of a definition's file in the folder, with slashes.
func fileOf(k Kind, id string) string {
	switch k {
	case Nodes:
		return folders[k] + "/" + fileName(id) + ".nodes"
	case Server:
		return id + ".json"
	}
	return folders[k] + "/" + id + ".json"
}

// Path is the file that holds, or would hold, a definition.
func (s *Store) Path(k Kind, id string) string {
	return filepath.Join(s.dir, filepath.FromSlash(fileOf(k, id)))
}

// fileName makes a file name of a host: letters, digits, dots and dashes stay,
// everything else becomes its bytes in hex. Two hosts never share a name.
func fileName(host string) string {
	var b strings.Builder
	for i := range len(host) {
		c := host[i]
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' && i > 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "_%02x", c)
		}
	}
	return b.String()
}

// hash is the content hash that lock.json holds: SHA-256 in hex, CR LF counted
// as LF (a JSON text has neither inside its strings).
func hash(content []byte) string {
	if bytes.Contains(content, []byte("\r\n")) {
		content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Entry returns the lock's line for a definition.
func (s *Store) Entry(k Kind, id string) (Entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.lock.of(k)[id]
	if !ok {
		return Entry{}, false
	}
	return *e, true
}

// Entries lists the lock file by kind and id.
func (s *Store) Entries() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Entry
	for _, k := range kinds() {
		m := s.lock.of(k)
		for _, id := range slices.Sorted(maps.Keys(m)) {
			out = append(out, *m[id])
		}
	}
	return out
}

// Has reports whether the store holds a definition (damaged or not).
func (s *Store) Has(k Kind, id string) bool {
	e, ok := s.Entry(k, id)
	return ok && (e.SHA256 != "" || e.Pending != "")
}

// Remembered returns what the platform answered for a workflow or app when the
// answer is one that a request naming it would get too. Answers of another
// host than the given one (a host or a base URL) do not count; "" accepts any.
func (s *Store) Remembered(k Kind, id, host string) (Answer, bool) {
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host, _, _ = strings.Cut(rest, "/")
	}
	e, ok := s.Entry(k, id)
	if !ok || e.Answer == nil || !k.Refused(e.Answer.Code, e.Answer.Msg) || host != "" && e.Answer.Host != host {
		return Answer{}, false
	}
	return *e.Answer, true
}

// Workflow returns a workflow's definition. The error is a *fault.Error; its Problem
// is Missing when the store never had it.
func (s *Store) Workflow(id string) (*workflow.Definition, error) { return s.definition(Workflow, id) }

// App is Workflow for an AI app.
func (s *Store) App(id string) (*workflow.Definition, error) { return s.definition(App, id) }

func (s *Store) definition(k Kind, id string) (*workflow.Definition, error) {
	s.mu.Lock()
	c, ok := s.cache[key{k, id}]
	if !ok {
		c = &cached{}
		if number(id) {
			s.cache[key{k, id}] = c
		}
	}
	s.mu.Unlock()
	c.once.Do(func() {
		var data []byte
		if data, c.err = s.Content(k, id); c.err != nil {
			return
		}
		c.def, c.err = workflow.Read(s.Path(k, id), data)
		if c.err != nil {
			c.err = broken(fault.StoreUnreadable, s.Path(k, id), k, id, c.err)
			return
		}
		c.def.ID = id
	})
	return c.def, c.err
}

// Content returns a definition's file after checking it against the lock.
func (s *Store) Content(k Kind, id string) ([]byte, error) {
	var err error
	// Another process may be replacing the file just now: what does not fit
	// the lock read before is looked at again with the lock of now.
	for range 3 {
		var data []byte
		if data, err = s.content(k, id); err == nil {
			return data, nil
		}
		l, lerr := readLock(s.dir)
		if lerr != nil {
			return nil, lerr
		}
		s.mu.Lock()
		s.lock = l
		s.mu.Unlock()
	}
	return nil, err
}

func (s *Store) content(k Kind, id string) ([]byte, error) {
	if !k.Takes(id) {
		return nil, broken(fault.StoreMissing, s.dir, k, id, nil)
	}
	e, ok := s.Entry(k, id)
	path := s.Path(k, id)
	if !ok || e.SHA256 == "" && e.Pending == "" {
		return nil, broken(fault.StoreMissing, path, k, id, nil)
	}
	data, err := s.read(fileOf(k, id))
	if err != nil {
		return nil, fileFault(path, k, id, err)
	}
	if sum := hash(data); sum == e.SHA256 || sum == e.Pending {
		return data, nil
	}
	problem := fault.StoreMismatch
	if k != Nodes && !json.Valid(data) || k == Nodes && int64(len(data)) < e.Bytes {
		problem = fault.StoreTruncated
	}
	return nil, broken(problem, path, k, id, nil)
}

func (s *Store) read(name string) ([]byte, error) {
	f, err := enter(s.dir, false)
	if err != nil {
		return nil, err
	}
	defer f.close()
	return f.read(name)
}

// stat describes a regular file of the store's own.
func (s *Store) stat(name string) (fs.FileInfo, error) {
	f, err := enter(s.dir, false)
	if err != nil {
		return nil, err
	}
	defer f.close()
	return f.plain(name, false)
}

// fileFault is the error of a definition's file that cannot be read.
func fileFault(path string, k Kind, id string, err error) error {
	problem := fault.StoreUnreadable
	if errors.Is(err, fs.ErrNotExist) {
		problem = fault.StoreFileMissing
	}
	if e, ok := errors.AsType[*fault.Error](err); ok {
		problem, path, err = e.Problem, e.Path, e.Err
	}
	return broken(problem, path, k, id, err)
}

// OpenNodes opens the node definitions of a host. The size of the file is
// compared with the lock; its parts carry checksums of their own, which are
// verified as they are used. The error is a *fault.Error.
func (s *Store) OpenNodes(host string) (*nodes.Catalog, error) {
	path := s.Path(Nodes, host)
	e, ok := s.Entry(Nodes, host)
	if !ok || e.SHA256 == "" && e.Pending == "" {
		return nil, broken(fault.StoreMissing, path, Nodes, host, nil)
	}
	info, err := s.stat(fileOf(Nodes, host))
	switch {
	case err != nil:
		return nil, fileFault(path, Nodes, host, err)
	case e.Pending == "" && info.Size() < e.Bytes:
		return nil, broken(fault.StoreTruncated, path, Nodes, host, nil)
	case e.Pending == "" && info.Size() != e.Bytes:
		return nil, broken(fault.StoreMismatch, path, Nodes, host, nil)
	}
	c, err := nodes.Open(path, "")
	if err != nil {
		return nil, broken(fault.StoreUnreadable, path, Nodes, host, err)
	}
	return c, nil
}

// Verify reads every definition and returns what is wrong with it, in the
// order of Entries. Node definitions whose file is absent are no fault: they
// are not committed.
func (s *Store) Verify() []error {
	var out []error
	for _, e := range s.Entries() {
		if e.SHA256 == "" && e.Pending == "" {
			continue
		}
		var err error
		switch e.Kind {
		case Server:
			err = s.verifyServer(e.ID)
		case Nodes:
			_, err = s.Content(e.Kind, e.ID)
			if se, ok := errors.AsType[*fault.Error](err); ok && se.Problem == fault.StoreFileMissing {
				err = nil
			}
		default:
			_, err = s.definition(e.Kind, e.ID)
		}
		if err != nil {
			out = append(out, err)
		}
	}
	return out
}
