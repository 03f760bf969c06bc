package nodes

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/payloadlint/payloadlint/schema/fault"
)

// The index of an object_info file: where its classes are, so that a later run
// reads those that it needs out of a hundred megabytes. All numbers are
// varints.
//
//	magic (16 bytes) · count · per class: name length, name, offset of the key
//	(behind the class before it), key length, offset of the value behind the
//	key, value length · CRC-32 of all of it (u32, little-endian)
const indexMagic = "payloadlint-idx1"

// openCached is Open with a cache in dir; it closes f or hands it to the catalog.
func openCached(path string, f *os.File, dir string) (*Catalog, error) {
	key, ok := fileKey(path, f)
	if !ok {
		return openFile(path, f)
	}
	index, compiled := filepath.Join(dir, key+".index"), filepath.Join(dir, key+".nodes")
	if s, err := readIndexFile(index, path, f); err == nil {
		return ofServer(path, s), nil
	}
	if c, err := Open(compiled, ""); err == nil {
		c.parts[0].name = path
		return c, f.Close()
	}
	c, err := openFile(path, f)
	if err != nil {
		return nil, err
	}
	if now, same := fileKey(path, nil); !same || now != key {
		return c, nil // already something else
	}
	// A convenience: without it the next run is slower.
	switch s := c.parts[0].store.(type) {
	case *fileStore:
		_ = writeFile(index, func(w io.Writer) error { _, err := w.Write(appendIndex(nil, s.list, s.index, 0)); return err })
	case *jsonStore:
		if s.cut != nil {
			break // the index does not say so, and it is small
		}
		if s.packed {
			_ = writeFile(compiled, func(w io.Writer) error { _, err := c.Compile(w); return err })
			break
		}
		_ = writeFile(index, func(w io.Writer) error { _, err := w.Write(appendIndex(nil, s.list, s.index, s.offset)); return err })
	}
	return c, nil
}

// fileKey names a file as it is now: path, size and time of change. f is the
// open file, nil to look the path up.
func fileKey(path string, f *os.File) (string, bool) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", false
	}
	var st os.FileInfo
	if f != nil {
		st, err = f.Stat()
	} else {
		st, err = os.Stat(abs)
	}
	if err != nil || !st.Mode().IsRegular() {
		return "", false
	}
	text := abs + "\x00" + strconv.FormatInt(st.Size(), 10) + "\x00" + strconv.FormatInt(st.ModTime().UnixNano(), 10) + "\x00" + strconv.Itoa(formatVersion)
	return hashText(text), true
}

// writeFile puts a file in its place in one step, so that a reader never sees
// half of it.
func writeFile(path string, write func(io.Writer) error) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "tmp-*")
	if err != nil {
		return err
	}
	err = write(f)
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// appendIndex writes the index of classes whose places begin at offset in their
// file.
func appendIndex(b []byte, list []string, index map[string]entrySpan, offset int) []byte {
	b = append(b, indexMagic...)
	b = binary.AppendUvarint(b, uint64(len(list)))
	last := 0
	for _, name := range list {
		at := index[name]
		b = binary.AppendUvarint(b, uint64(len(name)))
		b = append(b, name...)
		// A repeated class may be where the first of its name was not.
		b = binary.AppendVarint(b, int64(offset+at.keyStart-last))
		b = binary.AppendUvarint(b, uint64(at.keyEnd-at.keyStart))
		b = binary.AppendUvarint(b, uint64(at.start-at.keyEnd))
		b = binary.AppendUvarint(b, uint64(at.end-at.start))
		last = offset + at.end
	}
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// fileStore reads classes out of an object_info file by its index.
type fileStore struct {
	path  string
	f     *os.File
	list  []string
	index map[string]entrySpan
}

func (s *fileStore) has(name []byte) bool { _, ok := s.index[string(name)]; return ok }
func (s *fileStore) names() []string      { return s.list }
func (s *fileStore) Close() error         { return s.f.Close() }

// entry also reads the key in front of the class: a file that was overwritten
// in the meantime says something else there.
func (s *fileStore) entry(name string) ([]byte, error) {
	at, ok := s.index[name]
	if !ok {
		return nil, nil
	}
	raw := make([]byte, at.end-at.keyStart)
	n, err := s.f.ReadAt(raw, int64(at.keyStart))
	if n < len(raw) {
		return nil, openError(s.path, fault.NodesDamaged, int64(at.keyStart), err)
	}
	key := raw[:at.keyEnd-at.keyStart]
	if plain := key[1 : len(key)-1]; string(plain) != name && bytes.IndexByte(plain, '\\') < 0 {
		return nil, openError(s.path, fault.NodesDamaged, int64(at.keyStart), errNoEntry)
	}
	return raw[at.start-at.keyStart:], nil
}

// readIndexFile reads what an earlier run wrote about f.
func readIndexFile(index, path string, f *os.File) (*fileStore, error) {
	data, err := os.ReadFile(index)
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	body := data[:max(0, len(data)-4)]
	if !bytes.HasPrefix(body, []byte(indexMagic)) || crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(data[len(body):]) {
		return nil, errNoEntry
	}
	r := varints{b: body[len(indexMagic):]}
	count := r.next(int64(len(body)))
	s := &fileStore{path: path, f: f, list: make([]string, 0, count), index: make(map[string]entrySpan, count)}
	last, size := int64(0), st.Size()
	for range count {
		name := r.text()
		at := last + r.signed()
		key, gap, length := r.next(size), r.next(size), r.next(size)
		last = at + key + gap + length
		if r.bad || at < 0 || key < 2 || length < 2 || last > size {
			return nil, errNoEntry
		}
		s.list = append(s.list, name)
		s.index[name] = entrySpan{int(at), int(at + key), int(at + key + gap), int(last)}
	}
	return s, nil
}

// varints reads numbers and texts; bad is set where there is nothing sensible.
type varints struct {
	b   []byte
	bad bool
}

// next reads a number of at most limit.
func (r *varints) next(limit int64) int64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > uint64(limit) {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return int64(v)
}

func (r *varints) signed() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *varints) text() string {
	n := r.next(int64(len(r.b)))
	if r.bad || n > int64(len(r.b)) {
		r.bad = true
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}
