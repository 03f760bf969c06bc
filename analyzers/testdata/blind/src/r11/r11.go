// Package r11 is right: types only, values of any kind.
package r11

type Item struct {
	NodeID     string `json:"nodeId"`
	FieldName  string `json:"fieldName"`
	FieldValue any    `json:"fieldValue"`
}
type Create struct {
	Key      string `json:"apiKey"`
	Workflow string `json:"workflowId"`
	Items    []Item `json:"nodeInfoList,omitempty"`
}
