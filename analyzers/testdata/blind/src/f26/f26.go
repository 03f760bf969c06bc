// Package f26 is wrong: a type switch sends every code again.
package f26

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

func Run(ctx context.Context, body []byte) (id, tips string, err error) { // BUG
	for n := 0; n < 8; n++ {
		rep, err := post(ctx, body)
		switch err.(type) {
		case nil:
			return rep.Data.TaskID, rep.Data.PromptTips, nil
		case *APIError:
			time.Sleep(time.Minute)
		default:
			return "", "", err
		}
	}
	return "", "", errors.New("the queue stays full")
}
