// Package correct3 has a generic envelope that unwraps itself.
package correct3

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

type Envelope[T any] struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data T      `json:"data"`
}

func (e Envelope[T]) Unwrap() (T, error) {
	if e.Code != 0 {
		var zero T
		return zero, &Error{e.Code, e.Msg}
	}
	return e.Data, nil
}

type Error struct {
	Code int
	Msg  string
}

func (e *Error) Error() string { return fmt.Sprint(e.Code, e.Msg) }

func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

var (
	ErrQueueFull = &Error{Code: 421}
	ErrRunning   = &Error{Code: 804}
	ErrQueued    = &Error{Code: 813}
)

func do[T any](ctx context.Context, path, body string) (T, error) {
	var zero T
	req, err := http.NewRequestWithContext(ctx, "POST", "https://www.runninghub.cn"+path, strings.NewReader(body))
	if err != nil {
		return zero, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return zero, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return zero, err
	}
	var e Envelope[T]
	if err := json.Unmarshal(b, &e); err != nil {
		return zero, fmt.Errorf("decode %s: %w", b, err)
	}
	return e.Unwrap()
}

type created struct {
	TaskID string `json:"taskId"`
	Tips   string `json:"promptTips"`
}

func Create(ctx context.Context, body string) (created, error) {
	return do[created](ctx, "/task/openapi/create", body)
}

func Submit(ctx context.Context, body string) (string, error) {
	backoff := time.Second
	for {
		c, err := Create(ctx, body)
		switch {
		case err == nil && c.Tips == "":
			return c.TaskID, nil
		case err == nil:
			return "", errors.New(c.Tips)
		case errors.Is(err, ErrQueueFull):
		default:
			return "", err
		}
		select {
		case <-time.After(backoff):
			backoff *= 2
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

func Wait(ctx context.Context, body string) ([]string, error) {
	for {
		out, err := do[[]string](ctx, "/task/openapi/outputs", body)
		if err == nil {
			return out, nil
		}
		var e *Error
		if errors.As(err, &e) {
			switch e.Code {
			case 804, 813:
				time.Sleep(time.Second)
				continue
			}
		}
		return nil, err
	}
}

func Status(ctx context.Context, body string) (string, bool) {
	s, err := do[string](ctx, "/task/openapi/status", body)
	if err != nil {
		return "", false
	}
	return s, s == "SUCCESS"
}

// Finished polls status, then fetches once.
func Finished(ctx context.Context, body string) ([]string, error) {
	for i := 0; i < 100; i++ {
		s, err := do[string](ctx, "/task/openapi/status", body)
		if err != nil {
			return nil, err
		}
		switch s {
		case "SUCCESS":
			return do[[]string](ctx, "/task/openapi/outputs", body)
		case "FAILED":
			return nil, errors.New("failed")
		}
		time.Sleep(time.Second)
	}
	return nil, errors.New("timeout")
}
