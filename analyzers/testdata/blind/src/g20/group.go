// Package g20 asks for many tasks at once.
package g20

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"golang.org/x/sync/errgroup"
)

type stateReply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data string `json:"data"`
}

func state(ctx context.Context, body string) (stateReply, error) {
	var s stateReply
	rq, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/status", strings.NewReader(body))
	if err != nil {
		return s, err
	}
	rs, err := http.DefaultClient.Do(rq)
	if err != nil {
		return s, err
	}
	defer rs.Body.Close()
	err = json.NewDecoder(rs.Body).Decode(&s)
	return s, err
}

// States returns the state of each task.
// BUG: an answer with a code has null for data and looks like an idle task.
func States(ctx context.Context, bodies []string) ([]string, error) {
	replies := make([]stateReply, len(bodies))
	g, ctx := errgroup.WithContext(ctx)
	for i, b := range bodies {
		g.Go(func() error {
			var err error
			replies[i], err = state(ctx, b)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out := make([]string, 0, len(replies))
	for _, r := range replies {
		out = append(out, r.Data)
	}
	return out, nil
}
