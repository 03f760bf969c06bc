// Package g40 has only types.
package g40

type Node struct {
	ID   string `json:"nodeId"`
	Name string `json:"fieldName"`
	// BUG: an empty text is left out.
	Value any `json:"fieldValue,omitempty"`
}

type Request struct {
	Key   string `json:"apiKey"`
	Flow  string `json:"workflowId"`
	Nodes []Node `json:"nodeInfoList,omitempty"`
}
