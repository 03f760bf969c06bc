// Package typesonly has the types of requests, no path and no name of a service.
package typesonly

// Input is one value of a request.
type Input struct {
	Node  string `json:"nodeId"`
	Field string `json:"fieldName"`
	Value any    `json:"fieldValue,omitempty"` // want `omitempty`
}

// Order is what is sent.
type Order struct {
	Workflow float64 `json:"workflowId"` // want `workflowId`
	Key      string  `json:"apiKey"`
	Inputs   []Input `json:"nodeInfoList"`
}
