// Package w02 is wrong: the test is the wrong way round: 803 goes on with an empty id.
package w02

import (
	"bytes"
	"encoding/json"
	"net/http"
)

type reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func Start(body []byte) (string, string, error) { // BUG
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", "", err
	}
	defer resp.Body.Close()
	var r reply
	if err = json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return "", "", err
	}
	if r.Code == 0 {
		return "", "", err
	}
	return r.Data.TaskID, r.Data.Tips, nil
}
