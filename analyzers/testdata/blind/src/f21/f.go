// Package f21 is wrong: each tick sends the same paid request until it is accepted.
package f21

import (
	"encoding/json"
	"log"
	"net/http"
	"strings"
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

func Until(body string) (string, string) { // BUG
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for range t.C {
		resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", strings.NewReader(body))
		if err != nil {
			log.Print(err)
			continue
		}
		var c created
		err = json.NewDecoder(resp.Body).Decode(&c)
		resp.Body.Close()
		if err == nil && c.Code == 0 {
			return c.Data.TaskID, c.Data.Tips
		}
		log.Print(err, c.Code, c.Msg)
	}
	return "", ""
}
