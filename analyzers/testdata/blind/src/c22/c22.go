// Package c22 is right: a type switch waits for a busy queue and gives everything else back.
package c22

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

type Busy struct{ Code int }

func (b *Busy) Error() string { return fmt.Sprintf("busy: %d", b.Code) }

type Refused struct {
	Code int
	Msg  string
}

func (r *Refused) Error() string { return fmt.Sprintf("%d: %s", r.Code, r.Msg) }

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
		return nil, &Busy{rep.Code}
	}
	return nil, &Refused{rep.Code, rep.Msg}
}

func Run(ctx context.Context, body []byte) (id, tips string, err error) {
	for n := 0; n < 8; n++ {
		rep, err := post(ctx, body)
		switch err.(type) {
		case nil:
			return rep.Data.TaskID, rep.Data.PromptTips, nil
		case *Busy:
			time.Sleep(time.Minute)
		default:
			return "", "", err
		}
	}
	return "", "", errors.New("the queue stays full")
}
