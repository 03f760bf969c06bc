// Package transport looks at all answers in a round tripper.
package transport

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

type strict struct{ next http.RoundTripper }

func (s strict) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := s.next.RoundTrip(r)
	if err != nil {
		return nil, err
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
		return nil, fmt.Errorf("%d %s", head.Code, head.Msg)
	}
	resp.Body = io.NopCloser(bytes.NewReader(b))
	return resp, nil
}

var client = &http.Client{Transport: strict{http.DefaultTransport}}

func Cancel(body string) error {
	resp, err := client.Post("https://www.runninghub.cn/task/openapi/cancel", "application/json", strings.NewReader(body))
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func Create(body string) (string, error) {
	resp, err := client.Post("https://www.runninghub.cn/task/openapi/create", "application/json", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var r struct {
		Data struct {
			TaskID string `json:"taskId"`
			Tips   string `json:"promptTips"`
		} `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return "", err
	}
	return r.Data.TaskID + r.Data.Tips, nil
}
