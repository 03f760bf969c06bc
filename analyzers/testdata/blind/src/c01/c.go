// Package c01 is right: functional options, and a generic call that gives the data of answers with 0 only.
package c01

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

type Option func(*settings)

type settings struct {
	root    string
	timeout time.Duration
	hc      *http.Client
}

func WithRoot(s string) Option           { return func(o *settings) { o.root = s } }
func WithTimeout(d time.Duration) Option { return func(o *settings) { o.timeout = d } }

type Client struct {
	settings
	key string
}

func New(key string, opts ...Option) *Client {
	c := &Client{settings{"https://www.runninghub.cn", time.Minute, http.DefaultClient}, key}
	for _, o := range opts {
		o(&c.settings)
	}
	return c
}

type Failure struct {
	Code int
	Text string
}

func (f Failure) Error() string { return fmt.Sprintf("runninghub: %d %s", f.Code, f.Text) }

type wire[D any] struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data D      `json:"data"`
}

type Created struct {
	TaskID string `json:"taskId"`
	Tips   string `json:"promptTips"`
}

func call[D any](ctx context.Context, c *Client, path string, in any) (out D, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	b, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.root+path, bytes.NewReader(b))
	if err != nil {
		return out, err
	}
	resp, err := c.hc.Do(r)
	if err != nil {
		return out, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return out, err
	}
	var e wire[D]
	if err := json.Unmarshal(raw, &e); err != nil {
		return out, err
	}
	if e.Code != 0 {
		return out, Failure{e.Code, e.Msg}
	}
	return e.Data, nil
}

func (c *Client) Create(ctx context.Context, workflow string, nodes []map[string]any) (Created, error) {
	return call[Created](ctx, c, "/task/openapi/create", map[string]any{"apiKey": c.key, "workflowId": workflow, "nodeInfoList": nodes})
}

func (c *Client) Outputs(ctx context.Context, task string) ([]string, error) {
	type file struct {
		URL string `json:"fileUrl"`
	}
	files, err := call[json.RawMessage](ctx, c, "/task/openapi/outputs", map[string]any{"apiKey": c.key, "taskId": task})
	if err != nil {
		return nil, err
	}
	var list []file
	if err := json.Unmarshal(files, &list); err != nil {
		return nil, err
	}
	urls := make([]string, len(list))
	for i, f := range list {
		urls[i] = f.URL
	}
	return urls, nil
}
