// Package rh turns codes into errors.
package rh

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// Error is an answer of failure.
type Error struct{ Code int }

func (e *Error) Error() string { return fmt.Sprint(e.Code) }

// Busy asks whether waiting helps.
func (e *Error) Busy() bool { return e.Code == 415 || e.Code == 421 }

// Create starts a task.
func Create(body io.Reader) (id string, tips string, err error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", body)
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
	if a.Code != 0 {
		return "", "", &Error{a.Code}
	}
	return a.Data.TaskID, a.Data.Tips, nil
}
