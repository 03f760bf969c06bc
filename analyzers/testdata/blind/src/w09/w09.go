// Package w09 is wrong: nodeInfoList under a wrong name in a request type.
package w09

import (
	"bytes"
	"encoding/json"
	"net/http"
)

type req struct { // BUG
	APIKey     string           `json:"apiKey"`
	WorkflowID string           `json:"workflowId"`
	Nodes      []map[string]any `json:"nodeInfolist"`
}

func Send(k string) (*http.Response, error) {
	b, err := json.Marshal(req{APIKey: k, WorkflowID: "1904136902449209346"})
	if err != nil {
		return nil, err
	}
	return http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(b))
}
