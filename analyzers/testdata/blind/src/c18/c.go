// Package c18 is right: two retry libraries, each told what must not be sent again.
package c18

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/avast/retry-go/v4"
	"github.com/cenkalti/backoff/v4"
)

type codeError struct {
	Code int
	Msg  string
}

func (e codeError) Error() string { return fmt.Sprint(e.Code, " ", e.Msg) }

type answer struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func create(body []byte) (*answer, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var a answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return nil, err
	}
	if a.Code != 0 {
		return nil, codeError{a.Code, a.Msg}
	}
	return &a, nil
}

func WithBackoff(body []byte) (string, string, error) {
	a, err := backoff.RetryWithData(func() (*answer, error) {
		a, err := create(body)
		var ce codeError
		if errors.As(err, &ce) && (ce.Code == 415 || ce.Code == 421) {
			return nil, err
		}
		if err != nil {
			return nil, backoff.Permanent(err)
		}
		return a, nil
	}, backoff.WithMaxRetries(backoff.NewExponentialBackOff(), 6))
	if err != nil {
		return "", "", err
	}
	return a.Data.TaskID, a.Data.Tips, nil
}

func busy(err error) bool {
	var ce codeError
	return errors.As(err, &ce) && (ce.Code == 415 || ce.Code == 421)
}

func WithRetry(body []byte) (id string, err error) {
	err = retry.Do(func() error {
		a, err := create(body)
		if err != nil {
			return err
		}
		id = a.Data.TaskID
		return nil
	}, retry.RetryIf(busy), retry.Attempts(5), retry.Delay(30*time.Second))
	return id, err
}
