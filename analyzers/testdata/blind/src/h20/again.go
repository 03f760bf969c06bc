// Package h20 gives each question its time; asking costs nothing.
package h20

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

type Poller struct {
	Key      string
	Interval time.Duration
	Failures int
}

type env struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func (p *Poller) ask(ctx context.Context, id string) (e env, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, 15*time.Second, errors.New("slow answer"))
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "POST", "https://www.runninghub.cn/task/openapi/outputs",
		strings.NewReader(`{"apiKey":"`+p.Key+`","taskId":"`+id+`"}`))
	if err != nil {
		return e, err
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return e, err
	}
	defer r.Body.Close()
	err = json.NewDecoder(r.Body).Decode(&e)
	return e, err
}

func (p *Poller) Wait(ctx context.Context, id string) (json.RawMessage, error) {
	bad := 0
	t := time.NewTimer(0)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-t.C:
		}
		e, err := p.ask(ctx, id)
		if err != nil {
			if bad++; bad > p.Failures {
				return nil, fmt.Errorf("after %d failures: %w", bad, err)
			}
			t.Reset(p.Interval)
			continue
		}
		bad = 0
		switch {
		case e.Code == 0:
			return e.Data, nil
		case e.Code == 804, e.Code == 813:
			t.Reset(p.Interval)
		default:
			return nil, fmt.Errorf("task %s: code %d: %s", id, e.Code, e.Msg)
		}
	}
}
