// Package h03 starts tasks from a pool of workers.
package h03

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

type job struct {
	index int
	body  []byte
}

type outcome struct {
	index int
	id    string
	err   error
}

type answer struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data *struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

type refusal struct {
	code int
	msg  string
}

func (r refusal) Error() string { return fmt.Sprintf("%d %s", r.code, r.msg) }
func (r refusal) busy() bool    { return r.code == 421 || r.code == 415 }

// Run starts all bodies, n at a time.
func Run(ctx context.Context, bodies [][]byte, n int) ([]string, error) {
	jobs := make(chan job)
	results := make(chan outcome, len(bodies))
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range jobs {
				id, err := patient(ctx, j.body)
				results <- outcome{j.index, id, err}
			}
		}()
	}
	for i, b := range bodies {
		jobs <- job{i, b}
	}
	close(jobs)
	wg.Wait()
	close(results)
	ids := make([]string, len(bodies))
	for o := range results {
		if o.err != nil {
			return nil, fmt.Errorf("body %d: %w", o.index, o.err)
		}
		ids[o.index] = o.id
	}
	return ids, nil
}

func patient(ctx context.Context, body []byte) (string, error) {
	for tries := 0; ; tries++ {
		id, err := one(ctx, body)
		if r, ok := err.(refusal); ok && r.busy() && tries < 6 {
			select {
			case <-time.After(time.Minute):
				continue
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
		return id, err
	}
}

func one(ctx context.Context, body []byte) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/create", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var a answer
	switch err := json.NewDecoder(res.Body).Decode(&a); {
	case err != nil:
		return "", err
	case a.Code != 0:
		return "", refusal{a.Code, a.Msg}
	case a.Data == nil:
		return "", refusal{-1, "no data"}
	case hasErrors(a.Data.PromptTips):
		return "", fmt.Errorf("nodes refused: %s", a.Data.PromptTips)
	}
	return a.Data.TaskID, nil
}

func hasErrors(tips string) bool {
	var t struct {
		Errors map[string]json.RawMessage `json:"node_errors"`
	}
	return json.Unmarshal([]byte(tips), &t) == nil && len(t.Errors) > 0
}
