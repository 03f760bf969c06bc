// Package h21 lets resty repeat.
package h21

import (
	"context"
	"fmt"
	"time"

	"github.com/go-resty/resty/v2"
)

type Client struct{ r *resty.Client }

type created struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

// New makes a client.
// BUG: after an error of the transport create is sent again.
func New() *Client {
	r := resty.New().
		SetBaseURL("https://www.runninghub.cn").
		SetRetryCount(3).
		SetRetryWaitTime(2 * time.Second).
		AddRetryCondition(func(resp *resty.Response, err error) bool {
			return err != nil || resp.StatusCode() >= 500
		})
	return &Client{r}
}

func (c *Client) Create(ctx context.Context, in map[string]any) (string, error) {
	var out created
	resp, err := c.r.R().SetContext(ctx).SetBody(in).SetResult(&out).Post("/task/openapi/create")
	if err != nil {
		return "", err
	}
	if resp.IsError() {
		return "", fmt.Errorf("http %s", resp.Status())
	}
	if out.Code != 0 {
		return "", fmt.Errorf("create: %d %s", out.Code, out.Msg)
	}
	if out.Data.PromptTips != "" {
		return "", fmt.Errorf("create: %s", out.Data.PromptTips)
	}
	return out.Data.TaskID, nil
}
