// Package generics has a two-step transport and generic answers.
package generics

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

type Resp[T any] struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data T      `json:"data"`
}

type Created struct {
	TaskID     string `json:"taskId"`
	PromptTips string `json:"promptTips"`
}

type Client struct {
	base string
	hc   interface {
		Do(*http.Request) (*http.Response, error)
	}
}

func New() *Client { return &Client{base: "https://www.runninghub.cn"} }

func (c *Client) NewRequest(ctx context.Context, path string, in any) (*http.Request, error) {
	var buf bytes.Buffer
	if err := json.NewEncoder(&buf).Encode(in); err != nil {
		return nil, err
	}
	return http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, &buf)
}

func (c *Client) Do(req *http.Request, out any) error {
	resp, err := c.hc.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(out)
}

func call[T any](ctx context.Context, c *Client, path string, in any) (*Resp[T], error) {
	req, err := c.NewRequest(ctx, path, in)
	if err != nil {
		return nil, err
	}
	out := new(Resp[T])
	if err := c.Do(req, out); err != nil {
		return nil, err
	}
	return out, nil
}

func post[T any](ctx context.Context, c *Client, path string, in any) (T, error) {
	var out T
	req, err := c.NewRequest(ctx, path, in)
	if err != nil {
		return out, err
	}
	err = c.Do(req, &out)
	return out, err
}

func (c *Client) Create(ctx context.Context, in any) (string, error) {
	r, err := call[Created](ctx, c, "/task/openapi/create", in)
	if err != nil {
		return "", err
	}
	_ = r.Data.PromptTips
	return r.Data.TaskID, nil // want `r\.Code is never checked before the data is read; create`
}

func (c *Client) Run(ctx context.Context, in any) (string, error) {
	r, err := post[Resp[Created]](ctx, c, "/task/openapi/ai-app/run", in)
	if err != nil {
		return "", err
	}
	return r.Data.TaskID, nil // want `r\.Code is never checked before the data is read; ai\-app\-run`
}

func (c *Client) Two(ctx context.Context, in any) (string, error) {
	req, err := c.NewRequest(ctx, "/task/openapi/create", in)
	if err != nil {
		return "", err
	}
	var out Resp[Created]
	if err := c.Do(req, &out); err != nil {
		return "", err
	}
	return out.Data.TaskID, nil // want `out\.Code is never checked before the data is read; create`
}

type RunError struct {
	Code    int
	Message string
}

func (e RunError) Error() string { return e.Message }

func (c *Client) checked(ctx context.Context, in any) (string, error) {
	r, err := call[Created](ctx, c, "/task/openapi/create", in)
	if err != nil {
		return "", fmt.Errorf("create: %w", err)
	}
	if r.Code != 0 {
		return "", RunError{Code: r.Code, Message: r.Msg}
	}
	return r.Data.TaskID, nil
}

func (c *Client) Stubborn(ctx context.Context, in any) (string, error) {
	var last error
	for attempt := 0; attempt < 5; attempt++ {
		id, err := c.checked(ctx, in)
		if err == nil {
			return id, nil
		}
		if re, ok := errors.AsType[RunError](err); ok { // want `the error is checked but its code is not:`
			last = re
			time.Sleep(time.Second)
			continue
		}
		return "", err
	}
	return "", last
}

func (c *Client) Stubborn2(ctx context.Context, in any) (id string, err error) {
	for i := range 3 {
		if id, err = c.checked(ctx, in); err == nil { // want `create is sent again after`
			return
		}
		time.Sleep(time.Duration(i) * time.Second)
	}
	return
}
