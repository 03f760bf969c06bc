// Package h22 runs apps by req.
package h22

import (
	"context"
	"errors"

	"github.com/imroc/req/v3"
)

var ErrBusy = errors.New("busy, come back later")

type run struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

type Apps struct{ c *req.Client }

func New() *Apps { return &Apps{req.C().SetBaseURL("https://www.runninghub.cn")} }

// Run runs an app.
// BUG: every code but 421 is taken for success.
func (a *Apps) Run(ctx context.Context, body any) (id, tips string, err error) {
	var r run
	resp, err := a.c.R().SetContext(ctx).SetBody(body).SetSuccessResult(&r).Post("/task/openapi/ai-app/run")
	if err != nil {
		return "", "", err
	}
	if !resp.IsSuccessState() {
		return "", "", errors.New(resp.Status)
	}
	switch r.Code {
	case 0:
	case 421, 415:
		return "", "", ErrBusy
	}
	return r.Data.TaskID, r.Data.PromptTips, nil
}
