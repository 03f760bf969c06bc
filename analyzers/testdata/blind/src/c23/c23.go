// Package c23 is right: a sentinel error stands for a full queue, and any other error ends the loop.
package c23

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

var ErrFull = errors.New("the queue is full")

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
	switch rep.Code {
	case 0:
		return rep, nil
	case 415, 421:
		return nil, fmt.Errorf("%w: %d", ErrFull, rep.Code)
	}
	return nil, fmt.Errorf("create: %d %s", rep.Code, rep.Msg)
}

func Run(ctx context.Context, body []byte) (id, tips string, err error) {
	var rep *Reply
	for n := 0; n < 8; n++ {
		rep, err = post(ctx, body)
		if !errors.Is(err, ErrFull) {
			break
		}
		time.Sleep(time.Minute)
	}
	if err != nil {
		return "", "", err
	}
	return rep.Data.TaskID, rep.Data.PromptTips, nil
}
