// Package second speaks to the v2 endpoints.
package second

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

type QueryResp struct {
	TaskID       string `json:"taskId"`
	Status       string `json:"status"`
	ErrorCode    string `json:"errorCode"`
	ErrorMessage string `json:"errorMessage"`
	Results      []struct {
		URL string `json:"url"`
	} `json:"results"`
}

func v2(path string, in any) (*QueryResp, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest("POST", "https://www.runninghub.cn"+path, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	q := &QueryResp{}
	if err := json.NewDecoder(resp.Body).Decode(q); err != nil {
		return nil, err
	}
	return q, nil
}

func run(wf string, in any) (string, error) {
	q, err := v2("/openapi/v2/run/workflow/"+wf, in)
	if err != nil {
		return "", err
	}
	return q.TaskID, nil // want `q\.ErrorCode is never checked before the data is read; v2\-run\-workflo`
}

func poll(id string) (string, error) {
	for {
		q, err := v2("/openapi/v2/query", map[string]string{"taskId": id}) // want `polling continues after`
		if err != nil {
			return "", err
		}
		switch q.Status {
		case "SUCCESS":
			return q.Results[0].URL, nil
		case "FAILED":
			return "", errors.New("failed") // want `this error drops q\.ErrorCode: callers cannot distinguish`
		}
		time.Sleep(time.Second)
	}
}

func runOK(wf string, in any) (string, error) {
	q, err := v2("/openapi/v2/run/workflow/"+wf, in)
	if err != nil {
		return "", err
	}
	if q.ErrorCode != "" && q.ErrorCode != "0" {
		return "", fmt.Errorf("rh %s: %s", q.ErrorCode, q.ErrorMessage)
	}
	return q.TaskID, nil
}

func pollOK(id string) (string, error) {
	for i := 0; i < 100; i++ {
		q, err := v2("/openapi/v2/query", map[string]string{"taskId": id})
		if err != nil {
			return "", err
		}
		switch q.Status {
		case "SUCCESS":
			if len(q.Results) == 0 {
				return "", errors.New("no results")
			}
			return q.Results[0].URL, nil
		case "FAILED", "":
			return "", fmt.Errorf("failed %s %s", q.ErrorCode, q.ErrorMessage)
		}
		time.Sleep(time.Second)
	}
	return "", errors.New("timeout")
}
