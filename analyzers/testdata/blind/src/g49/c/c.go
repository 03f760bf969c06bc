// Package c is the client.
package c

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type Created struct {
	TaskID     string `json:"taskId"`
	PromptTips string `json:"promptTips"`
}

type Client struct{ Key string }

// Create returns the accepted task.
func (c *Client) Create(body []byte) (*Created, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var e struct {
		Code int     `json:"code"`
		Msg  string  `json:"msg"`
		Data Created `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&e); err != nil {
		return nil, err
	}
	if e.Code != 0 {
		return nil, fmt.Errorf("%d %s", e.Code, e.Msg)
	}
	return &e.Data, nil
}
