// Package h36 keeps too much in its set.
package h36

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

type reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

var transient = map[int]struct{}{415: {}, 421: {}, 803: {}, 433: {}}

func once(ctx context.Context, body []byte) (*reply, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/create", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	r := &reply{}
	return r, json.NewDecoder(resp.Body).Decode(r)
}

// Start starts a task.
// BUG: 803 and 433 are sent again.
func Start(ctx context.Context, body []byte) (string, error) {
	for try := range 5 {
		r, err := once(ctx, body)
		if err != nil {
			return "", err
		}
		if r.Code == 0 {
			if r.Data.PromptTips != "" {
				fmt.Println(r.Data.PromptTips)
			}
			return r.Data.TaskID, nil
		}
		if _, ok := transient[r.Code]; !ok {
			return "", fmt.Errorf("create: code %d %s", r.Code, r.Msg)
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(time.Duration(try+1) * 30 * time.Second):
		}
	}
	return "", fmt.Errorf("gave up")
}
