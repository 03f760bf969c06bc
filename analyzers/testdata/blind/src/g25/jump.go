// Package g25 jumps back while the queue is full.
package g25

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	accepted    = 0
	queueFull   = 421
	noMachine   = 415
	maxAttempts = 10
)

type taken struct {
	TaskID string `json:"taskId"`
	Tips   string `json:"promptTips"`
}

func Start(body []byte) (t taken, err error) {
	var e struct {
		Code int             `json:"code"`
		Msg  string          `json:"msg"`
		Data json.RawMessage `json:"data"`
	}
	attempt := 0
retry:
	attempt++
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return t, err
	}
	err = json.NewDecoder(resp.Body).Decode(&e)
	resp.Body.Close()
	if err != nil {
		return t, err
	}
	if (e.Code == queueFull || e.Code == noMachine) && attempt < maxAttempts {
		time.Sleep(45 * time.Second)
		goto retry
	}
	if e.Code != accepted {
		return t, fmt.Errorf("create: %d %s", e.Code, e.Msg)
	}
	if err = json.Unmarshal(e.Data, &t); err != nil {
		return t, err
	}
	if t.Tips != "" {
		fmt.Println("tips:", t.Tips)
	}
	return t, nil
}
