// Package h31 runs by the second version.
package h31

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

type submitted struct {
	TaskID       string `json:"taskId"`
	Status       string `json:"status"`
	ErrorCode    string `json:"errorCode"`
	ErrorMessage string `json:"errorMessage"`
}

type V2 struct {
	Token string
}

// Submit runs a workflow.
// BUG: errorCode is never looked at.
func (v *V2) Submit(ctx context.Context, workflow string, nodes []map[string]any) (string, error) {
	b, err := json.Marshal(map[string]any{"nodeInfoList": nodes})
	if err != nil {
		return "", err
	}
	url := fmt.Sprintf("https://www.runninghub.cn/openapi/v2/run/workflow/%s", workflow)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(b))
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+v.Token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("submit: %s", resp.Status)
	}
	var s submitted
	if err := json.NewDecoder(resp.Body).Decode(&s); err != nil {
		return "", err
	}
	return s.TaskID, nil
}
