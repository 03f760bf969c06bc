// Package r01 is right: one exit.
package r01

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type reply struct {
	Code int `json:"code"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func checked(body []byte) (*reply, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var r reply
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return nil, err
	}
	if r.Code != 0 || r.Data.Tips != "" {
		return nil, fmt.Errorf("%d %s", r.Code, r.Data.Tips)
	}
	return &r, nil
}
func Start(body []byte) (id string, err error) {
	r, err := checked(body)
	if err == nil {
		id = r.Data.TaskID
	}
	return id, err
}
