// Package jsondoc reads JSON the way a linter needs it: every value keeps its
// place in the file, duplicate keys are remembered, depth is bounded, and the
// bytes are proved to be strict JSON in UTF-8 before anything else (gjson in
// particular) is allowed to look at them.
//
// A Document is a flat index over the source bytes: parsing copies nothing and
// allocates one slice, so that a prompt of a few kilobytes costs microseconds.
// A parsed Document is safe for concurrent readers.
package jsondoc

import (
	"bytes"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// MaxDepth is the deepest nesting of arrays and objects that Parse accepts; it
// is the limit of encoding/json. Deeper input is a SyntaxError with
// CauseTooDeep, never a crash.
const MaxDepth = 10000

// MaxSize is the largest document in bytes: offsets are kept in 32 bits.
const MaxSize = 1<<32 - 2

// Kind is the JSON type of a value. The zero Kind is Missing.
type Kind uint8

// The kinds of JSON values. Missing is the kind of a Value that is not there.
const (
	Missing Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

// String returns the JSON Schema name of the kind.
func (k Kind) String() string {
	return [...]string{"missing", "null", "boolean", "number", "string", "array", "object"}[k]
}

const (
	flagEscaped = 1 << iota // a string with at least one backslash
	flagKey                 // a string that is an object key
	flagTrue                // the literal true
)

// node is one value or key: its bytes [start,end) and the index of the node
// after its whole subtree.
type node struct {
	start, end uint32
	next       uint32
	parent     uint32
	count      uint32 // members or elements of a container
	kind       Kind
	flags      uint8
}

// Span is a half-open range of byte offsets in a Document's source.
type Span struct{ Start, End int }

// Duplicate is a key that an object has more than once.
type Duplicate struct {
	Key           string
	First, Second Span // of the key, quotes included
}

// Document is one parsed JSON text.
type Document struct {
	name  string
	src   []byte
	nodes []node
	dups  []Duplicate

	// host is the string value of another document that carried this one as
	// its text, missing otherwise; cuts maps offsets here to offsets there.
	host Value
	cuts []cut
	// base is where src starts in its file: line and byte offset, both from 0.
	base Position

	lines    lineIndex
	mu       sync.Mutex
	children map[uint32][]uint32 // container -> child nodes, built for Pointer
}

// Name is the name given to Parse, for messages; it may be empty.
func (d *Document) Name() string { return d.name }

// Source returns the bytes the document was parsed from. They must not be
// changed.
func (d *Document) Source() []byte { return d.src }

// Base is where the source starts in its file: line and byte offset from 0.
func (d *Document) Base() Position { return d.base }

// Host is the string value that carried this document, missing for a file.
func (d *Document) Host() Value { return d.host }

// Duplicates lists the repeated keys of all objects in document order. Readers
// here and in Python see the last value.
func (d *Document) Duplicates() []Duplicate { return d.dups }

// Root is the document's outermost value.
func (d *Document) Root() Value {
	if len(d.nodes) == 0 {
		return Value{}
	}
	return Value{d, 0}
}

// Value is a place in a Document. The zero Value is missing.
type Value struct {
	d *Document
	i uint32
}

func (v Value) node() *node { return &v.d.nodes[v.i] }

// Exists tells whether there is a value at all (null is one).
func (v Value) Exists() bool { return v.d != nil }

// Document is the document the value belongs to; nil for a missing value.
func (v Value) Document() *Document { return v.d }

// Kind is the value's JSON type, Missing for the zero Value.
func (v Value) Kind() Kind {
	if v.d == nil {
		return Missing
	}
	return v.node().kind
}

// Is tells whether the value has kind k.
func (v Value) Is(k Kind) bool { return v.Kind() == k }

// Span is the value's place in the source, quotes and brackets included.
func (v Value) Span() Span {
	if v.d == nil {
		return Span{}
	}
	n := v.node()
	return Span{int(n.start), int(n.end)}
}

// Raw is the value as it stands in the source. It must not be changed.
func (v Value) Raw() []byte {
	if v.d == nil {
		return nil
	}
	n := v.node()
	return v.d.src[n.start:n.end]
}

// Text is a string's decoded content, a number's literal as written, "true",
// "false" or "null"; containers give their raw JSON and a missing value "".
// An escaped lone surrogate decodes to U+FFFD.
func (v Value) Text() string {
	if v.d == nil {
		return ""
	}
	n := v.node()
	raw := v.d.src[n.start:n.end]
	if n.kind != String {
		return string(raw)
	}
	if n.flags&flagEscaped == 0 {
		return string(raw[1 : len(raw)-1])
	}
	return gjson.ParseBytes(raw).Str
}

// True tells whether the value is the literal true.
func (v Value) True() bool { return v.d != nil && v.node().flags&flagTrue != 0 }

// EqualText tells whether the value is a string whose content is s, without
// allocating in the usual case.
func (v Value) EqualText(s string) bool {
	if v.d == nil {
		return false
	}
	n := v.node()
	return n.kind == String && v.d.textIs(n, s)
}

func (d *Document) textIs(n *node, s string) bool {
	if n.flags&flagEscaped == 0 {
		return int(n.end-n.start) == len(s)+2 && string(d.src[n.start+1:n.end-1]) == s
	}
	return gjson.ParseBytes(d.src[n.start:n.end]).Str == s
}

// Len is the number of members or elements; 0 for scalars.
func (v Value) Len() int {
	if v.d == nil {
		return 0
	}
	return int(v.node().count)
}

// Member is one key of an object with its value.
type Member struct {
	key   Value
	Value Value
}

// Key is the decoded key.
func (m Member) Key() string { return m.key.Text() }

// KeyIs tells whether the decoded key is s, without allocating in the usual
// case.
func (m Member) KeyIs(s string) bool { return m.key.d != nil && m.key.d.textIs(m.key.node(), s) }

// KeyValue is the key as a Value, for its place. Its Pointer is that of the
// member.
func (m Member) KeyValue() Value { return m.key }

// Exists tells whether the member is there.
func (m Member) Exists() bool { return m.key.d != nil }

// Members iterates over an object's members in document order, repeated keys
// included; over nothing for any other kind.
func (v Value) Members() func(yield func(Member) bool) {
	return func(yield func(Member) bool) {
		if v.Kind() != Object {
			return
		}
		d, end := v.d, v.node().next
		for i := v.i + 1; i < end; {
			val := Value{d, i + 1}
			if !yield(Member{Value{d, i}, val}) {
				return
			}
			i = val.node().next
		}
	}
}

// Elements iterates over an array's elements with their index; over nothing
// for any other kind.
func (v Value) Elements() func(yield func(int, Value) bool) {
	return func(yield func(int, Value) bool) {
		if v.Kind() != Array {
			return
		}
		d, end := v.d, v.node().next
		n := 0
		for i := v.i + 1; i < end; n++ {
			val := Value{d, i}
			if !yield(n, val) {
				return
			}
			i = val.node().next
		}
	}
}

// Get returns the value of an object's member, the last one where the key is
// repeated (as Python, encoding/json and Jackson read it); missing when there
// is none or v is no object.
func (v Value) Get(key string) Value { return v.Member(key).Value }

// Member is Get with the key's place.
func (v Value) Member(key string) Member {
	if v.Kind() != Object {
		return Member{}
	}
	var found Member
	d, end := v.d, v.node().next
	for i := v.i + 1; i < end; {
		if d.textIs(&d.nodes[i], key) {
			found = Member{Value{d, i}, Value{d, i + 1}}
		}
		i = d.nodes[i+1].next
	}
	return found
}

// Index returns the n-th element of an array, missing when there is none.
func (v Value) Index(n int) Value {
	for i, e := range v.Elements() {
		if i == n {
			return e
		}
	}
	return Value{}
}

// Parent is the container a value is in, missing for the root. For a key it is
// the object.
func (v Value) Parent() Value {
	if v.d == nil || v.i == 0 {
		return Value{}
	}
	return Value{v.d, v.node().parent}
}

// Same tells whether two Values are the same place of the same document.
func (v Value) Same(w Value) bool { return v.d == w.d && v.i == w.i }

// Pointer is the value's JSON Pointer (RFC 6901) in its own document; "" for
// the root. A key has the pointer of its member.
func (v Value) Pointer() string {
	if v.d == nil || v.i == 0 {
		return ""
	}
	var parts []string
	i := v.i
	if v.node().flags&flagKey != 0 {
		i++
	}
	for i != 0 {
		p := v.d.nodes[i].parent
		if v.d.nodes[p].kind == Object {
			parts = append(parts, escapePointer(Value{v.d, i - 1}.Text()))
		} else {
			parts = append(parts, strconv.Itoa(v.d.ordinal(p, i)))
		}
		i = p
	}
	var b strings.Builder
	for j := len(parts) - 1; j >= 0; j-- {
		b.WriteByte('/')
		b.WriteString(parts[j])
	}
	return b.String()
}

func escapePointer(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1")
}

// ordinal is the index of element i in array p. The list of a container's
// children is kept, so that many pointers into one long array stay linear.
func (d *Document) ordinal(p, i uint32) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	list, ok := d.children[p]
	if !ok {
		end := d.nodes[p].next
		for c := p + 1; c < end; c = d.nodes[c].next {
			list = append(list, c)
		}
		if d.children == nil {
			d.children = map[uint32][]uint32{}
		}
		d.children[p] = list
	}
	return sort.Search(len(list), func(k int) bool { return list[k] >= i })
}

// FilePointer is Pointer in the outermost file: a place inside JSON that a
// string carries has the pointer of that string.
func (v Value) FilePointer() string {
	if v.d == nil {
		return ""
	}
	for v.d.host.Exists() {
		v = v.d.host
	}
	return v.Pointer()
}

// At resolves a JSON Pointer; missing when nothing is there.
func (d *Document) At(pointer string) Value {
	v := d.Root()
	if pointer == "" {
		return v
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		part = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		if v.Kind() == Array {
			n, err := strconv.Atoi(part)
			if err != nil {
				return Value{}
			}
			v = v.Index(n)
		} else {
			v = v.Get(part)
		}
		if !v.Exists() {
			return v
		}
	}
	return v
}

// Position is a place in a file as people count: line from 1, column in UTF-8
// bytes from 1. Offset is the byte offset from 0.
type Position struct{ Line, Column, Offset int }

// Position converts an offset of this document to a place in the outermost
// file: for JSON carried inside a string it is mapped back into that file.
func (d *Document) Position(offset int) Position {
	for d.host.Exists() {
		offset = d.hostOffset(offset)
		d = d.host.d
	}
	line, col := d.lines.at(d.src, offset)
	return Position{line + d.base.Line, col, offset + d.base.Offset}
}

// File is the outermost document: the one whose source is the file itself.
func (d *Document) File() *Document {
	for d.host.Exists() {
		d = d.host.d
	}
	return d
}

// Line returns line n (from 1) of the source without its line end.
// The count is that of Position: it includes the base of ParseAt.
func (d *Document) Line(n int) []byte { return d.lines.line(d.src, n-d.base.Line) }

// lineIndex finds lines; it is built at the first question.
type lineIndex struct {
	once   sync.Once
	starts []int
}

func (l *lineIndex) build(src []byte) {
	l.once.Do(func() {
		l.starts = append(l.starts, 0)
		for i := 0; i < len(src); {
			j := bytes.IndexByte(src[i:], '\n')
			if j < 0 {
				break
			}
			i += j + 1
			l.starts = append(l.starts, i)
		}
	})
}

func (l *lineIndex) at(src []byte, offset int) (line, col int) {
	l.build(src)
	n := sort.SearchInts(l.starts, offset+1)
	return n, offset - l.starts[n-1] + 1
}

func (l *lineIndex) line(src []byte, n int) []byte {
	l.build(src)
	if n < 1 || n > len(l.starts) {
		return nil
	}
	end := len(src)
	if n < len(l.starts) {
		end = l.starts[n] - 1
	}
	return bytes.TrimSuffix(src[l.starts[n-1]:end], []byte("\r"))
}

// cut says that from inner offset `in` on, outer offset is `out` plus the
// distance; cuts are sorted by in.
type cut struct{ in, out int }

func (d *Document) hostOffset(offset int) int {
	k := sort.Search(len(d.cuts), func(k int) bool { return d.cuts[k].in > offset }) - 1
	if k < 0 {
		return 0
	}
	c := d.cuts[k]
	out := c.out + offset - c.in
	// Inside one escape there is only its beginning to point at.
	if k+1 < len(d.cuts) && out > d.cuts[k+1].out {
		out = d.cuts[k+1].out
	}
	return out
}

// Embedded parses the JSON text that the string v holds, as the `workflow`
// field and getJsonApiFormat's data.prompt do. Positions of the result, and of
// the returned *SyntaxError, are mapped back to v's own file.
func (v Value) Embedded() (*Document, error) {
	raw := v.Raw()
	start := v.Span().Start
	inner := make([]byte, 0, len(raw))
	cuts := []cut{{0, start + 1}}
	body := raw[1 : len(raw)-1]
	for i := 0; i < len(body); {
		j := bytes.IndexByte(body[i:], '\\')
		if j < 0 {
			inner = append(inner, body[i:]...)
			break
		}
		inner = append(inner, body[i:i+j]...)
		i += j
		n := escapeLen(body[i:])
		at := len(inner)
		inner = append(inner, decodeEscape(body[i:i+n])...)
		// All bytes of one escape point at its backslash.
		for k := at; k < len(inner); k++ {
			cuts = append(cuts, cut{k, start + 1 + i})
		}
		i += n
		cuts = append(cuts, cut{len(inner), start + 1 + i})
	}
	return parse(&Document{name: v.d.name, src: inner, host: v, cuts: cuts})
}

// escapeLen is the length of the escape at the start of b, both halves of a
// surrogate pair together. b comes from a string that Parse accepted.
func escapeLen(b []byte) int {
	if b[1] != 'u' {
		return 2
	}
	if len(b) >= 12 && b[6] == '\\' && b[7] == 'u' && b[2]|0x20 == 'd' && b[8]|0x20 == 'd' &&
		bytes.IndexByte([]byte("89abAB"), b[3]) >= 0 && bytes.IndexByte([]byte("cdefCDEF"), b[9]) >= 0 {
		return 12
	}
	return 6
}

func decodeEscape(b []byte) []byte {
	q := make([]byte, 0, len(b)+2)
	q = append(q, '"')
	q = append(q, b...)
	q = append(q, '"')
	return []byte(gjson.ParseBytes(q).Str)
}

// Parse reads one JSON text, white space around it allowed and nothing else.
// The error is always a *SyntaxError. The name is for messages only; src is
// kept and must not change afterwards.
func Parse(name string, src []byte) (*Document, error) {
	return parse(&Document{name: name, src: src})
}

// ParseAt is Parse for a part of a file (a line of a JSONL stream): base gives
// the line and the byte offset, both from 0, at which src starts there.
func ParseAt(name string, src []byte, base Position) (*Document, error) {
	return parse(&Document{name: name, src: src, base: base})
}

func parse(d *Document) (*Document, error) {
	s := scanner{src: d.src, d: d}
	if err := s.run(); err != nil {
		d.nodes, d.dups = nil, nil
		err.doc = d
		return nil, err
	}
	return d, nil
}

// scanner fills a Document. It keeps its own stack: hostile depth costs
// memory, never the goroutine's stack.
type scanner struct {
	src []byte
	d   *Document
	pos int
}

func (s *scanner) run() *SyntaxError {
	src := s.src
	if len(src) > MaxSize {
		return syntaxError(CauseTooLarge, 0, 0)
	}
	if err := leadingBytes(src); err != nil {
		return err
	}
	nodes := make([]node, 0, len(src)/10+8)
	var stack []uint32
	i := skipSpace(src, 0)
	const (
		wantValue = iota
		wantFirstKey
		wantKey
		wantFirstElement
		afterValue
	)
	state := wantValue
	parent := uint32(0)
	for {
		i = skipSpace(src, i)
		if state == afterValue {
			if len(stack) == 0 {
				if i < len(src) {
					return diagnose(src, i, CauseTrailingData)
				}
				s.d.nodes = nodes
				return nil
			}
			p := &nodes[parent]
			if i >= len(src) {
				return diagnose(src, i, CauseTruncated)
			}
			switch {
			case src[i] == ',':
				i++
				if p.kind == Object {
					state = wantKey
				} else {
					state = wantValue
				}
			case src[i] == '}' && p.kind == Object, src[i] == ']' && p.kind == Array:
				i++
				p.end, p.next = uint32(i), uint32(len(nodes))
				if p.kind == Object {
					s.d.findDuplicates(nodes, parent)
				}
				stack = stack[:len(stack)-1]
				parent = p.parent
			default:
				return diagnose(src, i, CauseMissingComma)
			}
			continue
		}
		if i >= len(src) {
			if len(nodes) == 0 {
				return diagnose(src, i, CauseEmpty)
			}
			return diagnose(src, i, CauseTruncated)
		}
		c := src[i]
		if state == wantFirstElement && c == ']' || state == wantFirstKey && c == '}' {
			i++
			p := &nodes[parent]
			p.end, p.next = uint32(i), uint32(len(nodes))
			stack = stack[:len(stack)-1]
			parent = p.parent
			state = afterValue
			continue
		}
		if state == wantFirstKey || state == wantKey {
			if c != '"' {
				return diagnose(src, i, CauseWantKey)
			}
			end, flags, err := scanString(src, i)
			if err != nil {
				return err
			}
			nodes[parent].count++
			nodes = append(nodes, node{start: uint32(i), end: uint32(end), next: uint32(len(nodes) + 1), parent: parent, kind: String, flags: flags | flagKey})
			i = skipSpace(src, end)
			if i >= len(src) {
				return diagnose(src, i, CauseTruncated)
			}
			if src[i] != ':' {
				return diagnose(src, i, CauseMissingColon)
			}
			i++
			state = wantValue
			continue
		}
		n := node{start: uint32(i), parent: parent}
		if len(stack) > 0 && nodes[parent].kind == Array {
			nodes[parent].count++
		}
		switch c {
		case '{', '[':
			if len(stack) >= MaxDepth {
				return syntaxError(CauseTooDeep, i, i+1)
			}
			n.kind, state = Object, wantFirstKey
			if c == '[' {
				n.kind, state = Array, wantFirstElement
			}
			parent = uint32(len(nodes))
			stack = append(stack, parent)
			nodes = append(nodes, n)
			i++
			continue
		case '"':
			end, flags, err := scanString(src, i)
			if err != nil {
				return err
			}
			n.kind, n.flags, i = String, flags, end
		case 't', 'f', 'n':
			word, kind := "null", Null
			if c == 't' {
				word, kind, n.flags = "true", Bool, flagTrue
			} else if c == 'f' {
				word, kind = "false", Bool
			}
			if !bytes.HasPrefix(src[i:], []byte(word)) || i+len(word) < len(src) && isWordByte(src[i+len(word)]) {
				return diagnose(src, i, CauseWantValue)
			}
			n.kind, i = kind, i+len(word)
		default:
			end, ok := scanNumber(src, i)
			if !ok {
				return diagnose(src, i, CauseWantValue)
			}
			n.kind, i = Number, end
		}
		n.end, n.next = uint32(i), uint32(len(nodes)+1)
		nodes = append(nodes, n)
		state = afterValue
	}
}

func skipSpace(src []byte, i int) int {
	for i < len(src) && (src[i] == ' ' || src[i] == '\n' || src[i] == '\r' || src[i] == '\t') {
		i++
	}
	return i
}

func isWordByte(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}

// scanNumber finds the end of the JSON number at i.
func scanNumber(src []byte, i int) (int, bool) {
	digits := func() bool {
		from := i
		for i < len(src) && src[i] >= '0' && src[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(src) && src[i] == '-' {
		i++
	}
	if i < len(src) && src[i] == '0' {
		i++
	} else if !digits() {
		return i, false
	}
	if i < len(src) && src[i] == '.' {
		i++
		if !digits() {
			return i, false
		}
	}
	if i < len(src) && src[i]|0x20 == 'e' {
		i++
		if i < len(src) && (src[i] == '+' || src[i] == '-') {
			i++
		}
		if !digits() {
			return i, false
		}
	}
	return i, i >= len(src) || !isWordByte(src[i]) && src[i] != '.'
}

// scanString finds the end of the string that opens at i.
func scanString(src []byte, i int) (end int, flags uint8, err *SyntaxError) {
	open := i
	i++
	for i < len(src) {
		c := src[i]
		switch {
		case c == '"':
			return i + 1, flags, nil
		case c == '\\':
			flags |= flagEscaped
			n := validEscape(src[i:])
			if n == 0 {
				return 0, 0, diagnoseEscape(src, open, i)
			}
			i += n
		case c < 0x20:
			return 0, 0, diagnoseControl(src, open, i)
		case c < utf8.RuneSelf:
			i++
		default:
			r, n := utf8.DecodeRune(src[i:])
			if r == utf8.RuneError && n == 1 {
				return 0, 0, syntaxError(CauseInvalidUTF8, i, i+1)
			}
			i += n
		}
	}
	return 0, 0, diagnoseOpenString(src, open)
}

func validEscape(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(b) < 6 {
			return 0
		}
		for _, c := range b[2:6] {
			if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
				return 0
			}
		}
		return 6
	}
	return 0
}

// findDuplicates records the repeated keys of the object at p.
func (d *Document) findDuplicates(nodes []node, p uint32) {
	count := nodes[p].count
	if count < 2 {
		return
	}
	end := uint32(len(nodes))
	key := func(i uint32) []byte {
		n := &nodes[i]
		if n.flags&flagEscaped != 0 {
			return []byte(gjson.ParseBytes(d.src[n.start:n.end]).Str)
		}
		return d.src[n.start+1 : n.end-1]
	}
	found := func(first, second uint32) {
		a, b := &nodes[first], &nodes[second]
		d.dups = append(d.dups, Duplicate{string(key(second)), Span{int(a.start), int(a.end)}, Span{int(b.start), int(b.end)}})
	}
	// Small objects are compared pairwise: cheaper than a map up to here.
	if count <= 12 {
		for b := nodes[p+2].next; b < end; b = nodes[b+1].next {
			kb := key(b)
			for a := p + 1; a < b; a = nodes[a+1].next {
				if bytes.Equal(key(a), kb) {
					found(a, b)
					break
				}
			}
		}
		return
	}
	seen := make(map[string]uint32, count)
	for i := p + 1; i < end; i = nodes[i+1].next {
		k := key(i)
		if first, ok := seen[string(k)]; ok {
			found(first, i)
			continue
		}
		seen[string(k)] = i
	}
}
