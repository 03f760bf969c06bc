// Package f12 is wrong: goto sends again whatever the code is.
package f12

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

type created struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func Create(body []byte) (string, string, error) { // BUG
	n := 0
send:
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", "", err
	}
	var c created
	err = json.NewDecoder(resp.Body).Decode(&c)
	resp.Body.Close()
	switch {
	case err != nil:
		return "", "", err
	case c.Code == 0:
		return c.Data.TaskID, c.Data.Tips, nil
	case n < 3:
		n++
		time.Sleep(time.Minute)
		goto send
	}
	return "", "", fmt.Errorf("%d: %s", c.Code, c.Msg)
}
