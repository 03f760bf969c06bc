package nodes

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// The compiled form, all numbers little-endian:
//
//	magic (16 bytes) · version u32 · flags u32 · SHA-256 of the source (32)
//	index length u32 · index CRC u32 · dictionary length u32 · header CRC u32
//	index: count, then per class: name length, name, record length, record CRC
//	dictionary · records in the order of the index
//
// A record is the class's object_info entry without what no check needs. The
// index alone is read when the file is opened.
const (
	magic      = "payloadlint-node"
	headerSize = 16 + 4 + 4 + 32 + 4 + 4 + 4 + 4

	// formatVersion changes with the layout or with what records hold.
	formatVersion = 1

	flagDeflate = 1 << 0 // records are compressed with the dictionary
	flagCore    = 1 << 1 // neither complete nor a server's
)

// Stats says what Compile made.
type Stats struct {
	Classes int
	// Unreadable are the classes whose definition is not JSON.
	Unreadable []string
	// Read and Written are sizes in bytes.
	Read, Written int64
	// Hash identifies the source's content.
	Hash string
}

// Compile writes the compiled form of a catalog to w, which Open reads. The error
// is that of w, or an *fault.Error where the source was damaged meanwhile.
func (c *Catalog) Compile(w io.Writer) (Stats, error) { return c.compile(w, 0, nil) }

func (c *Catalog) compile(w io.Writer, flags uint32, dict []byte) (Stats, error) {
	var st Stats
	names := c.Names()
	parts := make([]compiled, len(names))
	errs := make([]error, runtime.GOMAXPROCS(0))
	var work group
	work.start(func() { st.Hash = c.Hash() })
	for first := range errs {
		work.start(func() {
			var scratch []byte
			for i := first; i < len(names) && errs[first] == nil; i += len(errs) {
				parts[i], scratch, errs[first] = c.compileClass(names[i], flags, dict, scratch)
			}
		})
	}
	work.wait()
	if err := errors.Join(errs...); err != nil {
		return st, err
	}
	var index, rows []byte
	for i, name := range names {
		p := &parts[i]
		st.Read += int64(p.read)
		if p.unreadable {
			st.Unreadable = append(st.Unreadable, name)
		}
		rows = binary.AppendUvarint(rows, uint64(len(name)))
		rows = append(rows, name...)
		rows = binary.AppendUvarint(rows, uint64(len(p.record)))
		rows = binary.LittleEndian.AppendUint32(rows, crc32.ChecksumIEEE(p.record))
		st.Classes++
	}
	index = binary.AppendUvarint(index, uint64(st.Classes))
	index = append(index, rows...)
	sum, err := hex.DecodeString(st.Hash)
	if err != nil || len(sum) != 32 {
		sum = make([]byte, 32)
	}
	head := make([]byte, 0, headerSize)
	head = append(head, magic...)
	head = binary.LittleEndian.AppendUint32(head, formatVersion)
	head = binary.LittleEndian.AppendUint32(head, flags)
	head = append(head, sum...)
	head = binary.LittleEndian.AppendUint32(head, uint32(len(index)))
	head = binary.LittleEndian.AppendUint32(head, crc32.ChecksumIEEE(index))
	head = binary.LittleEndian.AppendUint32(head, uint32(len(dict)))
	head = binary.LittleEndian.AppendUint32(head, crc32.ChecksumIEEE(head))
	out := bufio.NewWriterSize(w, 1<<20) // most records are small
	write := func(b []byte) error {
		n, err := out.Write(b)
		st.Written += int64(n)
		return err
	}
	for _, b := range [][]byte{head, index, dict} {
		if err := write(b); err != nil {
			return st, err
		}
	}
	for i := range parts {
		if err := write(parts[i].record); err != nil {
			return st, err
		}
	}
	return st, out.Flush()
}

// compiled is one class in the compiled form.
type compiled struct {
	record     []byte
	read       int
	unreadable bool
}

// compileClass makes the record of a class; scratch is room to work in.
func (c *Catalog) compileClass(name string, flags uint32, dict, scratch []byte) (compiled, []byte, error) {
	raw, err := c.Entry(name)
	if err != nil {
		return compiled{}, scratch, err
	}
	// An unreadable definition stays as it is: the class exists, and what
	// reads it says again what is wrong with it.
	out := compiled{record: raw, read: len(raw)}
	if doc, err := parseTolerant(name, raw); err != nil {
		out.unreadable = true
	} else {
		scratch = slim(scratch[:0], doc.Root())
		out.record = bytes.Clone(scratch)
	}
	if flags&flagDeflate == 0 {
		return out, scratch, nil
	}
	var b bytes.Buffer
	z, err := flate.NewWriterDict(&b, flate.BestCompression, dict)
	if err == nil {
		_, err = z.Write(out.record)
	}
	if err == nil {
		err = z.Close()
	}
	out.record = b.Bytes()
	return out, scratch, err
}

// slim appends the parts of an object_info entry that checks and `catalog show`
// use. Unknown keys of inputs go; unknown keys of a class go too, and the lists
// of the hidden inputs.
func slim(b []byte, v jsondoc.Value, hidden ...string) []byte {
	b = append(b, '{')
	for m := range v.Members() {
		switch m.Key() {
		case "input":
			b = appendKey(b, m)
			b = appendSections(b, m.Value, hidden...)
		case "output", "output_name", "python_module", "output_node", "schema", "display_name", "category", "validator", "folder_fed", "flexible", "is_input_list":
			b = appendKey(b, m)
			b = appendCompact(b, m.Value)
		case "deprecated", "experimental", "api_node":
			if m.Value.True() {
				b = appendKey(b, m)
				b = append(b, "true"...)
			}
		case "price_badge":
			b = appendKey(b, m)
			b = append(b, "null"...)
		}
	}
	return append(b, '}')
}

func appendKey(b []byte, m jsondoc.Member) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(b, m.KeyValue().Raw()...)
	return append(b, ':')
}

// appendSections writes {"required": {name: definition}, …}.
func appendSections(b []byte, v jsondoc.Value, hidden ...string) []byte {
	if !v.Is(jsondoc.Object) {
		return appendCompact(b, v)
	}
	b = append(b, '{')
	for section := range v.Members() {
		b = appendKey(b, section)
		if !section.Value.Is(jsondoc.Object) || section.KeyIs("hidden") {
			b = appendCompact(b, section.Value)
			continue
		}
		b = append(b, '{')
		for m := range section.Value.Members() {
			b = appendKey(b, m)
			b = appendDefinition(b, m.Value, slices.Contains(hidden, m.Key()))
		}
		b = append(b, '}')
	}
	return append(b, '}')
}

// appendDefinition writes the definition of an input, without its list where
// that is hidden.
func appendDefinition(b []byte, v jsondoc.Value, hidden bool) []byte {
	if hidden && v.Index(0).Is(jsondoc.Array) && !v.Index(1).Is(jsondoc.Object) {
		return append(b, "[[]]"...)
	}
	if !v.Is(jsondoc.Array) || !v.Index(1).Is(jsondoc.Object) {
		return appendCompact(b, v)
	}
	b = append(b, '[')
	if hidden && v.Index(0).Is(jsondoc.Array) {
		b = append(b, "[]"...)
	} else {
		b = appendCompact(b, v.Index(0))
	}
	at := len(b)
	b = append(b, ',', '{')
	for m := range v.Index(1).Members() {
		b = appendOption(b, m, hidden)
	}
	if b[len(b)-1] == '{' {
		return append(b[:at], ']')
	}
	return append(b, '}', ']')
}

// appendOption writes an option of an input that validation reads, and nothing
// of any other.
func appendOption(b []byte, m jsondoc.Member, hidden bool) []byte {
	switch m.Key() {
	case "min", "max", "default", "multiselect", "remote_combo":
		if hidden && m.KeyIs("default") {
			return b // one of the files
		}
		return appendCompact(appendKey(b, m), m.Value)
	case "options":
		if hidden {
			return append(appendKey(b, m), "[]"...)
		}
		return appendOptions(appendKey(b, m), m.Value)
	case "template":
		return appendTemplate(appendKey(b, m), m.Value)
	case "inputs":
		return appendSections(appendKey(b, m), m.Value)
	case "remote":
		return append(appendKey(b, m), "true"...)
	}
	if strings.HasSuffix(m.Key(), "_upload") && m.Value.True() {
		return append(appendKey(b, m), "true"...)
	}
	return b
}

// appendOptions writes a combo's options; those of a dynamic combo hold
// inputs of their own.
func appendOptions(b []byte, v jsondoc.Value) []byte {
	if !v.Is(jsondoc.Array) || !v.Index(0).Is(jsondoc.Object) {
		return appendCompact(b, v)
	}
	b = append(b, '[')
	for i, o := range v.Elements() {
		if i > 0 {
			b = append(b, ',')
		}
		if !o.Is(jsondoc.Object) {
			b = appendCompact(b, o)
			continue
		}
		b = append(b, '{')
		for m := range o.Members() {
			b = appendKey(b, m)
			if m.KeyIs("inputs") {
				b = appendSections(b, m.Value)
			} else {
				b = appendCompact(b, m.Value)
			}
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendTemplate(b []byte, v jsondoc.Value) []byte {
	if !v.Is(jsondoc.Object) {
		return appendCompact(b, v)
	}
	b = append(b, '{')
	for m := range v.Members() {
		b = appendKey(b, m)
		if m.KeyIs("input") {
			b = appendSections(b, m.Value)
		} else {
			b = appendCompact(b, m.Value)
		}
	}
	return append(b, '}')
}

// compact is a value's text without whitespace outside strings.
func compact(v jsondoc.Value) []byte { return appendCompact(nil, v) }

func appendCompact(b []byte, v jsondoc.Value) []byte {
	raw := v.Raw()
	from := 0 // what comes before is copied
	for i := 0; i < len(raw); {
		switch raw[i] {
		case '"':
			i = skipString(raw, i)
			continue
		case ' ', '\n', '\r', '\t':
			b = append(b, raw[from:i]...)
			from = i + 1
		}
		i++
	}
	return append(b, raw[from:]...)
}

// compiledStore reads records where they are.
type compiledStore struct {
	path   string
	r      io.ReaderAt
	closer io.Closer
	list   []string
	index  map[string]recordAt
	flags  uint32
	dict   []byte
}

type recordAt struct {
	offset int64
	length uint32
	crc    uint32
}

func (s *compiledStore) has(name []byte) bool { _, ok := s.index[string(name)]; return ok }
func (s *compiledStore) names() []string      { return s.list }
func (s *compiledStore) Close() error {
	if s.closer == nil {
		return nil
	}
	return s.closer.Close()
}

func (s *compiledStore) entry(name string) ([]byte, error) {
	at, ok := s.index[name]
	if !ok {
		return nil, nil
	}
	damaged := func(err error) error {
		return openError(s.path, fault.NodesDamaged, at.offset, err)
	}
	raw := make([]byte, at.length)
	if n, err := s.r.ReadAt(raw, at.offset); n < len(raw) {
		return nil, damaged(err)
	}
	if crc32.ChecksumIEEE(raw) != at.crc {
		return nil, damaged(errNoEntry)
	}
	if s.flags&flagDeflate == 0 {
		return raw, nil
	}
	out, err := inflate(raw, s.dict)
	if err != nil {
		return nil, damaged(err)
	}
	return out, nil
}

// inflaters keeps readers, whose windows are large, between classes.
var inflaters = sync.Pool{New: func() any { return flate.NewReader(bytes.NewReader(nil)) }}

func inflate(raw, dict []byte) ([]byte, error) {
	z := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(z)
	if err := z.(flate.Resetter).Reset(bytes.NewReader(raw), dict); err != nil {
		return nil, err
	}
	return unpacked(z, len(raw))
}

// openCompiled reads the index. closer, when not nil, is closed by
// Catalog.Close.
func openCompiled(path string, r io.ReaderAt, closer io.Closer) (*Catalog, error) {
	fail := func(c fault.Problem, err error) error { return openError(path, c, -1, err) }
	head := make([]byte, headerSize)
	if n, err := r.ReadAt(head, 0); n < headerSize {
		return nil, fail(fault.NodesDamaged, err)
	}
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(head[at:]) }
	if u32(16) != formatVersion {
		return nil, fail(fault.NodesVersion, errors.New("format "+strconv.Itoa(int(u32(16)))))
	}
	if u32(headerSize-4) != crc32.ChecksumIEEE(head[:headerSize-4]) {
		return nil, fail(fault.NodesDamaged, errors.New("header checksum"))
	}
	s := &compiledStore{path: path, r: r, closer: closer, flags: u32(20)}
	// The length is covered by the checksum, so it is not a stranger's wish;
	// reading through a section keeps a forged one from allocating far ahead.
	rest := io.NewSectionReader(r, headerSize, int64(u32(56))+int64(u32(64)))
	var read bytes.Buffer
	read.Grow(int(min(rest.Size(), 1<<20)) + bytes.MinRead)
	if n, err := read.ReadFrom(rest); err != nil || n < rest.Size() {
		return nil, fail(fault.NodesDamaged, errors.New("the file is too short"))
	}
	tables := read.Bytes()
	index := tables[:u32(56)]
	s.dict = tables[u32(56):]
	if crc32.ChecksumIEEE(index) != u32(60) {
		return nil, fail(fault.NodesDamaged, errors.New("index checksum"))
	}
	end, err := s.readIndex(index, headerSize+int64(len(tables)))
	if err != nil {
		return nil, fail(fault.NodesDamaged, err)
	}
	if n, err := r.ReadAt(head[:1], end-1); n < 1 {
		return nil, fail(fault.NodesDamaged, err) // cut off in the records
	}
	core := s.flags&flagCore != 0
	from := info{name: path, complete: !core, fromServer: !core, hash: hex.EncodeToString(head[24:56])}
	return &Catalog{parts: []part{{store: s, info: from, overlay: !core}}}, nil
}

// readIndex reads the index; records begin at offset and end at end.
func (s *compiledStore) readIndex(b []byte, offset int64) (end int64, err error) {
	bad := errors.New("index")
	count, n := binary.Uvarint(b)
	if n <= 0 || count > uint64(len(b)) {
		return 0, bad
	}
	b = b[n:]
	all := string(b) // the names are parts of it
	s.list = make([]string, 0, count)
	s.index = make(map[string]recordAt, count)
	for range count {
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return 0, bad
		}
		b = b[n:]
		at := len(all) - len(b)
		name := all[at : at+int(size)]
		b = b[size:]
		length, n := binary.Uvarint(b)
		if n <= 0 || length > 1<<31 || len(b) < n+4 {
			return 0, bad
		}
		s.index[name] = recordAt{offset, uint32(length), binary.LittleEndian.Uint32(b[n:])}
		s.list = append(s.list, name)
		offset += int64(length)
		b = b[n+4:]
	}
	return offset, nil
}
