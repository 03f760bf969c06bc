// Package f03 is wrong: any error with a code is sent again.
package f03

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

type codeError struct{ Code int }

func (e *codeError) Error() string { return fmt.Sprint("code ", e.Code) }

type ack struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func submit(b []byte) (*ack, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	a := &ack{}
	if err := json.NewDecoder(resp.Body).Decode(a); err != nil {
		return nil, err
	}
	if a.Code != 0 {
		return nil, fmt.Errorf("create: %w", &codeError{a.Code})
	}
	return a, nil
}

func Create(b []byte) (string, string, error) { // BUG
	for i := range 4 {
		a, err := submit(b)
		var ce *codeError
		if errors.As(err, &ce) {
			time.Sleep(time.Duration(i+1) * time.Minute)
			continue
		}
		if err != nil {
			return "", "", err
		}
		return a.Data.TaskID, a.Data.Tips, nil
	}
	return "", "", errors.New("gave up")
}
