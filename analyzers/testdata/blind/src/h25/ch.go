// Package h25 sends answers over a channel to one that looks at them.
package h25

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/sync/errgroup"
)

type answer struct {
	task string
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data string `json:"data"`
}

func ask(ctx context.Context, key, id string) (*answer, error) {
	req, err := http.NewRequestWithContext(ctx, "POST", "https://www.runninghub.cn/task/openapi/status",
		strings.NewReader(fmt.Sprintf(`{"apiKey":%q,"taskId":%q}`, key, id)))
	if err != nil {
		return nil, err
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	a := &answer{task: id}
	if err := json.NewDecoder(r.Body).Decode(a); err != nil {
		return nil, err
	}
	return a, nil
}

func Statuses(ctx context.Context, key string, ids []string) (map[string]string, error) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	out := make(chan *answer)
	for _, id := range ids {
		g.Go(func() error {
			a, err := ask(ctx, key, id)
			if err != nil {
				return err
			}
			select {
			case out <- a:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}
	go func() {
		_ = g.Wait()
		close(out)
	}()
	states := map[string]string{}
	for a := range out {
		if a.Code != 0 {
			return nil, fmt.Errorf("%s: %d %s", a.task, a.Code, a.Msg)
		}
		states[a.task] = a.Data
	}
	return states, g.Wait()
}
