// Package h32 asks by the second version.
package h32

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

type task struct {
	ID           string `json:"taskId"`
	Status       string `json:"status"`
	ErrorCode    string `json:"errorCode"`
	ErrorMessage string `json:"errorMessage"`
	Results      []struct {
		URL string `json:"url"`
	} `json:"results"`
}

var errWait = errors.New("wait")

func (t *task) verdict() error {
	switch {
	case t.ErrorCode != "" && t.ErrorCode != "0":
		return fmt.Errorf("task %s: %s %s", t.ID, t.ErrorCode, t.ErrorMessage)
	case t.Status == "SUCCESS":
		return nil
	case t.Status == "FAILED":
		return fmt.Errorf("task %s failed: %s", t.ID, t.ErrorMessage)
	case t.Status == "QUEUED", t.Status == "RUNNING":
		return errWait
	}
	return fmt.Errorf("task %s: state %q", t.ID, t.Status)
}

func query(ctx context.Context, token, id string) (*task, error) {
	b, err := json.Marshal(map[string]string{"taskId": id})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/openapi/v2/query", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var t task
	if err := json.NewDecoder(resp.Body).Decode(&t); err != nil {
		return nil, err
	}
	return &t, nil
}

func Wait(ctx context.Context, token, id string) ([]string, error) {
	for {
		t, err := query(ctx, token, id)
		if err != nil {
			return nil, err
		}
		switch err := t.verdict(); err {
		case nil:
			var urls []string
			for _, r := range t.Results {
				urls = append(urls, r.URL)
			}
			return urls, nil
		case errWait:
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-time.After(5 * time.Second):
			}
		default:
			return nil, err
		}
	}
}
