package source

import "github.com/payloadlint/payloadlint/schema/jsondoc"

// Literal is a value as a program writes it. The readers of programming
// languages make literals; JSON writes one as the body of a request.
type Literal struct {
	Kind LiteralKind
	// Span is the literal in the file.
	Span jsondoc.Span
	// Text is the decoded content of a LiteralString, and the JSON spelling of a
	// LiteralNumber.
	Text Text
	// True is the value of a LiteralBool.
	True bool
	// Members are those of a LiteralObject in order, Elements those of a
	// LiteralArray. Open says that there may be more than these (a spread, an
	// append in a loop), and OpenAt where.
	Members  []LiteralMember
	Elements []Literal
	Open     bool
	OpenAt   jsondoc.Span
	// Inner is the value whose JSON a LiteralJSON is the text of.
	Inner *Literal
}

// LiteralMember is one member of an object.
type LiteralMember struct{ Key, Value Literal }

// LiteralKind is the kind of a Literal. The zero value is a hole.
type LiteralKind uint8

// The kinds of literals.
const (
	// LiteralHole is an expression of which nothing is known.
	LiteralHole LiteralKind = iota
	LiteralNull
	LiteralBool
	LiteralNumber
	LiteralString
	// LiteralPart is a string of which a part is unknown; Text has what is
	// known, with HoleString holes.
	LiteralPart
	LiteralArray
	LiteralObject
	// LiteralJSON is a string that holds the JSON of Inner: json.dumps({…}),
	// JSON.stringify({…}).
	LiteralJSON
	// LiteralRaw is JSON as it stands in Text.
	LiteralRaw
)
