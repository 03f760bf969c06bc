// Package nodeinfo checks nodeInfoList literals in Go code against the
// workflow definitions that a project has fetched.
package nodeinfo

const doc = `check nodeInfoList literals against the fetched workflow (803)

A nodeId or fieldName that the workflow does not have answers 803. Where both
are constants in a literal (a struct with the JSON names nodeId and fieldName,
or a map with these keys) and the workflow is known, this is seen before it is
sent.

  nodeinfo-go-node   the workflow has no such node
  nodeinfo-go-field  the node has no such field

The workflow comes from a constant workflowId or webappId in the same value, or
from a constant argument of the same call, or from a request set of
.payloadlint.yaml that names the Go file. Definitions are those of that file
and of the .payloadlint folder; payloadlint fetch brings them.

For example

	c.Create(ctx, "1904136902449209346", []NodeInfo{
		{NodeID: "52", FieldName: "promt", FieldValue: text}, // 803
	})

Items are followed through append, elements and fields that are set later,
variables, functions and builders of the package that make them, and tables of
constants.

Limits: what is not a constant in the end is not checked, and a workflow without a
definition is not checked at all.`
