// Package repeats has a client of a library that sends again of its own accord.
package repeats

import (
	"encoding/json"
	"fmt"

	"github.com/hashicorp/go-retryablehttp"
)

const base = "https://www.runninghub.cn"

func client() *retryablehttp.Client {
	c := retryablehttp.NewClient()
	c.RetryMax = 3
	c.CheckRetry = retryablehttp.ErrorPropagatedRetryPolicy
	return c
}

type reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func create(c *retryablehttp.Client, body []byte) (string, error) {
	resp, err := c.Post(base+"/task/openapi/create", "application/json", body) // want `create is sent again after a transport error`
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var r reply
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return "", err
	}
	if r.Code != 0 {
		return "", fmt.Errorf("%d %s", r.Code, r.Msg)
	}
	return r.Data.TaskID + r.Data.Tips, nil
}

// Asking again is free.
func status(c *retryablehttp.Client, body []byte) (string, error) {
	resp, err := c.Post(base+"/task/openapi/status", "application/json", body)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var r struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data string `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return "", err
	}
	if r.Code != 0 {
		return "", fmt.Errorf("%d %s", r.Code, r.Msg)
	}
	return r.Data, nil
}
