// Package c26 is right: an error without a code stands for a full queue, one with a code for everything else.
package c26

import (
	"bytes"
	"context"
	"encoding/json"
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

type Full struct{ Wait time.Duration }

func (f Full) Error() string { return "full, try again after " + f.Wait.String() }

type Fault struct {
	Code int
	Msg  string
}

func (f Fault) Error() string { return fmt.Sprintf("%d: %s", f.Code, f.Msg) }

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
	switch {
	case rep.Code == 415 || rep.Code == 421:
		return nil, Full{time.Minute}
	case rep.Code != 0:
		return nil, Fault{rep.Code, rep.Msg}
	}
	return rep, nil
}

func Run(ctx context.Context, body []byte) (*Reply, error) {
	var last error
	for n := 0; n < 8; n++ {
		rep, err := post(ctx, body)
		if err == nil {
			return rep, nil
		}
		last = err
		full, ok := err.(Full)
		if !ok {
			break
		}
		time.Sleep(full.Wait)
	}
	return nil, last
}
