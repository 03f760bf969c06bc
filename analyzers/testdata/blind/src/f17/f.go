// Package f17 is wrong: resty sends a paid request again for every code.
package f17

import (
	"fmt"
	"time"

	"github.com/go-resty/resty/v2"
)

type created struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func Create(key string, nodes []any) (string, string, error) { // BUG
	c := resty.New().SetBaseURL("https://www.runninghub.cn").SetRetryCount(3).SetRetryWaitTime(time.Minute)
	c.AddRetryCondition(func(r *resty.Response, err error) bool {
		return err != nil || r.Result().(*created).Code != 0
	})
	var out created
	resp, err := c.R().SetBody(map[string]any{"apiKey": key, "nodeInfoList": nodes}).SetResult(&out).Post("/task/openapi/create")
	if err != nil {
		return "", "", err
	}
	if resp.IsError() || out.Code != 0 {
		return "", "", fmt.Errorf("%s: %d %s", resp.Status(), out.Code, out.Msg)
	}
	return out.Data.TaskID, out.Data.Tips, nil
}
