// Package g48 calls back.
package g48

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
)

type Event struct {
	Task string
	Err  error
}

type startReply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

// Async creates in the background.
// BUG: the caller cannot tell 421 from 803.
func Async(body []byte, done func(Event)) {
	go func() {
		r, err := start(body)
		if err != nil {
			done(Event{Err: err})
			return
		}
		if r.Code != 0 {
			done(Event{Err: errors.New("create failed: " + r.Msg)})
			return
		}
		if r.Data.Tips != "" {
			done(Event{Task: r.Data.TaskID, Err: errors.New(r.Data.Tips)})
			return
		}
		done(Event{Task: r.Data.TaskID})
	}()
}

func start(body []byte) (*startReply, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var r startReply
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return nil, err
	}
	return &r, nil
}
