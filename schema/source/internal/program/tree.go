package program

import "github.com/payloadlint/payloadlint/schema/jsondoc"

type exprKind uint8

const (
	exprHole exprKind = iota
	exprName
	exprString // list: the parts, text or expression
	exprNumber
	exprBool
	exprNull
	exprDict
	exprList
	exprSpread
	exprCall
	exprMember
	exprIndex
	exprConcat
	exprCond // list: the two values
	exprFunc // a function without a name; its block is fn
)

// expr is an expression. For a dict, keys and list go together, a nil key being
// a spread; for a call, keys are the names of arguments, or nil.
type expr struct {
	kind       exprKind
	start, end int
	name       string // of a name or member; the operator of a concatenation; the type of a dict
	part       part   // of a string with one part
	x          *expr
	keys, list []*expr
	open       bool // a comprehension
	handled    bool // a call whose effect is an assignment
	bare       bool // a key that is a name
	typed      bool // a literal of a type
	block      int
	fn         int // the block of a function
}

func (e *expr) span() jsondoc.Span { return jsondoc.Span{Start: e.start, End: e.end} }

// block is a part of the file that may run or not; function says that it has
// names of its own.
type block struct {
	start, end, parent int
	function           bool
	indent             int
	// params are the names of a function's parameters in order, "" for one that
	// has none.
	params []string
}

// assignment is target = value, or a call of a method that changes its target.
type assignment struct {
	name     string
	path     []*expr // keys below the name
	op       byte    // '=', 'a' append, 'e' extend, '+' join, 'p' put, 'u' update, '?' some change
	value    *expr   // nil: unknown
	at       int
	block    int
	target   *expr
	maybe    bool // behind an if on the same line
	declares bool // a name of its own, where others change one that is outside
}

// from is where the value of an assignment is computed, before it has an effect.
func (a *assignment) from() int {
	if a.target != nil {
		return a.target.start
	}
	return a.at
}

// file is what the parser makes of a file.
type file struct {
	lang    *language
	src     []byte
	blocks  []block
	assigns map[string][]*assignment
	calls   []*expr
	dicts   []*expr
	strings []*expr
	touches map[string][]*touch
	imports map[string]imported
	fields  []*assignment     // x.body = …
	rebound map[string]bool   // names that a function gives another value outside of it
	tags    map[string]string // of the fields of structs, T.F and F; "" where they differ
	// functions are the blocks of those that have a name, returns the values that
	// the functions of blocks return.
	functions map[string][]int
	// inits are the fields that an object is given behind its constructor's call.
	inits   map[*expr]*expr
	returns map[int][]*expr
}
