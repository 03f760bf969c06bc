// Package f01 is wrong: the generic call gives the data whatever the code says.
package f01

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
)

type wire[D any] struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data D      `json:"data"`
}

func call[D any](ctx context.Context, path string, in any) (D, error) { // BUG
	var e wire[D]
	b, err := json.Marshal(in)
	if err != nil {
		return e.Data, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn"+path, bytes.NewReader(b))
	if err != nil {
		return e.Data, err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return e.Data, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&e)
	return e.Data, err
}

func Status(ctx context.Context, key, id string) (string, error) {
	return call[string](ctx, "/task/openapi/status", map[string]string{"apiKey": key, "taskId": id})
}
