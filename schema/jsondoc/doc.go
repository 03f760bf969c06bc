// Package jsondoc reads JSON the way a linter needs it: every value keeps its
// place in the file, duplicate keys are remembered, depth is bounded, and the
// bytes are proved to be strict JSON in UTF-8 before anything else (gjson in
// particular) is allowed to look at them.
//
// A Document is a flat index over the source bytes: parsing copies nothing and
// allocates one slice, so that a prompt of a few kilobytes costs microseconds.
// A parsed Document is safe for concurrent readers.
package jsondoc

import "sync"

// The limits of Parse. What exceeds them is a SyntaxError, never a crash.
const (
	// MaxDepth is the deepest nesting of arrays and objects, that of
	// encoding/json. Deeper input has CauseTooDeep.
	MaxDepth = 10000
	// MaxSize is the size of the largest document in bytes: offsets are kept in
	// 32 bits. Larger input has CauseTooLarge.
	MaxSize = 1<<32 - 2
)

// maxValues is the largest number of values and keys in one document. It
// bounds the memory that a hostile file can ask for to about 0.8 GB.
const maxValues = 1 << 25

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

// Document is one parsed JSON text.
type Document struct {
	name string
	src  []byte
	// text is src once more, so that the texts of a small document's values
	// are parts of it and cost nothing; "" for a document that is not small.
	text  string
	nodes []node
	dups  [][2]Member
	bom   bool

	// host is the string value of another document that carried this one as
	// its text, missing otherwise; cuts maps offsets here to offsets there.
	host Value
	cuts []cut
	// base is where src starts in its file: all from 0.
	base Position
	// python says that NaN and the infinities are numbers.
	python bool
	// origin says which file src was made of, nil where it is the file; holes
	// are the parts of src that nobody knows.
	origin *Origin
	holes  []Hole

	lines    lineIndex
	mu       sync.Mutex
	children map[uint32][]uint32  // array -> its elements, built for Pointer
	indexes  map[uint32]*keyIndex // object of many keys -> the way to them
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

// BOM reports whether the text begins with a byte order mark (3 bytes), which
// JSON does not have (RFC 8259 §8.1) and which was skipped.
func (d *Document) BOM() bool { return d.bom }

// Duplicates lists the repeated keys of all objects in document order, up to
// about a million of them: each as the first member of the name and the one that
// repeats it, so that a name that stands three times makes two pairs. Readers here
// and in Python see the last value.
func (d *Document) Duplicates() [][2]Member { return d.dups }

// Root is the document's outermost value.
func (d *Document) Root() Value {
	if len(d.nodes) == 0 {
		return Value{}
	}
	return Value{d, 0}
}

// Parse reads one JSON text, whitespace around it allowed and nothing else; a
// byte order mark before it is skipped and reported by BOM. The error is always
// a *SyntaxError. The name is for messages only; src is kept and must not
// change afterwards.
func Parse(name string, src []byte) (*Document, error) {
	return parse(&Document{name: name, src: src})
}

// Parser parses as the function Parse does, and as its fields say.
type Parser struct {
	// Base is where the text starts in its file, of which it is a part (a line of
	// a JSONL stream): line, column and byte offset, all from 0.
	Base Position
	// Python takes NaN, Infinity and -Infinity for numbers, as Python's json does
	// and as ComfyUI writes them; so does Embedded for the strings of such a
	// document. Source: validate-prompt.md §0.
	Python bool
}

// Parse is the function Parse, as the parser's fields say.
func (p Parser) Parse(name string, src []byte) (*Document, error) {
	return parse(&Document{name: name, src: src, base: p.Base, python: p.Python})
}
