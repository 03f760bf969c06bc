// Package h23 uses retryablehttp where that is safe.
package h23

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

type Client struct {
	paid, free *retryablehttp.Client
}

func New() *Client {
	paid := retryablehttp.NewClient()
	paid.RetryMax = 0
	paid.CheckRetry = func(ctx context.Context, resp *http.Response, err error) (bool, error) { return false, err }
	free := retryablehttp.NewClient()
	free.RetryMax = 4
	free.RetryWaitMin = time.Second
	return &Client{paid: paid, free: free}
}

type envelope struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func (e envelope) open(into any) error {
	if e.Code != 0 {
		return fmt.Errorf("code %d: %s", e.Code, e.Msg)
	}
	return json.Unmarshal(e.Data, into)
}

func fetch(c *retryablehttp.Client, path string, body []byte, into any) error {
	resp, err := c.Post("https://www.runninghub.cn"+path, "application/json", body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var e envelope
	if err := json.NewDecoder(resp.Body).Decode(&e); err != nil {
		return err
	}
	return e.open(into)
}

func (c *Client) Create(body []byte) (id string, err error) {
	var data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	}
	if err = fetch(c.paid, "/task/openapi/create", body, &data); err == nil && data.Tips != "" {
		err = fmt.Errorf("task %s: %s", data.TaskID, data.Tips)
	}
	return data.TaskID, err
}

func (c *Client) Status(body []byte) (s string, err error) {
	err = fetch(c.free, "/task/openapi/status", body, &s)
	return s, err
}
