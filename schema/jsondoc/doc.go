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
	"sort"
	"strconv"
	"strings"
	"sync"
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

// Duplicate is a key that an object has more than once. A key that stands
// three times makes two of them, both with the same First.
type Duplicate struct {
	Key           string
	First, Second Span // of the key, quotes included
	// FirstValue and SecondValue are the members' values.
	FirstValue, SecondValue Value
}

// Document is one parsed JSON text.
type Document struct {
	name  string
	src   []byte
	nodes []node
	dups  []Duplicate
	bom   bool

	// host is the string value of another document that carried this one as
	// its text, missing otherwise; cuts maps offsets here to offsets there.
	host Value
	cuts []cut
	// base is where src starts in its file: all from 0.
	base Position
	// python tells that NaN and the infinities are numbers.
	python bool

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

// BOM tells that the text begins with a byte order mark (3 bytes), which JSON
// does not have (RFC 8259 §8.1) and which was read over.
func (d *Document) BOM() bool { return d.bom }

// Duplicates lists the repeated keys of all objects in document order, up to
// about a million of them. Readers
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
	return string(appendUnescaped(make([]byte, 0, len(raw)), raw[1:len(raw)-1]))
}

// TextBytes is Text without the copy where there is nothing to decode. The
// bytes must not be changed.
func (v Value) TextBytes() []byte {
	if v.d == nil {
		return nil
	}
	n := v.node()
	raw := v.d.src[n.start:n.end]
	if n.kind != String {
		return raw
	}
	if n.flags&flagEscaped == 0 {
		return raw[1 : len(raw)-1]
	}
	return []byte(v.Text())
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
	// An escape is never shorter than what it stands for.
	return int(n.end-n.start) >= len(s)+2 && string(d.keyBytes(n)) == s
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

// EscapedStrings iterates over the strings of the value's subtree, itself
// included and keys excluded, that are written with at least one backslash.
func (v Value) EscapedStrings() func(yield func(Value) bool) {
	return func(yield func(Value) bool) {
		if v.d == nil {
			return
		}
		for i, end := v.i, v.node().next; i < end; i++ {
			n := &v.d.nodes[i]
			if n.kind == String && n.flags&(flagEscaped|flagKey) == flagEscaped && !yield(Value{v.d, i}) {
				return
			}
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

// At resolves a JSON Pointer (RFC 6901); missing when nothing is there or the
// pointer is none.
func (d *Document) At(pointer string) Value {
	v := d.Root()
	if pointer == "" {
		return v
	}
	if pointer[0] != '/' {
		return Value{}
	}
	for part := range strings.SplitSeq(pointer[1:], "/") {
		part = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		if v.Kind() == Array {
			n, err := strconv.ParseUint(part, 10, 32)
			if err != nil || len(part) > 1 && part[0] == '0' {
				return Value{}
			}
			v = v.Index(int(n))
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
	offset = min(max(offset, 0), len(d.src))
	line, col := d.lines.at(d.src, offset)
	if line == 1 {
		col += d.base.Column
	}
	return Position{line + d.base.Line, col, offset + d.base.Offset}
}

// File is the outermost document: the one whose source is the file itself.
func (d *Document) File() *Document {
	for d.host.Exists() {
		d = d.host.d
	}
	return d
}

// Line returns line n (from 1) of the source without its line end; nil when
// there is no such line.
// The count is that of Position: it includes the base of ParseAt.
func (d *Document) Line(n int) []byte { return d.lines.line(d.src, n-d.base.Line) }
