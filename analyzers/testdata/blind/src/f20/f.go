// Package f20 is wrong: the second generation answers with a status of its own, and no code is read.
package f20

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type run struct {
	TaskID string `json:"taskId"`
	Status string `json:"status"`
}

func Start(key string, body []byte) (string, error) { // BUG
	req, err := http.NewRequest(http.MethodPost, "https://www.runninghub.cn/openapi/v2/run/ai-app/1938625710351437826", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("http %s", resp.Status)
	}
	var r run
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return "", err
	}
	return r.TaskID, nil
}
