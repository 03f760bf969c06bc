package engine

import (
	"errors"
	"maps"
	"strconv"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Error is what is wrong with a text beside the request, in the user's language.
type Error struct {
	// Text says which one: workflow or nodes.
	Text string
	// Message is for people.
	Message string
}

// Error is the message.
func (e *Error) Error() string { return e.Message }

// describe says why a text is not JSON.
func describe(l message.Lang, syn *jsondoc.SyntaxError) string {
	c, err := rules.New(rules.Options{Lang: l})
	if err != nil { // never: there is no configuration
		return syn.Error()
	}
	return c.Describe(syn)
}

// definitionError says why a text cannot be used as a workflow.
func definitionError(l message.Lang, err error) error {
	args := message.Args{"path": "workflow"}
	if syn, ok := errors.AsType[*jsondoc.SyntaxError](err); ok {
		at := syn.Document().Position(syn.Span.Start)
		args["line"], args["column"], args["cause"] = strconv.Itoa(at.Line), strconv.Itoa(at.Column), describe(l, syn)
		return &Error{"workflow", l.Format("error.definition-syntax", args)}
	}
	key := fault.DefinitionOther
	if e, ok := errors.AsType[*fault.Error](err); ok {
		key = e.Problem
		maps.Copy(args, e.Args)
	}
	return &Error{"workflow", l.Format(string(key), args)}
}

// nodesError says why a text cannot be used as node definitions.
func nodesError(l message.Lang, err error) error {
	open, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	return &Error{"nodes", l.Format(string(open.Problem), message.Args{"path": open.Path, "offset": open.Args["offset"]})}
}
