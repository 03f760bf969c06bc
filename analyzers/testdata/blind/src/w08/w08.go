// Package w08 is wrong: fieldValue is left out when it is empty.
package w08

type Item struct {
	NodeID     string `json:"nodeId"`
	FieldName  string `json:"fieldName"`
	FieldValue string `json:"fieldValue,omitempty"` // BUG
}
