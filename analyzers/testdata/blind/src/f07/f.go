// Package f07 is wrong: every code but 0 waits for the next tick.
package f07

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

type snapshot struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func look(body string) (s snapshot, err error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", strings.NewReader(body))
	if err != nil {
		return s, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&s)
	return s, err
}

func Wait(ctx context.Context, body string) (json.RawMessage, error) { // BUG
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
			s, err := look(body)
			if err != nil {
				return nil, err
			}
			if s.Code != 0 {
				continue
			}
			return s.Data, nil
		}
	}
}
