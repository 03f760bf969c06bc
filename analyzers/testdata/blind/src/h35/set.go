// Package h35 keeps what may be repeated in a set.
package h35

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"net/http"
	"slices"
	"time"
)

var again = []int{415, 421}

type Refused struct {
	Code  int
	Msg   string
	Tries int
}

func (r Refused) Error() string { return fmt.Sprintf("%d %s after %d", r.Code, r.Msg, r.Tries) }

type doc struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

func send(body []byte) (d doc, err error) {
	r, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return d, err
	}
	defer r.Body.Close()
	return d, json.NewDecoder(r.Body).Decode(&d)
}

func Start(body []byte, tries int) (string, error) {
	n := 1
retry:
	d, err := send(body)
	if err != nil {
		return "", err
	}
	if slices.Contains(again, d.Code) && n < tries {
		n++
		time.Sleep(30*time.Second + time.Duration(rand.Intn(10))*time.Second)
		goto retry
	}
	if d.Code != 0 {
		return "", Refused{d.Code, d.Msg, n}
	}
	if d.Data.PromptTips != "" {
		return "", fmt.Errorf("%s: %s", d.Data.TaskID, d.Data.PromptTips)
	}
	return d.Data.TaskID, nil
}
