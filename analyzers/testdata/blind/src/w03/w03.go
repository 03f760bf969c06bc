// Package w03 is wrong: every code is tried again, so 803 is sent five times.
package w03

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

type reply struct {
	Code int `json:"code"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func Start(body []byte) (*reply, error) { // BUG
	for i := 0; i < 5; i++ {
		resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		var r reply
		err = json.NewDecoder(resp.Body).Decode(&r)
		resp.Body.Close()
		if err != nil {
			return nil, err
		}
		if r.Code != 0 {
			time.Sleep(time.Second << i)
			continue
		}
		if r.Data.Tips != "" {
			return nil, errors.New(r.Data.Tips)
		}
		return &r, nil
	}
	return nil, errors.New("gave up")
}
