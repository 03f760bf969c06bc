// Package rh checks the code and hands out the data of create.
package rh

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// Created is what create answers under code 0.
type Created struct {
	TaskID string `json:"taskId"`
	Tips   string `json:"promptTips"`
}

// Create starts a task.
func Create(body io.Reader) (*Created, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", body)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var a struct {
		Code int      `json:"code"`
		Data *Created `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return nil, err
	}
	if a.Code != 0 {
		return nil, fmt.Errorf("create: %d", a.Code)
	}
	return a.Data, nil
}
