package workflow

import (
	"errors"
	"strconv"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// What a file can be instead of a definition; compare with errors.Is.
var (
	// ErrUIFormat is ComfyUI's own save format ({"nodes": [], "links": []}),
	// whose ids and widgets are not those of the API format.
	ErrUIFormat = errors.New("a ComfyUI graph in UI format, not API format")
	// ErrNotDefinition is any other JSON.
	ErrNotDefinition = errors.New("not a workflow definition")
)

// Reason says what a file is instead of a definition. Each is a key of the
// message catalogs (definition-error.<reason>).
type Reason string

// The reasons.
const (
	ReasonUIFormat      Reason = "ui-format"
	ReasonNotDefinition Reason = "not-definition"
	ReasonPointer       Reason = "pointer" // only names a workflow: Args["id"]
	ReasonRequest       Reason = "request" // a request, not what it is checked against
	ReasonEmptyAnswer   Reason = "empty-answer"
)

// FormatError says that a file is JSON but no definition.
type FormatError struct {
	Name   string
	Reason Reason
	// Args are what the message names.
	Args map[string]string
	// At is the value that was looked at.
	At jsondoc.Value
}

// Error is for programmers; people get the catalogs' words for Reason.
func (e *FormatError) Error() string { return e.Name + ": " + e.Unwrap().Error() }

// Unwrap is ErrUIFormat or ErrNotDefinition.
func (e *FormatError) Unwrap() error {
	if e.Reason == ReasonUIFormat {
		return ErrUIFormat
	}
	return ErrNotDefinition
}

// AnswerError says that a file is a saved answer in which the platform
// refused to give the definition (380, 810, 901, …).
type AnswerError struct {
	Name string
	Code int
	Msg  string
}

// Error is for programmers; people get definition-error.answer.
func (e *AnswerError) Error() string {
	return e.Name + ": an answer with code " + strconv.Itoa(e.Code) + ", not a definition"
}

// Unwrap is ErrNotDefinition.
func (e *AnswerError) Unwrap() error { return ErrNotDefinition }
