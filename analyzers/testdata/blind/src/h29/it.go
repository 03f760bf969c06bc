//go:build go1.23

// Package h29 is an iterator over what a task makes.
package h29

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strings"
	"time"
)

type Output struct {
	FileURL  string `json:"fileUrl"`
	FileType string `json:"fileType"`
}

type outputs struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func get(ctx context.Context, key, task string) (o outputs, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/outputs",
		strings.NewReader(`{"apiKey":"`+key+`","taskId":"`+task+`"}`))
	if err != nil {
		return o, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return o, err
	}
	defer res.Body.Close()
	return o, json.NewDecoder(res.Body).Decode(&o)
}

// Outputs yields every file.
// BUG: a task that has failed is asked about without end.
func Outputs(ctx context.Context, key, task string) iter.Seq2[Output, error] {
	return func(yield func(Output, error) bool) {
		for {
			o, err := get(ctx, key, task)
			if err != nil {
				yield(Output{}, err)
				return
			}
			if o.Code != 0 {
				time.Sleep(3 * time.Second)
				continue
			}
			var list []Output
			if err := json.Unmarshal(o.Data, &list); err != nil {
				yield(Output{}, err)
				return
			}
			for _, f := range list {
				if !yield(f, nil) {
					return
				}
			}
			return
		}
	}
}
