// Package g04 retries only when there is no machine.
package g04

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/go-resty/resty/v2"
)

type head struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
}

type launched struct {
	head
	Data *struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

var errTips = errors.New("some nodes were dropped")

type APIError struct{ head }

func (e *APIError) Error() string { return e.Msg }

func busy(r *resty.Response, err error) bool {
	if err != nil || r == nil {
		return false
	}
	var h head
	if json.Unmarshal(r.Body(), &h) != nil {
		return false
	}
	return h.Code == 415 || h.Code == 421
}

func client() *resty.Client {
	c := resty.New()
	c.SetBaseURL("https://www.runninghub.ai")
	c.SetRetryCount(8)
	c.SetRetryWaitTime(30 * time.Second)
	c.SetRetryMaxWaitTime(5 * time.Minute)
	c.AddRetryCondition(busy)
	return c
}

// Launch runs an app.
func Launch(key string, app string, nodes []map[string]any) (string, error) {
	req := client().R()
	req.SetBody(map[string]any{"apiKey": key, "webappId": app, "nodeInfoList": nodes})
	l := new(launched)
	req.SetResult(l)
	if _, err := req.Post("/task/openapi/ai-app/run"); err != nil {
		return "", err
	}
	if l.Code != 0 {
		return "", &APIError{l.head}
	}
	if l.Data == nil {
		return "", errors.New("no data")
	}
	if l.Data.Tips != "" {
		return l.Data.TaskID, errTips
	}
	return l.Data.TaskID, nil
}
