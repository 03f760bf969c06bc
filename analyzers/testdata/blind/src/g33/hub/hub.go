// Package hub creates tasks.
package hub

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"g33/again"
)

type codeError struct {
	code int
	msg  string
}

func (c codeError) Error() string { return c.msg }

var waitable = []int{415, 421}

func full(err error) bool {
	var c codeError
	return errors.As(err, &c) && slices.Contains(waitable, c.code)
}

type made struct {
	ID   string `json:"taskId"`
	Tips string `json:"promptTips"`
}

func create(ctx context.Context, body []byte) (made, error) {
	var out struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data made   `json:"data"`
	}
	req, err := http.NewRequestWithContext(ctx, "POST", "https://www.runninghub.ai/task/openapi/create", bytes.NewReader(body))
	if err != nil {
		return made{}, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return made{}, err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return made{}, err
	}
	if out.Code != 0 {
		return made{}, codeError{out.Code, out.Msg}
	}
	return out.Data, nil
}

// Create waits for a free place.
func Create(ctx context.Context, body []byte) (string, error) {
	m, err := again.Run(ctx, again.Policy{Max: 20, Wait: 30 * time.Second, If: full}, func(ctx context.Context) (made, error) {
		return create(ctx, body)
	})
	if err != nil {
		return "", err
	}
	if m.Tips != "" {
		return m.ID, errors.New("prompt tips: " + m.Tips)
	}
	return m.ID, nil
}
