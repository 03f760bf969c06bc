// Package sdk is a small client.
package sdk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

type CodeError struct {
	Code int
	Msg  string
}

func (c *CodeError) Error() string { return fmt.Sprintf("%d %s", c.Code, c.Msg) }

type Task struct {
	ID   string `json:"taskId"`
	Tips string `json:"promptTips"`
}

func Create(ctx context.Context, key, wf string) (*Task, error) {
	b, err := json.Marshal(map[string]string{"apiKey": key, "workflowId": wf})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/create", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var out struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data Task   `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil, err
	}
	if out.Code != 0 {
		return nil, &CodeError{out.Code, out.Msg}
	}
	if out.Data.Tips != "" {
		fmt.Println(out.Data.Tips)
	}
	return &out.Data, nil
}
