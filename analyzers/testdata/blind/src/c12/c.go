// Package c12 is right: goto sends again after a wait, for a full queue, five times at most.
package c12

import (
	"bytes"
	"encoding/json"
	"errors"
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

func Create(body []byte) (string, string, error) {
	tries := 0
send:
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", "", err
	}
	var c created
	err = errors.Join(json.NewDecoder(resp.Body).Decode(&c), resp.Body.Close())
	if err != nil {
		return "", "", err
	}
	if c.Code == 421 {
		if tries++; tries > 5 {
			return "", "", errors.New("421: the queue stays full")
		}
		time.Sleep(time.Minute)
		goto send
	}
	if c.Code == 0 {
		return c.Data.TaskID, c.Data.Tips, nil
	}
	return "", "", fmt.Errorf("%d: %s", c.Code, c.Msg)
}
