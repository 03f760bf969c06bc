// Package g11 builds on go-retryablehttp.
package g11

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/hashicorp/go-retryablehttp"
)

type env struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

// again decides about another round.
// BUG: a wrong nodeId is wrong the next time, too.
func again(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		return false, err
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return false, err
	}
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(b))
	var e env
	if err := json.Unmarshal(b, &e); err != nil {
		return false, err
	}
	return e.Code != 0, nil
}

// Start creates a task.
func Start(key, wf string) (string, error) {
	c := retryablehttp.NewClient()
	c.RetryMax = 4
	c.CheckRetry = again
	body, err := json.Marshal(map[string]string{"apiKey": key, "workflowId": wf})
	if err != nil {
		return "", err
	}
	resp, err := c.Post("https://www.runninghub.cn/task/openapi/create", "application/json", body)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var e env
	if err := json.NewDecoder(resp.Body).Decode(&e); err != nil {
		return "", err
	}
	if e.Code != 0 {
		return "", fmt.Errorf("%d: %s", e.Code, e.Msg)
	}
	if e.Data.PromptTips != "" {
		return "", fmt.Errorf("tips: %s", e.Data.PromptTips)
	}
	return e.Data.TaskID, nil
}
