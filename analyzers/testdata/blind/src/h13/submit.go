// Package h13 repeats by the number.
package h13

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

type APIError struct {
	Code int
	Msg  string
}

func (e *APIError) Error() string { return fmt.Sprintf("api error %d: %s", e.Code, e.Msg) }

type answer struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

func submit(body []byte) (*answer, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/ai-app/run", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("submit: %w", err)
	}
	defer resp.Body.Close()
	a := &answer{}
	if err := json.NewDecoder(resp.Body).Decode(a); err != nil {
		return nil, fmt.Errorf("submit: %w", err)
	}
	if a.Code != 0 {
		return nil, fmt.Errorf("submit: %w", &APIError{a.Code, a.Msg})
	}
	return a, nil
}

// Submit runs the app.
// BUG: what is 500 or more is taken for a fault of the server; 803 is sent again.
func Submit(body []byte) (string, error) {
	var last error
	for i := 0; i < 4; i++ {
		a, err := submit(body)
		if err == nil {
			if a.Data.PromptTips != "" {
				fmt.Println(a.Data.PromptTips)
			}
			return a.Data.TaskID, nil
		}
		last = err
		var ae *APIError
		if !errors.As(err, &ae) || ae.Code < 500 {
			return "", err
		}
		time.Sleep(time.Duration(i+1) * 30 * time.Second)
	}
	return "", last
}
