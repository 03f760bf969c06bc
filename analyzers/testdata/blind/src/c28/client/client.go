// Package client starts tasks.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
)

type API interface {
	Submit(ctx context.Context, body []byte) (*Reply, error)
}

type Reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data *struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

type Busy struct{ Code int }

func (b *Busy) Error() string { return "busy: " + strconv.Itoa(b.Code) }

type Refused struct {
	Code int
	Msg  string
}

func (r *Refused) Error() string { return strconv.Itoa(r.Code) + ": " + r.Msg }

type web struct{}

func (web) Submit(ctx context.Context, body []byte) (*Reply, error) {
	req, err := http.NewRequestWithContext(ctx, "POST", "https://www.runninghub.ai/task/openapi/ai-app/run", bytes.NewReader(body))
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
	default:
		return nil, &Refused{rep.Code, rep.Msg}
	}
}

func New() API { return web{} }
