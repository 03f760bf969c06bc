// Package h11 embeds the head of every answer.
package h11

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type Head struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
}

type Failure struct{ Head }

func (f Failure) Error() string { return fmt.Sprintf("code %d (%s)", f.Code, f.Msg) }

func (h Head) Err() error {
	if h.Code == 0 {
		return nil
	}
	return Failure{h}
}

type errer interface{ Err() error }

type CreateReply struct {
	Head
	Data struct {
		TaskID     string          `json:"taskId"`
		PromptTips json.RawMessage `json:"promptTips"`
	} `json:"data"`
}

type StatusReply struct {
	Head
	Data string `json:"data"`
}

type Client struct {
	Key  string
	Base string
}

func (c *Client) do(path string, in any, out errer) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	resp, err := http.Post(c.Base+path, "application/json", bytes.NewReader(b))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return out.Err()
}

func (c *Client) Create(wf string) (string, error) {
	var r CreateReply
	if err := c.do("/task/openapi/create", map[string]any{"apiKey": c.Key, "workflowId": wf}, &r); err != nil {
		return "", err
	}
	if bytes.Contains(r.Data.PromptTips, []byte("value_not_in_list")) {
		return "", fmt.Errorf("refused: %s", r.Data.PromptTips)
	}
	return r.Data.TaskID, nil
}

func (c *Client) Status(id string) (string, error) {
	var r StatusReply
	err := c.do("/task/openapi/status", map[string]any{"apiKey": c.Key, "taskId": id}, &r)
	return r.Data, err
}
