package flow

import (
	"go/ast"
	"go/types"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/endpoints"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Form is how an answer is held.
type Form uint8

// The forms.
const (
	Struct Form = iota
	Map
	Result // gjson.Result
	Bytes  // read by gjson
	Number // the code alone
	Error  // an error that stands for the answer
	Opaque // any, or a type parameter
)

// Answer is one variable that holds an answer, and what becomes of it.
type Answer struct {
	Fn  *endpoints.Func
	Var *types.Var
	// Field is the field of Var that holds it, nil where Var itself does.
	Field *types.Var
	Form  Form
	V2    bool
	Kinds []endpoint.Kind
	// Universe are the codes the endpoints answer.
	Universe codes.Set
	// Sites are the calls that bring the answer.
	Sites []*ast.CallExpr
	// Lets are the codes that the calls let through as answers; helpers that
	// have looked at the code leave success alone.
	Lets codes.Set
	// Param says that a caller brought it.
	Param bool
	// Evidence says that nothing but its type says where it comes from: no caller
	// is in sight, and one may have looked at the code before.
	Evidence bool
	// Transport says that it is the error of the transport alone.
	Transport bool
	// Carried says that it was taken out of a channel, a slice, a map or a field.
	Carried bool
	// Held says that it lies in a response of a library, beside an error.
	Held bool
	// Adopted says that it lies in a variable of the function around a literal,
	// which is followed there as well; ReadInside that such a literal reads
	// its data.
	Adopted, ReadInside bool
	// lets says what calls let through that run a literal which brings the
	// answer; inner are the calls in those literals.
	lets  map[*ast.CallExpr]letThrough
	inner []*ast.CallExpr

	// counts says that what is found of it is found for good, and not only for
	// a caller to ask.
	counts bool

	Uses    []*Use
	Loops   []*Loop
	Returns []*Return
	Failed  []*Use // a state of the task written down as failure
	// Read says that the code is looked at or handed on somewhere, MsgTest
	// that the message is compared in its place.
	Read, MsgTest bool
	// Looked says that a condition tests the code, or may do so.
	Looked bool
	// Logged says that the code was printed.
	Logged bool
	// Tested are the numbers that the code is compared with, Compared the
	// constants as written.
	Tested   map[int64]bool
	Compared map[ast.Expr]int64
	// Messages are the texts that the message is compared with.
	Messages []ast.Expr
	// As is the errors.As or the like by which an error was examined.
	As ast.Node
}

// Use is a place where the data is read.
type Use struct {
	Node ast.Node
	Name string // the JSON name
	// Set are the codes the answer can have there.
	Set codes.Set
	// Guarded says that the data was found not to be empty first.
	Guarded bool
	Site    *ast.CallExpr
	// Looked says that failures come here past a test of the code, Blind that
	// they come here past none.
	Looked, Blind bool
	// Last is a condition that tested the code on the way.
	Last ast.Node
}

// Loop is a way back to a call that was answered before.
type Loop struct {
	Site *ast.CallExpr
	// Set are the codes under which the call is made again.
	Set codes.Set
	// Transport says that it is made again after an error of the transport.
	Transport bool
	// Unwaited are the codes after which nothing waits.
	Unwaited codes.Set
	// Blind says that nothing looked at the code on some way.
	Blind bool
	// Default is the clause of a switch that sends it back, if one does.
	Default ast.Node
}

// Return is a way out of the function with an answer in hand.
type Return struct {
	Stmt *ast.ReturnStmt
	Set  codes.Set
	// Err is the returned error: nil, non-nil, or not known.
	Err Nilness
	// ErrExpr is what is returned as the error.
	ErrExpr ast.Expr
	// Carry is what of the code the error takes along.
	Carry Carry
	// Silent are the codes of failure that come here without leaving a trace.
	Silent codes.Set
	// Looked is the last statement that tested the code.
	Looked ast.Node
}

// Nilness of an error.
type Nilness uint8

// The cases.
const (
	Maybe Nilness = iota
	Nil
	NonNil
)

// Carry is how a code travels in an error.
type Carry uint8

// The ways, the weakest first.
const (
	Dropped Carry = iota
	Text
	Whole
)

// Type is the type that the answer is decoded into.
func (a *Answer) Type() types.Type {
	if a.Field != nil {
		return a.Field.Type()
	}
	return a.Var.Type()
}
