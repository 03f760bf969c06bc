// Package r08 is right: only 421 and 415 are sent again.
package r08

import (
	"bytes"
	"encoding/json"
	"fmt"
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

func Start(body []byte) (id, tips string, err error) {
	for i := 1; ; i++ {
		resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
		if err != nil {
			return "", "", err
		}
		var r reply
		err = json.NewDecoder(resp.Body).Decode(&r)
		resp.Body.Close()
		if err != nil {
			return "", "", err
		}
		if r.Code == 0 {
			return r.Data.TaskID, r.Data.Tips, nil
		}
		if i == 6 || r.Code != 421 && r.Code != 415 {
			return "", "", fmt.Errorf("code %d", r.Code)
		}
		time.Sleep(time.Duration(i) * time.Second)
	}
}
