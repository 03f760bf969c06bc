// Package c05 is right: codes are sentinel errors, and an unknown one is an error too.
package c05

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

var (
	ErrQueue = errors.New("queue is full")
	ErrNode  = errors.New("node info does not match")
	ErrKey   = errors.New("key is not accepted")
)

var known = map[int]error{
	415: ErrQueue, 421: ErrQueue,
	803: ErrNode,
	802: ErrKey, 806: ErrKey, 811: ErrKey,
}

func failure(code int, msg string) error {
	if code == 0 {
		return nil
	}
	if err, ok := known[code]; ok {
		return fmt.Errorf("code %d: %w: %s", code, err, msg)
	}
	return fmt.Errorf("code %d: %s", code, msg)
}

type answer struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string   `json:"taskId"`
		PromptTips *string  `json:"promptTips"`
		Socket     *url.URL `json:"-"`
	} `json:"data"`
}

func Create(payload string) (string, error) {
	u := url.URL{Scheme: "https", Host: "www.runninghub.cn", Path: "/task/openapi/create"}
	resp, err := http.Post(u.String(), "application/json", strings.NewReader(payload))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	a := answer{}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return "", err
	}
	if err := failure(a.Code, a.Msg); err != nil {
		return "", err
	}
	if t := a.Data.PromptTips; t != nil && strings.Contains(*t, `"node_errors": {"`) {
		return "", errors.New(*t)
	}
	return a.Data.TaskID, nil
}

func CanWait(err error) bool { return errors.Is(err, ErrQueue) }
