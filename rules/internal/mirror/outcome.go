package mirror

import (
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

// Outcome is what validation says of a prompt.
type Outcome struct {
	// Valid says that at least one output would run.
	Valid bool
	// Uncertain says that a class nobody knows may be an output, so that
	// Valid false does not stand.
	Uncertain bool
	// Presumed says that a node which is an output only by all appearances
	// would not run.
	Presumed bool
	// Error is the type of the error of the whole prompt, TypeNone when Valid.
	Error Type
	// Outputs are the output nodes that would run, Dropped those that would
	// not, both in document order.
	Outputs, Dropped []string
	// Problems are the errors of the whole prompt and of nodes, in document
	// order of the nodes.
	Problems []Problem
	Hints    []Hint
	Open     []Open
	// Later are what ComfyUI would find next of the nodes where it stops at an
	// exception.
	Later []Problem
	// Unreached are the keys of the nodes that no output needs.
	Unreached []jsondoc.Value
}

func fatalOutcome(p *Problem) *Outcome { return &Outcome{Error: p.Type, Problems: []Problem{*p}} }

// Problem is one thing that ComfyUI reports.
type Problem struct {
	Type Type
	// Cause says more where Type does not say enough.
	Cause Cause
	// Node is the id as ComfyUI names it; "" for the whole prompt. Index is
	// its place among the ids of the prompt, from 0.
	Node  string
	Index int32
	// Input is ComfyUI's extra_info.input_name; HasInput is false where it
	// gives none. For an inner exception it is the input of the caller.
	Input    string
	HasInput bool
	// Class is the node's class, nil when it has none.
	Class *nodes.Class
	// Def is the declaration of the input at fault, nil when there is none.
	Def *nodes.Input
	// Culprit is the input of the node itself at fault ("" when none is).
	Culprit string
	// Value is the value at fault, At the place to show: the value, or what
	// is nearest to something that is missing.
	Value python.Value
	At    jsondoc.Value
	// Key, where it exists, is the key that At is narrowed to.
	Key jsondoc.Value
	// Text is what else there is to quote: a source's type, a missing name.
	Text string
	// From is the type that a link brings, where that is at fault; nil otherwise.
	From *nodes.Type
	// Cycle are the ids along a dependency cycle. Of a long one they are the
	// first, and CycleEnd are the last.
	Cycle, CycleEnd []string

	next int32 // the problem of the same node that was found before, index+1
}

// HintKind is something that ComfyUI does not say but people need.
type HintKind uint8

// The kinds of hints.
const (
	HintUnknownInput HintKind = iota // a name that the class does not declare
	HintBooleanText                  // text for a BOOLEAN that means false and counts as true
	HintLiteral                      // a literal where only a link makes sense
	HintTruncated                    // a fraction that int() cuts off
	HintUnlisted                     // a model that the platform does not list
	HintReplaced                     // a class that the server replaces
)

// Hint is one such thing.
type Hint struct {
	Kind  HintKind
	Node  string
	Class *nodes.Class
	Def   *nodes.Input
	Input string
	Value jsondoc.Value

	index int32
}

// OpenKind is why something could not be judged.
type OpenKind uint8

// The kinds of open questions.
const (
	OpenClass       OpenKind = iota // a class that an incomplete catalog lacks
	OpenChoice                      // a choice fed by the server's folders
	OpenFile                        // a file on the server
	OpenValidator                   // a validator that nobody has described
	OpenDefinition                  // a class whose definition is unreadable
	OpenPlaceholder                 // a value that is filled in later
	OpenOutput                      // a node that may be an output, or not
	OpenFact                        // a class of which only facts about packs are known
)

// Open is something that could not be judged.
type Open struct {
	Kind  OpenKind
	Node  string
	Input string
	// Name is the class, or the value.
	Name string
	At   jsondoc.Value

	index int32
}
