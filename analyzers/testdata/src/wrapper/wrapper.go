// Package wrapper keeps data raw and has an OK method.
package wrapper

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

type APIResponse struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func (r APIResponse) OK() bool { return r.Code == 0 }

type Task struct{ Status, Error string }

type Client struct {
	Host string
	hc   *http.Client
}

func (c *Client) do(ctx context.Context, path string, body interface{}) (*APIResponse, error) {
	reqBody, _ := json.Marshal(body) // want `the error of json\.Marshal is ignored; an empty body gets`
	req, err := http.NewRequestWithContext(ctx, "POST", fmt.Sprintf("%s/task/openapi/%s", c.Host, path), bytes.NewReader(reqBody))
	if err != nil {
		return nil, err
	}
	res, err := c.hc.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	var out APIResponse
	if err = json.Unmarshal(raw, &out); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	return &out, nil
}

func (c *Client) Create(ctx context.Context, in any) (id string, err error) {
	resp, err := c.do(ctx, "create", in)
	if err != nil {
		return
	}
	if !resp.OK() {
		err = fmt.Errorf("create task: %s", resp.Msg) // want `this error drops resp\.Code: callers cannot distinguish`
		return
	}
	var d struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	}
	if err = json.Unmarshal(resp.Data, &d); err != nil {
		return
	}
	return d.TaskID + d.PromptTips, nil
}

func (c *Client) GetTaskStatus(ctx context.Context, id string) (string, error) {
	resp, err := c.do(ctx, "status", map[string]string{"taskId": id})
	if err != nil {
		return "", err
	}
	var s string
	if err := json.Unmarshal(resp.Data, &s); err != nil { // want `resp\.Code is never checked before the data is read; status`
		return "", err
	}
	return s, nil
}

func (c *Client) Refresh(ctx context.Context, t *Task, id string) error {
	resp, err := c.do(ctx, "outputs", map[string]string{"taskId": id})
	if err != nil {
		return err
	}
	if resp.Code != 0 {
		t.Status = "FAILED" // want `804 APIKEY_TASK_IS_RUNNING,`
		t.Error = resp.Msg
		return nil
	}
	t.Status = "SUCCESS"
	return nil
}

func (c *Client) Wait(ctx context.Context, id string) (json.RawMessage, error) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-ticker.C:
			resp, err := c.do(ctx, "outputs", map[string]string{"taskId": id})
			if err != nil {
				continue
			}
			switch resp.Code {
			case 0:
				return resp.Data, nil
			case 805:
				return nil, fmt.Errorf("task failed (%d): %s", resp.Code, resp.Msg)
			case 804, 813:
			default: // want `this default keeps polling after`
			}
		}
	}
}
