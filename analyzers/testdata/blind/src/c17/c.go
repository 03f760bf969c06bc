// Package c17 is right: a round tripper turns codes into errors before anybody decodes the body again.
package c17

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

type Strict struct{ Next http.RoundTripper }

type APIError struct {
	Code int
	Msg  string
}

func (e *APIError) Error() string { return fmt.Sprintf("runninghub %d %s", e.Code, e.Msg) }

func (s Strict) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := s.Next.RoundTrip(r)
	if err != nil || !strings.Contains(r.URL.Path, "/task/openapi/") {
		return resp, err
	}
	b, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	var head struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, err
	}
	if head.Code != 0 {
		return nil, &APIError{head.Code, head.Msg}
	}
	resp.Body = io.NopCloser(bytes.NewReader(b))
	return resp, nil
}

var client = http.Client{Transport: Strict{http.DefaultTransport}}

func Cancel(key, task string) error {
	resp, err := client.Post("https://www.runninghub.cn/task/openapi/cancel", "application/json", strings.NewReader(`{"apiKey":"`+key+`","taskId":"`+task+`"}`))
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
