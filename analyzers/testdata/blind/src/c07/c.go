// Package c07 is right: a ticker asks for the outputs until there is an end of any kind.
package c07

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

type snapshot struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func look(ctx context.Context, body string) (s snapshot, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/outputs", strings.NewReader(body))
	if err != nil {
		return
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&s)
	return
}

func Wait(ctx context.Context, body string) (json.RawMessage, error) {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
		}
		s, err := look(ctx, body)
		if err != nil {
			continue // the network may be back at the next tick
		}
		running := s.Code == 804
		queued := s.Code == 813
		switch {
		case running || queued:
			continue
		case s.Code != 0:
			return nil, fmt.Errorf("outputs: %d %s", s.Code, s.Msg)
		}
		return s.Data, nil
	}
}
