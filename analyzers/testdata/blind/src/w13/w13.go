// Package w13 is wrong: only the HTTP status is looked at.
package w13

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
)

func Start(body []byte) (map[string]any, error) { // BUG
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 {
		return nil, errors.New(resp.Status)
	}
	var m map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&m); err != nil {
		return nil, err
	}
	d, _ := m["data"].(map[string]any)
	return map[string]any{"id": d["taskId"], "tips": d["promptTips"]}, nil
}
