// Package h24 uses retryablehttp for everything.
package h24

import (
	"encoding/json"
	"fmt"

	"github.com/hashicorp/go-retryablehttp"
)

type Service struct{ http *retryablehttp.Client }

func New() *Service {
	c := retryablehttp.NewClient()
	c.RetryMax = 5
	return &Service{c}
}

type created struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

// Create starts a task.
// BUG: the client sends it again after errors of the transport and 5xx.
func (s *Service) Create(body []byte) (string, error) {
	req, err := retryablehttp.NewRequest("POST", "https://www.runninghub.cn/task/openapi/create", body)
	if err != nil {
		return "", err
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var c created
	if err := json.NewDecoder(resp.Body).Decode(&c); err != nil {
		return "", err
	}
	if c.Code != 0 {
		return "", fmt.Errorf("%d %s", c.Code, c.Msg)
	}
	if c.Data.Tips != "" {
		return "", fmt.Errorf("tips: %s", c.Data.Tips)
	}
	return c.Data.TaskID, nil
}
