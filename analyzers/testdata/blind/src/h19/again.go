// Package h19 gives each attempt its time.
package h19

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

type resp struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func attempt(ctx context.Context, body []byte) (*resp, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/create", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	var out resp
	if err := json.NewDecoder(r.Body).Decode(&out); err != nil {
		return nil, err
	}
	return &out, nil
}

// Create starts a task.
// BUG: after a timeout the task may be running and paid for.
func Create(ctx context.Context, body []byte) (string, error) {
	for i := 0; i < 3; i++ {
		out, err := attempt(ctx, body)
		if errors.Is(err, context.DeadlineExceeded) {
			time.Sleep(time.Second << i)
			continue
		}
		if err != nil {
			return "", err
		}
		if out.Code != 0 {
			return "", fmt.Errorf("create %d: %s", out.Code, out.Msg)
		}
		if out.Data.Tips != "" {
			return out.Data.TaskID, fmt.Errorf("tips: %s", out.Data.Tips)
		}
		return out.Data.TaskID, nil
	}
	return "", context.DeadlineExceeded
}
