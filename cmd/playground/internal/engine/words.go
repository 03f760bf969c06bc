package engine

import (
	"errors"
	"maps"
	"strconv"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
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

// definitionError says why a text cannot be used as a workflow.
func definitionError(l message.Lang, err error) error {
	args := message.Args{"path": "workflow"}
	if syn, ok := errors.AsType[*jsondoc.SyntaxError](err); ok {
		at := syn.Document().Position(syn.Span.Start)
		args["line"], args["column"], args["cause"] = strconv.Itoa(at.Line), strconv.Itoa(at.Column), rules.Describe(l, syn)
		return &Error{"workflow", l.Format("error.definition-syntax", args)}
	}
	key := string(workflow.ReasonNotDefinition)
	if ans, ok := errors.AsType[*workflow.AnswerError](err); ok {
		key, args["code"], args["msg"] = "answer", strconv.Itoa(ans.Code), ans.Msg
	} else if form, ok := errors.AsType[*workflow.FormatError](err); ok {
		key = string(form.Reason)
		maps.Copy(args, form.Args)
	}
	return &Error{"workflow", l.Format("definition-error."+key, args)}
}

// nodesError says why a text cannot be used as node definitions.
func nodesError(l message.Lang, err error) error {
	open, ok := errors.AsType[*nodes.OpenError](err)
	if !ok {
		return err
	}
	return &Error{"nodes", l.Format("catalog-error."+string(open.Cause), message.Args{"path": open.Path, "offset": strconv.FormatInt(open.Offset, 10)})}
}
