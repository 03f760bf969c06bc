// Package g05 has one generic envelope for every call.
package g05

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

type Envelope[T any] struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data T      `json:"data"`
}

func call[T any](ctx context.Context, path string, in any) (Envelope[T], error) {
	var env Envelope[T]
	buf, err := json.Marshal(in)
	if err != nil {
		return env, err
	}
	rq, err := http.NewRequestWithContext(ctx, "POST", "https://www.runninghub.cn"+path, bytes.NewReader(buf))
	if err != nil {
		return env, err
	}
	rs, err := http.DefaultClient.Do(rq)
	if err != nil {
		return env, err
	}
	defer rs.Body.Close()
	raw, err := io.ReadAll(rs.Body)
	if err != nil {
		return env, err
	}
	err = json.Unmarshal(raw, &env)
	return env, err
}

type Query struct {
	APIKey string `json:"apiKey"`
	TaskID string `json:"taskId"`
}

// Await waits until the task is over.
// BUG: it asks on under 802 and 807, which no wait heals.
func Await(ctx context.Context, q Query) error {
	for {
		env, err := call[string](ctx, "/task/openapi/status", q)
		if err != nil {
			return err
		}
		if env.Code == 0 {
			switch env.Data {
			case "SUCCESS":
				return nil
			case "FAILED":
				return fmt.Errorf("task %s failed", q.TaskID)
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(3 * time.Second):
		}
	}
}
