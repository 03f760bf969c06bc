// Package w04 is wrong: goto sends create again under every code.
package w04

import (
	"bytes"
	"encoding/json"
	"net/http"
)

func Start(body []byte) (id, tips string, err error) { // BUG
	var r struct {
		Code int `json:"code"`
		Data struct {
			TaskID string `json:"taskId"`
			Tips   string `json:"promptTips"`
		} `json:"data"`
	}
	left := 4
again:
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", "", err
	}
	err = json.NewDecoder(resp.Body).Decode(&r)
	resp.Body.Close()
	if err != nil {
		return "", "", err
	}
	if left--; r.Code != 0 && left > 0 {
		goto again
	}
	if r.Code != 0 {
		return "", "", http.ErrNotSupported
	}
	return r.Data.TaskID, r.Data.Tips, nil
}
