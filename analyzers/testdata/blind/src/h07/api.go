// Package h07 has one generic call.
package h07

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

var (
	ErrBusy    = errors.New("runninghub is busy")
	ErrRunning = errors.New("not finished")
)

type Error struct {
	Code int
	Msg  string
}

func (e *Error) Error() string { return fmt.Sprintf("%d %s", e.Code, e.Msg) }

func (e *Error) Is(target error) bool {
	switch target {
	case ErrBusy:
		return e.Code == 415 || e.Code == 421
	case ErrRunning:
		return e.Code == 804 || e.Code == 813
	}
	return false
}

type reply[T any] struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data T      `json:"data"`
}

type raw = reply[json.RawMessage]

func call[T any](ctx context.Context, path string, in any) (out T, err error) {
	b, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn"+path, bytes.NewReader(b))
	if err != nil {
		return out, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return out, err
	}
	defer res.Body.Close()
	var r raw
	if err := json.NewDecoder(res.Body).Decode(&r); err != nil {
		return out, err
	}
	if r.Code != 0 {
		return out, &Error{r.Code, r.Msg}
	}
	return out, json.Unmarshal(r.Data, &out)
}

type created struct {
	ID   string `json:"taskId"`
	Tips string `json:"promptTips"`
}

func Create(ctx context.Context, in any) (string, error) {
	for wait := 30 * time.Second; ; wait *= 2 {
		c, err := call[created](ctx, "/task/openapi/create", in)
		switch {
		case err == nil && strings.Contains(c.Tips, "value_not_in_list"):
			return c.ID, fmt.Errorf("task %s lacks outputs: %s", c.ID, c.Tips)
		case err == nil:
			return c.ID, nil
		case !errors.Is(err, ErrBusy) || wait > 10*time.Minute:
			return "", err
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(wait):
		}
	}
}

func Outputs(ctx context.Context, key, id string) ([]string, error) {
	type file struct {
		URL string `json:"fileUrl"`
	}
	for {
		files, err := call[[]file](ctx, "/task/openapi/outputs", map[string]string{"apiKey": key, "taskId": id})
		if errors.Is(err, ErrRunning) {
			time.Sleep(4 * time.Second)
			continue
		}
		if err != nil {
			return nil, err
		}
		urls := make([]string, 0, len(files))
		for _, f := range files {
			urls = append(urls, f.URL)
		}
		return urls, nil
	}
}
