// Package g37 comes back when there is room.
package g37

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

type job struct {
	body  []byte
	left  int
	reply chan<- outcome
}

type outcome struct {
	id  string
	err error
}

func (j *job) run() {
	id, code, err := start(j.body)
	if code == 421 || code == 415 {
		if j.left--; j.left >= 0 {
			time.AfterFunc(time.Minute, j.run)
			return
		}
	}
	j.reply <- outcome{id, err}
}

func start(body []byte) (string, int, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", 0, err
	}
	defer resp.Body.Close()
	var v struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data struct {
			TaskID string `json:"taskId"`
			Tips   string `json:"promptTips"`
		} `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&v); err != nil {
		return "", 0, err
	}
	if v.Code != 0 {
		return "", v.Code, fmt.Errorf("create: %d %s", v.Code, v.Msg)
	}
	if v.Data.Tips != "" {
		return v.Data.TaskID, 0, fmt.Errorf("tips: %s", v.Data.Tips)
	}
	return v.Data.TaskID, 0, nil
}
