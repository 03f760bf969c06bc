// Package rh is the wire.
package rh

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
)

type Reply struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

// API is what callers see.
type API interface {
	Outputs(ctx context.Context, id string) (*Reply, error)
}

type live struct{ key string }

// Live talks to the service.
func Live(key string) API { return live{key} }

func (l live) Outputs(ctx context.Context, id string) (*Reply, error) {
	b, err := json.Marshal(map[string]string{"apiKey": l.key, "taskId": id})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, "POST", "https://www.runninghub.cn/task/openapi/outputs", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	r := &Reply{}
	if err := json.NewDecoder(resp.Body).Decode(r); err != nil {
		return nil, err
	}
	return r, nil
}
