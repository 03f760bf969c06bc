package nodes

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"sync"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// openError says why a file gives no catalog; offset is the byte at which the
// text stops making sense, -1 when that says nothing.
func openError(path string, p fault.Problem, offset int64, err error) *fault.Error {
	return &fault.Error{Problem: p, Path: path, Args: map[string]string{"offset": strconv.FormatInt(offset, 10)}, Err: err}
}

// Open reads a file: an object_info answer (plain or gzip, at the top or inside
// one wrapping object) or a compiled catalog. The catalog is taken to be
// complete and the server's own; Close releases the file. The error is an
// *fault.Error.
//
// In the folder cache, "" for none, it remembers where the classes of an
// object_info file are (of a compressed one, the compiled form), so that later
// runs read no more than the classes they are asked for. What is remembered
// belongs to the file's path, size and time of change. What cannot be written
// to or read from the folder is done without.
func Open(path, cache string) (*Catalog, error) {
	// A device may never end. A pipe is what a shell makes of <(command).
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && info.Mode()&fs.ModeNamedPipe == 0 {
		return nil, openError(path, fault.NodesUnreadable, -1, &fault.Error{Problem: fault.FileNotRegular, Path: path})
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, openError(path, fault.NodesUnreadable, -1, err)
	}
	if cache != "" {
		return openCached(path, f, cache)
	}
	return openFile(path, f)
}

// openFile is Open for a file that is open already; it closes f or hands it to
// the catalog.
func openFile(path string, f *os.File) (*Catalog, error) {
	head := make([]byte, headerSize)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, errors.Join(openError(path, fault.NodesUnreadable, -1, err), f.Close())
	}
	if bytes.HasPrefix(head[:n], []byte(magic)) {
		c, err := openCompiled(path, f, f)
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return c, nil
	}
	if st, err := f.Stat(); err == nil && st.Mode().IsRegular() && st.Size() >= largeFile {
		if s, ok := scanFile(path, f); ok {
			return ofServer(path, s), nil
		}
	}
	data, err := readAll(f, head[:n])
	if e := f.Close(); err == nil {
		err = e
	}
	if errors.Is(err, errUnpacked) {
		return nil, openError(path, fault.NodesTooLarge, -1, err)
	}
	if err != nil {
		return nil, openError(path, fault.NodesUnreadable, -1, err)
	}
	return Read(path, data)
}

// readAll reads a whole file of which head was read already (a pipe gives it
// only once), a large one in two halves at a time: filling fresh memory costs
// more than the reading.
func readAll(f *os.File, head []byte) ([]byte, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	const large = 16 << 20
	if !st.Mode().IsRegular() || st.Size() < large {
		return unpacked(io.MultiReader(bytes.NewReader(head), f), mostWhole)
	}
	if st.Size() > mostWhole {
		return nil, errUnpacked
	}
	data := make([]byte, st.Size())
	half := len(data) / 2
	other := make(chan error, 1)
	go func() {
		_, err := f.ReadAt(data[half:], int64(half))
		other <- err
	}()
	_, err = f.ReadAt(data[:half], 0)
	if e := <-other; err == nil {
		err = e
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF // it was cut while it was read
	}
	return data, err
}

// Read is Open for bytes that are there already. They are kept and must not
// change afterwards.
func Read(name string, data []byte) (*Catalog, error) {
	if bytes.HasPrefix(data, []byte(magic)) {
		return openCompiled(name, bytes.NewReader(data), nil)
	}
	packed := bytes.HasPrefix(data, []byte{0x1f, 0x8b})
	if packed {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err == nil {
			data, err = unpacked(z, len(data))
		}
		if errors.Is(err, errUnpacked) {
			return nil, openError(name, fault.NodesTooLarge, -1, err)
		}
		if err != nil {
			return nil, openError(name, fault.NodesTruncated, -1, err)
		}
	}
	s, err := indexJSON(name, data)
	if err != nil {
		return nil, err
	}
	s.packed = packed
	c := ofServer(name, s)
	if s.cut != nil {
		c.parts[0].cut, c.parts[0].complete = s.cut, false
	}
	return c, nil
}

// ofServer is the catalog of what a server answered.
func ofServer(name string, s store) *Catalog {
	return &Catalog{parts: []part{{store: s, info: info{name: name, complete: true, fromServer: true}, overlay: true}}}
}

// jsonStore is an object_info text with the places of its classes.
type jsonStore struct {
	src   []byte
	list  []string
	index map[string]entrySpan
	hash  func() string
	// offset is where src begins in the file; packed says that the file is a
	// compressed form of it.
	offset int
	packed bool
	// cut says what a slice is cut from, nil for a whole.
	cut *slice
}

func (s *jsonStore) entry(name string) ([]byte, error) {
	at, ok := s.index[name]
	if !ok {
		return nil, nil
	}
	return s.src[at.start:at.end], nil
}

func (s *jsonStore) has(name []byte) bool { _, ok := s.index[string(name)]; return ok }
func (s *jsonStore) names() []string      { return s.list }
func (s *jsonStore) Close() error         { return nil }

// indexJSON finds the classes in an object_info text, at the top or inside a
// wrapping object.
func indexJSON(name string, data []byte) (*jsonStore, error) {
	src := bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	fail := func(c fault.Problem, at int) error {
		return openError(name, c, int64(at+len(data)-len(src)), nil)
	}
	start := space(src, 0)
	if cause := firstByte(src, start); cause != "" {
		return nil, fail(cause, start)
	}
	entries, end, bad := scanObject(src, start)
	if bad < 0 && space(src, end) != len(src) {
		bad = end
	}
	switch {
	case bad >= len(src):
		return nil, fail(fault.NodesTruncated, bad)
	case bad >= 0:
		return nil, fail(fault.NodesNotJSON, bad)
	}
	cut, classes := readSlice(src, entries)
	if cut != nil {
		entries = classes
	} else if !looksLikeClasses(src, entries) {
		inner, ok := unwrap(src, entries)
		if !ok && len(entries) > 0 {
			return nil, fail(fault.NodesNotObjectInfo, start)
		}
		entries = inner
	}
	s := &jsonStore{src: src, list: make([]string, 0, len(entries)), index: make(map[string]entrySpan, len(entries)), offset: len(data) - len(src), cut: cut}
	if at := s.add(entries); at >= 0 {
		return nil, fail(fault.NodesNotJSON, at)
	}
	s.hash = sync.OnceValue(func() string {
		sum := sha256.Sum256(data)
		return hex.EncodeToString(sum[:])
	})
	return s, nil
}

// firstByte is what is wrong with a text that does not begin as an object; ""
// where it does.
func firstByte(src []byte, at int) fault.Problem {
	if at >= len(src) {
		return fault.NodesNotJSON
	}
	switch src[at] {
	case '{':
		return ""
	case '[', '"':
		return fault.NodesNotObjectInfo
	}
	return fault.NodesNotJSON
}

// add takes over the entries that are objects; of a repeated name the last
// counts. It returns where a name cannot be read, -1 where all can.
func (s *jsonStore) add(entries []entrySpan) (bad int) {
	for _, e := range entries {
		key, ok := unquoted(s.src[e.keyStart+1 : e.keyEnd-1])
		if !ok {
			return e.keyStart
		}
		if s.src[e.start] != '{' {
			continue
		}
		if _, again := s.index[key]; !again {
			s.list = append(s.list, key)
		}
		s.index[key] = e
	}
	return -1
}

// unquoted is the text of a JSON string without its quotes.
func unquoted(inner []byte) (string, bool) {
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner), true
	}
	doc, err := jsondoc.Parse("", append(append([]byte{'"'}, inner...), '"'))
	if err != nil {
		return "", false
	}
	return doc.Root().Text(), true
}

// looksLikeClasses reports whether the members are node classes: objects with
// "input" or "output".
func looksLikeClasses(src []byte, entries []entrySpan) bool {
	tried := 0
	for _, e := range entries {
		if src[e.start] != '{' {
			continue
		}
		members, _, bad := scanObject(src[:e.end], e.start)
		if bad >= 0 {
			continue
		}
		for _, m := range members {
			switch string(src[m.keyStart:m.keyEnd]) {
			case `"input"`, `"output"`, `"input_order"`, `"python_module"`:
				return true
			}
		}
		if tried++; tried == 3 {
			break
		}
	}
	return false
}

// unwrap finds the object of classes inside an envelope such as {"data": …}.
func unwrap(src []byte, entries []entrySpan) ([]entrySpan, bool) {
	if len(entries) > 16 {
		return nil, false
	}
	for _, e := range entries {
		if src[e.start] != '{' {
			continue
		}
		if inner, _, bad := scanObject(src[:e.end], e.start); bad < 0 && looksLikeClasses(src, inner) {
			return inner, true
		}
	}
	return nil, false
}

// Hash identifies the content that a catalog with one source was read or
// compiled from: its SHA-256 in lower-case hex; "" for a merged one and for a
// file that cannot be read.
func (c *Catalog) Hash() string {
	if len(c.parts) != 1 {
		return ""
	}
	switch s := c.parts[0].store.(type) {
	case *jsonStore:
		return s.hash()
	case *fileStore:
		sum := sha256.New()
		if _, err := io.Copy(sum, io.NewSectionReader(s.f, 0, 1<<62)); err != nil {
			return ""
		}
		return hex.EncodeToString(sum.Sum(nil))
	}
	return c.parts[0].hash
}

var errNoEntry = fmt.Errorf("the record is damaged")
