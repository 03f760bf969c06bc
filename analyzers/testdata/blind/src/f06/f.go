// Package f06 is wrong: a worker puts whatever failed back into its own channel.
package f06

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

type ack struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		ID   string `json:"taskId"`
		Tips string `json:"promptTips"`
	} `json:"data"`
}

func start(b []byte) (*ack, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	a := new(ack)
	if err := json.NewDecoder(resp.Body).Decode(a); err != nil {
		return nil, err
	}
	if a.Code != 0 {
		return nil, fmt.Errorf("%d %s", a.Code, a.Msg)
	}
	return a, nil
}

func Worker(jobs chan []byte, done chan<- ack) { // BUG
	for b := range jobs {
		a, err := start(b)
		if err != nil {
			time.Sleep(time.Second)
			jobs <- b
			continue
		}
		done <- *a
	}
}
