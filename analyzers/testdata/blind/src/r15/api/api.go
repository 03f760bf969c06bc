// Package api is right: typed error out of the transport.
package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type Error struct {
	Code int
	Msg  string
}

func (e *Error) Error() string { return fmt.Sprintf("%d %s", e.Code, e.Msg) }

type Task struct {
	TaskID string `json:"taskId"`
	Tips   string `json:"promptTips"`
}

func Create(body []byte) (Task, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return Task{}, err
	}
	defer resp.Body.Close()
	var a struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data *Task  `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return Task{}, err
	}
	if a.Code != 0 || a.Data == nil {
		return Task{}, &Error{a.Code, a.Msg}
	}
	return *a.Data, nil
}
