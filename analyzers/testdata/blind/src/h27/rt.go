// Package h27 checks every answer in the transport.
package h27

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

type checked struct{ next http.RoundTripper }

func (c checked) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := c.next.RoundTrip(r)
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
		return nil, fmt.Errorf("runninghub: %d %s", head.Code, head.Msg)
	}
	resp.Body = io.NopCloser(bytes.NewReader(b))
	return resp, nil
}

var client = &http.Client{Transport: checked{http.DefaultTransport}}

func Create(body []byte) (string, error) {
	resp, err := client.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var out struct {
		Data struct {
			TaskID string `json:"taskId"`
			Tips   string `json:"promptTips"`
		} `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return "", err
	}
	if out.Data.Tips != "" {
		return "", fmt.Errorf("tips: %s", out.Data.Tips)
	}
	return out.Data.TaskID, nil
}
