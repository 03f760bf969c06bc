// Package c27 is right: the way of the request is told apart from the service, and only a full queue is waited for.
package c27

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

type Reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data *struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

type APIError struct {
	Code int
	Msg  string
}

func (e *APIError) Error() string { return fmt.Sprintf("%d: %s", e.Code, e.Msg) }

func post(ctx context.Context, body []byte) (*Reply, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/create", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	rep := new(Reply)
	if err := json.NewDecoder(res.Body).Decode(rep); err != nil {
		return nil, err
	}
	if rep.Code != 0 {
		return nil, &APIError{rep.Code, rep.Msg}
	}
	return rep, nil
}

func full(err error) bool {
	if e, ok := err.(*APIError); ok {
		switch e.Code {
		case 415, 421:
			return true
		}
	}
	return false
}

func Run(ctx context.Context, body []byte) (*Reply, error) {
	for n := 1; ; n++ {
		rep, err := post(ctx, body)
		if errors.Is(err, context.Canceled) {
			return nil, err
		}
		again := full(err)
		if err == nil || !again || n == 8 {
			return rep, err
		}
		time.Sleep(time.Minute)
	}
}
