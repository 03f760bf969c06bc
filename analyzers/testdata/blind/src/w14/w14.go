// Package w14 is wrong: promptTips is never read.
package w14

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

func Start(body []byte) (string, error) { // BUG
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var a struct {
		Code int `json:"code"`
		Data struct {
			TaskID string `json:"taskId"`
		} `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return "", err
	}
	if a.Code != 0 {
		return "", fmt.Errorf("code %d", a.Code)
	}
	return a.Data.TaskID, nil
}
