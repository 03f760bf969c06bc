// Package correct1 turns codes into typed errors and states.
package correct1

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

type Code int

const (
	OK      Code = 0
	Running Code = 804
	Queued  Code = 813
	Failed  Code = 805
	Full    Code = 421
	NoInst  Code = 415
)

func (c Code) Pending() bool { return c == Running || c == Queued }
func (c Code) Retryable() bool {
	switch c {
	case Full, NoInst:
		return true
	}
	return false
}

type meta struct {
	Code Code   `json:"code"`
	Msg  string `json:"msg"`
}

type answer struct {
	meta
	Data json.RawMessage `json:"data"`
}

type Err struct {
	Endpoint string
	Code     Code
	Msg      string
}

func (e *Err) Error() string { return fmt.Sprintf("%s: %d %s", e.Endpoint, e.Code, e.Msg) }

var ErrPending = errors.New("pending")

type Client struct {
	base string
	mu   sync.Mutex
	log  *slog.Logger
}

func (c *Client) send(ctx context.Context, end string, in, out any) (err error) {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/task/openapi/"+end, bytes.NewReader(b))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := resp.Body.Close(); err == nil {
			err = cerr
		}
	}()
	var a answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return err
	}
	c.log.Info("answer", "code", a.Code)
	switch {
	case a.Code == OK:
		if out == nil {
			return nil
		}
		return json.Unmarshal(a.Data, out)
	case a.Code.Pending():
		return ErrPending
	}
	return &Err{end, a.Code, a.Msg}
}

func (c *Client) Cancel(ctx context.Context, id string) error {
	err := c.send(ctx, "cancel", map[string]string{"taskId": id}, nil)
	var e *Err
	if errors.As(err, &e) && e.Code == 807 {
		return nil
	}
	return err
}

func (c *Client) Wait(ctx context.Context, id string) ([]string, error) {
	for {
		var out []string
		err := c.send(ctx, "outputs", map[string]string{"taskId": id}, &out)
		switch {
		case err == nil:
			return out, nil
		case errors.Is(err, ErrPending):
		default:
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(5 * time.Second):
		}
	}
}

func (c *Client) Create(ctx context.Context, in any) (string, error) {
	var d struct {
		TaskID string          `json:"taskId"`
		Tips   json.RawMessage `json:"promptTips"`
	}
	for try := 0; ; try++ {
		err := c.send(ctx, "create", in, &d)
		var e *Err
		switch {
		case err == nil:
			return d.TaskID + string(d.Tips), nil
		case errors.As(err, &e) && e.Code.Retryable() && try < 10:
			time.Sleep(30 * time.Second)
		default:
			return "", err
		}
	}
}
