// Package rh is a client with helpers that run a function again.
package rh

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

type Error struct {
	Code int
	Msg  string
}

func (e *Error) Error() string { return fmt.Sprintf("%d %s", e.Code, e.Msg) }

type reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func Create(body []byte) (string, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var r reply
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return "", err
	}
	if r.Code != 0 {
		return "", &Error{r.Code, r.Msg}
	}
	if r.Data.Tips != "" {
		return "", errors.New(r.Data.Tips)
	}
	return r.Data.TaskID, nil
}

// Persist runs f again whatever it says.
func Persist(n int, f func() error) (err error) {
	for range n {
		if err = f(); err == nil {
			return nil
		}
		time.Sleep(time.Minute)
	}
	return err
}

// Retry runs f again when there was no room.
func Retry(n int, f func() error) (err error) {
	for range n {
		err = f()
		var e *Error
		if !errors.As(err, &e) || e.Code != 421 {
			return err
		}
		time.Sleep(time.Minute)
	}
	return err
}
