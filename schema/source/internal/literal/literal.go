// Package literal has the values that programs, shells and saved documents write,
// each with its place in the file, on the way to the body of a request.
package literal

import (
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// Value is a value as a file writes it. The readers of programming languages make
// values; their JSON is the body of a request.
type Value struct {
	Kind Kind
	// Span is the literal in the file.
	Span jsondoc.Span
	// Text is the decoded content of a String, and the JSON spelling of a Number.
	Text source.Text
	// True is the value of a Bool.
	True bool
	// Members are those of an Object in order, Elements those of an Array. Open
	// says that there may be more than these (a spread, an append in a loop), and
	// OpenAt where.
	Members  []Member
	Elements []Value
	Open     bool
	OpenAt   jsondoc.Span
	// Inner is the value that a string of Kind JSON is the JSON of.
	Inner *Value
}

// Member is one member of an object.
type Member struct{ Key, Value Value }

// Kind is the kind of a Value. The zero value is a hole.
type Kind uint8

// The kinds of literals.
const (
	// Hole is an expression of which nothing is known.
	Hole Kind = iota
	Null
	Bool
	Number
	String
	// Part is a string of which a part is unknown; Text has what is
	// known, with HoleString holes.
	Part
	Array
	Object
	// JSON is a string that holds the JSON of Inner: json.dumps({…}),
	// JSON.stringify({…}).
	JSON
	// Raw is JSON as it stands in Text.
	Raw
)
