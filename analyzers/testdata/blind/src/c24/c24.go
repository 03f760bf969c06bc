// Package c24 is right: what was refused or broke on the way goes back at once, and a method of the error says so.
package c24

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

type apiError struct {
	code int
	msg  string
}

func (e *apiError) Error() string { return fmt.Sprintf("%d: %s", e.code, e.msg) }

func (e *apiError) Temporary() bool { return e.code == 415 || e.code == 421 }

func temporary(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary()
}

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
		return nil, &apiError{rep.Code, rep.Msg}
	}
	return rep, nil
}

type Poster interface {
	Post(ctx context.Context, body []byte) (*Reply, error)
}

type Client struct{}

func (Client) Post(ctx context.Context, body []byte) (*Reply, error) { return post(ctx, body) }

func Run(ctx context.Context, p Poster, body []byte) (*Reply, error) {
	rep, err := p.Post(ctx, body)
	for n := 0; n < 8 && temporary(err); n++ {
		time.Sleep(time.Minute)
		rep, err = p.Post(ctx, body)
	}
	return rep, err
}
