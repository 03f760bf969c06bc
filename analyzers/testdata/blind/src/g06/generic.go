// Package g06 turns every code into an error in one place.
package g06

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

type Code int

const (
	OK      Code = 0
	Running Code = 804
	Queued  Code = 813
	Failed  Code = 805
)

type Error struct {
	Code Code
	Text string
}

func (e Error) Error() string { return fmt.Sprintf("runninghub: %d: %s", e.Code, e.Text) }

func (e Error) Pending() bool { return e.Code == Running || e.Code == Queued }

type answer[D any] struct {
	Code Code   `json:"code"`
	Text string `json:"msg"`
	Data *D     `json:"data"`
}

func (a *answer[D]) unwrap() (zero D, _ error) {
	if a.Code != OK {
		return zero, Error{a.Code, a.Text}
	}
	if a.Data == nil {
		return zero, errors.New("runninghub: no data")
	}
	return *a.Data, nil
}

type Conn struct {
	HTTP *http.Client
	Host string
	Key  string
}

func do[D any](ctx context.Context, c Conn, path string, fields map[string]any) (zero D, _ error) {
	fields["apiKey"] = c.Key
	b, err := json.Marshal(fields)
	if err != nil {
		return zero, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Host+path, strings.NewReader(string(b)))
	if err != nil {
		return zero, err
	}
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return zero, err
	}
	defer resp.Body.Close()
	a := new(answer[D])
	// The answer of 804 has an object for data, so it is kept raw until the code is known.
	var raw answer[json.RawMessage]
	if err := json.NewDecoder(resp.Body).Decode(&raw); err != nil {
		return zero, err
	}
	a.Code, a.Text = raw.Code, raw.Text
	if raw.Code == OK && raw.Data != nil {
		a.Data = new(D)
		if err := json.Unmarshal(*raw.Data, a.Data); err != nil {
			return zero, err
		}
	}
	return a.unwrap()
}

type Output struct {
	FileURL string `json:"fileUrl"`
}

// Outputs waits for the files of a task.
func (c Conn) Outputs(ctx context.Context, id string) ([]Output, error) {
	t := time.NewTicker(4 * time.Second)
	defer t.Stop()
	for {
		out, err := do[[]Output](ctx, c, "/task/openapi/outputs", map[string]any{"taskId": id})
		var e Error
		switch {
		case err == nil:
			return out, nil
		case errors.As(err, &e) && e.Pending():
		default:
			return nil, err
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
