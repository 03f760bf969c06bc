// Package h34 decides by a function in a field.
package h34

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

type outs struct {
	Code int             `json:"code"`
	Data json.RawMessage `json:"data"`
}

type Poller struct {
	Every time.Duration
	Ended func(code int) bool
}

func ended(code int) bool { return code != 804 && code != 813 }

func Default() *Poller { return &Poller{Every: 3 * time.Second, Ended: ended} }

func fetch(ctx context.Context, body string) (*outs, error) {
	req, err := http.NewRequestWithContext(ctx, "POST", "https://www.runninghub.cn/task/openapi/outputs", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	o := &outs{}
	if err := json.NewDecoder(r.Body).Decode(o); err != nil {
		return nil, err
	}
	return o, nil
}

// Wait returns the list of files.
// BUG: 805, 807 and all others are taken for success.
func (p *Poller) Wait(ctx context.Context, body string) (json.RawMessage, error) {
	for {
		o, err := fetch(ctx, body)
		if err != nil {
			return nil, err
		}
		if ended(o.Code) {
			return o.Data, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(p.Every):
		}
	}
}
