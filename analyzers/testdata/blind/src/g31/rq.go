// Package g31 wraps imroc/req once.
package g31

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/imroc/req/v3"
)

type Any[T any] struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data T      `json:"data"`
}

func (a *Any[T]) Ok() bool { return a.Code == 0 }

type hub struct {
	*req.Client
	key string
}

func open(key string) *hub {
	c := req.C().SetBaseURL("https://www.runninghub.cn").SetTimeout(time.Minute)
	return &hub{c, key}
}

func (h *hub) status(ctx context.Context, id string) (string, error) {
	var a Any[string]
	resp, err := h.R().SetContext(ctx).
		SetBody(map[string]string{"apiKey": h.key, "taskId": id}).
		SetSuccessResult(&a).
		Post("/task/openapi/status")
	if err != nil {
		return "", err
	}
	if resp.IsErrorState() {
		return "", errors.New(resp.Status)
	}
	if !a.Ok() {
		return "", fmt.Errorf("status: %d %s", a.Code, a.Msg)
	}
	return a.Data, nil
}
