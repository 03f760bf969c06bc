// Package g27 speaks v2 and hands errorCode on.
package g27

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

type Failure struct {
	Code int
	Text string
}

func (f *Failure) Error() string { return strconv.Itoa(f.Code) + ": " + f.Text }

type Task struct {
	ID      string   `json:"taskId"`
	State   string   `json:"status"`
	Code    string   `json:"errorCode"`
	Text    string   `json:"errorMessage"`
	Tips    string   `json:"promptTips"`
	Results []Result `json:"results"`
}

type Result struct {
	URL string `json:"url"`
}

func (t *Task) failure() error {
	if t.Code == "" || t.Code == "0" {
		return nil
	}
	n, err := strconv.Atoi(t.Code)
	if err != nil {
		return fmt.Errorf("errorCode %q: %w", t.Code, err)
	}
	return &Failure{n, t.Text}
}

type Session struct {
	token string
	do    func(*http.Request) (*http.Response, error)
}

func (s *Session) post(ctx context.Context, path string, in any) (*Task, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/openapi/v2"+path, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	resp, err := s.do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	all, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var t Task
	if err := json.Unmarshal(all, &t); err != nil {
		return nil, err
	}
	if err := t.failure(); err != nil {
		return &t, err
	}
	return &t, nil
}

// Run starts a workflow and waits for it.
func (s *Session) Run(ctx context.Context, wf string, nodes []map[string]any) ([]Result, error) {
	t, err := s.post(ctx, "/run/workflow/"+wf, map[string]any{"nodeInfoList": nodes})
	if err != nil {
		return nil, err
	}
	if t.Tips != "" {
		return nil, fmt.Errorf("tips: %s", t.Tips)
	}
	for {
		switch t.State {
		case "SUCCESS":
			return t.Results, nil
		case "QUEUED", "RUNNING", "CREATE":
		default:
			return nil, fmt.Errorf("task %s: %s", t.ID, t.State)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(3 * time.Second):
		}
		if t, err = s.post(ctx, "/query", map[string]any{"taskId": t.ID}); err != nil {
			return nil, err
		}
	}
}
