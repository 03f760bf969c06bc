// Package client asks RunningHub and leaves the answers to its callers.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
)

// Created is the answer of create.
type Created struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

// Client speaks to RunningHub.
type Client struct{ HTTP *http.Client }

// Create hands the answer on as it is.
func (c *Client) Create(ctx context.Context, body []byte) (*Created, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/create", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	a := &Created{}
	if err := json.NewDecoder(resp.Body).Decode(a); err != nil {
		return nil, err
	}
	return a, nil
}
