// Package f05 is wrong: a code that the table lacks is nil, and so a success.
package f05

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

var failures = map[int]error{
	421: errors.New("421: queue"),
	802: errors.New("802: key"),
	803: errors.New("803: node info"),
}

type answer struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func Create(payload string) (string, string, error) { // BUG
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", strings.NewReader(payload))
	if err != nil {
		return "", "", err
	}
	defer resp.Body.Close()
	var a answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return "", "", err
	}
	if err := failures[a.Code]; err != nil {
		return "", "", err
	}
	return a.Data.TaskID, a.Data.Tips, nil
}
