// Package c20 is right: both generations in one package behind one error type.
package c20

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

const host = "https://www.runninghub.cn"

type Err struct {
	Code int
	Msg  string
}

func (e *Err) Error() string { return fmt.Sprintf("%d: %s", e.Code, e.Msg) }

type one struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

type two struct {
	TaskID       string `json:"taskId"`
	Status       string `json:"status"`
	ErrorCode    string `json:"errorCode"`
	ErrorMessage string `json:"errorMessage"`
	Results      []struct {
		URL string `json:"url"`
	} `json:"results"`
}

func post(url, bearer string, in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(b))
	if err != nil {
		return err
	}
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(out)
}

func (t *two) fail() error {
	if t.ErrorCode == "" || t.ErrorCode == "0" {
		return nil
	}
	n, err := strconv.Atoi(t.ErrorCode)
	if err != nil {
		return fmt.Errorf("error code %q: %s", t.ErrorCode, t.ErrorMessage)
	}
	return &Err{n, t.ErrorMessage}
}

func V1(key, workflow string) (string, string, error) {
	var o one
	if err := post(host+"/task/openapi/create", "", map[string]string{"apiKey": key, "workflowId": workflow}, &o); err != nil {
		return "", "", err
	}
	if o.Code != 0 {
		return "", "", &Err{o.Code, o.Msg}
	}
	return o.Data.TaskID, o.Data.Tips, nil
}

func V2(key, workflow string) (string, error) {
	var t two
	if err := post(host+"/openapi/v2/run/workflow/"+workflow, key, map[string]any{"nodeInfoList": []any{}}, &t); err != nil {
		return "", err
	}
	if err := t.fail(); err != nil {
		return "", err
	}
	return t.TaskID, nil
}

func Query(key, task string) ([]string, bool, error) {
	var t two
	if err := post(host+"/openapi/v2/query", key, map[string]string{"taskId": task}, &t); err != nil {
		return nil, false, err
	}
	if err := t.fail(); err != nil {
		return nil, true, err
	}
	if t.Status != "SUCCESS" {
		return nil, false, nil
	}
	var urls []string
	for _, r := range t.Results {
		urls = append(urls, r.URL)
	}
	return urls, true, nil
}
