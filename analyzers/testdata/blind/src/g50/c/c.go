// Package c is a client whose answers are read elsewhere.
package c

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

type Accepted struct {
	ID   json.Number `json:"taskId"`
	Tips string      `json:"promptTips"`
}

type payload[T any] struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data T      `json:"data"`
}

func Create(body io.Reader) (a Accepted, err error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", body)
	if err != nil {
		return a, err
	}
	defer resp.Body.Close()
	var p payload[Accepted]
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
		return a, err
	}
	if p.Code != 0 {
		return a, fmt.Errorf("%d %s", p.Code, p.Msg)
	}
	return p.Data, nil
}
