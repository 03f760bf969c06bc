// Package h04 waits for many tasks at once.
package h04

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
)

type file struct {
	URL string `json:"fileUrl"`
}

type watcher struct {
	key  string
	http *http.Client
}

type reply struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

// Watch collects the files of all tasks.
func (w *watcher) Watch(ctx context.Context, ids []string) map[string][]file {
	var (
		mu  sync.Mutex
		wg  sync.WaitGroup
		all = map[string][]file{}
	)
	for _, id := range ids {
		wg.Add(1)
		go func(id string) {
			defer wg.Done()
			if files := w.wait(ctx, id); files != nil {
				mu.Lock()
				defer mu.Unlock()
				all[id] = files
			}
		}(id)
	}
	wg.Wait()
	return all
}

// wait asks until the files are there.
// BUG: 805 and 807 are asked about until the context ends.
func (w *watcher) wait(ctx context.Context, id string) []file {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		r, err := w.ask(ctx, id)
		if err != nil {
			continue
		}
		if r.Code == 0 {
			var files []file
			if json.Unmarshal(r.Data, &files) == nil {
				return files
			}
		}
	}
}

func (w *watcher) ask(ctx context.Context, id string) (*reply, error) {
	body := strings.NewReader(`{"apiKey":"` + w.key + `","taskId":"` + id + `"}`)
	req, err := http.NewRequestWithContext(ctx, "POST", "https://www.runninghub.cn/task/openapi/outputs", body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := w.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	r := new(reply)
	return r, json.NewDecoder(res.Body).Decode(r)
}
