package rule

import (
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Finding is one thing that a rule found, ready to print: its words are in the
// language of the run and hold no secret.
type Finding struct {
	Rule         *Rule
	Severity     Severity
	Code         code.Code
	Alternatives []code.Code
	Confidence   Confidence
	// Message says what is wrong; Advice what to do about it ("" when the
	// message says all).
	Message, Advice string
	// Pointer is the JSON Pointer of the place in its document; Start and End
	// are the place in the file, End exclusive.
	Pointer    string
	Start, End jsondoc.Position
	// Node and Input name the workflow's node and field concerned, if any.
	Node, Input string
	// Comfy is ComfyUI's own error type.
	Comfy string
	// Suggestions are replacement values, the best first.
	Suggestions []string
	// Msg is what the server's answer will say, when known.
	Msg string
	// Related are other places that matter (the first of two duplicates).
	Related []Related
	// Fix fixes the finding without a guess; nil when nothing safe is known.
	Fix *Fix
	// Value hashes what stands at the place, for baselines; it is set by the
	// engine.
	Value [8]byte
}

// Related is another place a finding speaks of.
type Related struct {
	Start, End jsondoc.Position
	Message    string
}

// Fix is a set of edits of the file that belong together.
type Fix struct {
	Edits []Edit

	// at becomes json where the fix was made by Replace.
	at   jsondoc.Value
	json string
}

// Patch is the fix as a JSON Patch (RFC 6902) of the document; "" where there is
// none: for a text that is not JSON.
func (f *Fix) Patch() string { return f.at.Patch(f.json) }

// Edit replaces the bytes [Start,End) of the file by New.
type Edit struct {
	Start, End int
	New        string
}

// Replace is a fix that writes JSON in the place of a value or key; nil where
// its bytes in the file are not its own: in a string that carries JSON, in an
// expression of a program.
func Replace(v jsondoc.Value, json string) *Fix {
	d := v.Document()
	if d == nil {
		return nil
	}
	place, text, ok := d.Edit(v.Span(), json)
	if !ok {
		return nil
	}
	return &Fix{Edits: []Edit{{Start: place.Start, End: place.End, New: text}}, at: v, json: json}
}

// Unchecked is something the outcome depends on that could not be checked.
type Unchecked struct {
	Code code.Code
	// Reason says what and why, Remedy is the command that would change it.
	Reason, Remedy string
}
