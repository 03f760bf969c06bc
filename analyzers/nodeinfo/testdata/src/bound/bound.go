// Package bound is tied to a workflow by the configuration.
package bound

type item struct {
	NodeID     string `json:"nodeId"`
	FieldName  string `json:"fieldName"`
	FieldValue any    `json:"fieldValue"`
}

var list = []item{
	{NodeID: "3", FieldName: "seed"},
	{NodeID: "3", FieldName: "sed"}, // want `has no field "sed"`
	//payloadlint:ignore nodeinfo the node is added before sending
	{NodeID: "99", FieldName: "seed"},
}
