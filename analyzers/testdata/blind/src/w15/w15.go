// Package w15 is wrong: 803 is named by a local constant and sent again.
package w15

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

func Start(body []byte) (id, tips string, err error) { // BUG
	const codeInvalidNodeInfo = 805
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", "", err
	}
	defer resp.Body.Close()
	var a struct {
		Code int `json:"code"`
		Data struct {
			TaskID string `json:"taskId"`
			Tips   string `json:"promptTips"`
		} `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return "", "", err
	}
	if a.Code == codeInvalidNodeInfo {
		return "", "", fmt.Errorf("bad nodes")
	}
	if a.Code != 0 {
		return "", "", fmt.Errorf("code %d", a.Code)
	}
	return a.Data.TaskID, a.Data.Tips, nil
}
