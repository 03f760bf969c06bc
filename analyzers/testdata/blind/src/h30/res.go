// Package h30 has a result that must be opened.
package h30

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type Result[T any] struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data *T     `json:"data"`
}

func (r Result[T]) Unwrap() (T, error) {
	var zero T
	if r.Code != 0 {
		return zero, fmt.Errorf("%d: %s", r.Code, r.Msg)
	}
	if r.Data == nil {
		return zero, fmt.Errorf("no data")
	}
	return *r.Data, nil
}

func Then[A, B any](r Result[A], f func(A) (B, error)) (b B, err error) {
	a, err := r.Unwrap()
	if err != nil {
		return b, err
	}
	return f(a)
}

type started struct {
	TaskID     string `json:"taskId"`
	PromptTips string `json:"promptTips"`
}

func create(body []byte) (r Result[started], err error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return r, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&r)
	return r, err
}

func Start(body []byte) (string, error) {
	r, err := create(body)
	if err != nil {
		return "", err
	}
	return Then(r, func(s started) (string, error) {
		if s.PromptTips != "" {
			return "", fmt.Errorf("nodes: %s", s.PromptTips)
		}
		return s.TaskID, nil
	})
}
