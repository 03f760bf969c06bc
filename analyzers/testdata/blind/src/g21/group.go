// Package g21 gathers files and stops at the first failure.
package g21

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

type F struct {
	FileURL  string `json:"fileUrl"`
	FileType string `json:"fileType"`
}

type A struct {
	Code json.Number     `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func ask(ctx context.Context, body string) (a A, err error) {
	rq, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/outputs", strings.NewReader(body))
	if err != nil {
		return a, err
	}
	rs, err := http.DefaultClient.Do(rq)
	if err != nil {
		return a, err
	}
	defer rs.Body.Close()
	err = json.NewDecoder(rs.Body).Decode(&a)
	return a, err
}

// Gather fetches all.
func Gather(ctx context.Context, bodies map[string]string) (map[string][]F, error) {
	var mu sync.Mutex
	got := make(map[string]A)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(3)
	for id, b := range bodies {
		g.Go(func() error {
			a, err := ask(ctx, b)
			if err != nil {
				return fmt.Errorf("%s: %w", id, err)
			}
			mu.Lock()
			defer mu.Unlock()
			got[id] = a
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	files := map[string][]F{}
	for id, a := range got {
		n, err := a.Code.Int64()
		if err != nil {
			return nil, err
		}
		if n != 0 {
			return nil, fmt.Errorf("%s: %d %s", id, n, a.Msg)
		}
		var fs []F
		if err := json.Unmarshal(a.Data, &fs); err != nil {
			return nil, err
		}
		files[id] = fs
	}
	return files, nil
}
