// Package f22 is wrong: what failed is sent a second time at once.
package f22

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

type created struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

type Client struct{ host string }

func New() *Client { return &Client{"https://www.runninghub.cn"} }

func (c *Client) create(body string) (*created, error) {
	resp, err := http.Post(c.host+"/task/openapi/create", "application/json", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var out created
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil, err
	}
	if out.Code != 0 {
		return nil, fmt.Errorf("%d %s", out.Code, out.Msg)
	}
	return &out, nil
}

func (c *Client) Start(body string) (string, string, error) { // BUG
	out, err := c.create(body)
	if err != nil {
		out, err = c.create(body)
	}
	if err != nil {
		return "", "", err
	}
	return out.Data.TaskID, out.Data.Tips, nil
}
