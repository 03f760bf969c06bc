// Package g03 lets resty do the retries.
package g03

import (
	"fmt"
	"time"

	"github.com/go-resty/resty/v2"
)

type created struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

type Client struct {
	r   *resty.Client
	key string
}

// New makes a client.
// BUG: every code but 0 is sent again.
func New(key string) *Client {
	r := resty.New().SetBaseURL("https://www.runninghub.cn").
		SetRetryCount(3).
		SetRetryWaitTime(2 * time.Second).
		AddRetryCondition(func(resp *resty.Response, err error) bool {
			if err != nil {
				return false
			}
			c, ok := resp.Result().(*created)
			return ok && c.Code != 0
		})
	return &Client{r: r, key: key}
}

func (c *Client) Create(workflow string) (string, error) {
	var out created
	_, err := c.r.R().
		SetBody(map[string]any{"apiKey": c.key, "workflowId": workflow}).
		SetResult(&out).
		Post("/task/openapi/create")
	if err != nil {
		return "", err
	}
	if out.Code != 0 {
		return "", fmt.Errorf("create: %d %s", out.Code, out.Msg)
	}
	if out.Data.PromptTips != "" {
		fmt.Println("tips:", out.Data.PromptTips)
	}
	return out.Data.TaskID, nil
}
