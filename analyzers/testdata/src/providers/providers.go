// Package providers serves several vendors in one package.
package providers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

type Provider struct {
	Name    string
	BaseURL string
	Key     string
}

type rhTaskResp struct {
	Code int     `json:"code"`
	Msg  string  `json:"msg"`
	Data *rhTask `json:"data"`
}

type rhTask struct {
	TaskID     string `json:"taskId"`
	PromptTips string `json:"promptTips"`
}

type klingResp struct {
	Code int    `json:"code"`
	Msg  string `json:"message"`
	Data *struct {
		TaskID string `json:"task_id"`
	} `json:"data"`
}

func (p *Provider) do(method, path string, body any, out any) error {
	var rd io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		rd = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, strings.TrimSuffix(p.BaseURL, "/")+path, rd)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, out)
}

func (p *Provider) rhSubmit(in any) (string, error) {
	var taskResp rhTaskResp
	if err := p.do("POST", "/task/openapi/create", in, &taskResp); err != nil {
		return "", err
	}
	if taskResp.Code != 0 {
		return "", fmt.Errorf("runninghub submit failed: %s", taskResp.Msg) // want `this error drops taskResp\.Code: callers cannot distinguish`
	}
	if taskResp.Data == nil {
		return "", errors.New("no data")
	}
	if taskResp.Data.PromptTips != "" {
		return "", errors.New(taskResp.Data.PromptTips)
	}
	return taskResp.Data.TaskID, nil
}

func (p *Provider) klingSubmit(in any) (string, error) {
	var r klingResp
	if err := p.do("POST", "/v1/videos/image2video", in, &r); err != nil {
		return "", err
	}
	return r.Data.TaskID, nil
}

func (p *Provider) klingLoop(in any) (string, error) {
	for {
		var r klingResp
		if err := p.do("POST", "/v1/videos/image2video", in, &r); err != nil {
			continue
		}
		if r.Code == 0 {
			return r.Data.TaskID, nil
		}
		if r.Msg == "success" {
			return "", nil
		}
	}
}

type outputsResp struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func (p *Provider) rhPoll(id string) (urls []string, err error) {
	for i := 0; i < 120; i++ {
		time.Sleep(5 * time.Second)
		var r outputsResp
		if e := p.do("POST", "/task/openapi/outputs", map[string]string{"apiKey": p.Key, "taskId": id}, &r); e != nil { // want `polling continues after`
			continue
		}
		if r.Code == 804 || r.Code == 813 {
			continue
		}
		if r.Code == 805 {
			return nil, fmt.Errorf("task failed: %s", r.Data)
		}
		var files []struct {
			FileURL string `json:"fileUrl"`
		}
		if e := json.Unmarshal(r.Data, &files); e != nil { // want `the checks of r\.Code leave out`
			continue
		}
		for _, f := range files {
			urls = append(urls, f.FileURL)
		}
		if len(urls) > 0 {
			return urls, nil
		}
	}
	return nil, errors.New("timeout")
}

type worker struct{ p *Provider }

func retryable(code int) bool {
	switch code {
	case 415, 421, 500, 1003:
		return true
	}
	return false
}

type taskErr struct {
	code int
	msg  string
}

func (e taskErr) Error() string { return e.msg }

func (w *worker) submit(in any) (string, error) {
	var r rhTaskResp
	if err := w.p.do("POST", "/task/openapi/create", in, &r); err != nil {
		return "", err
	}
	if r.Code != 0 {
		return "", taskErr{r.Code, r.Msg}
	}
	return r.Data.TaskID, nil
}

func (w *worker) loop(in any) error {
	for n := 0; n < 3; n++ {
		_, err := w.submit(in) // want `create is sent again after`
		if err == nil {
			return nil
		}
		te, ok := err.(taskErr)
		if !ok {
			return err
		}
		if !retryable(te.code) {
			return err
		}
		time.Sleep(time.Minute)
	}
	return errors.New("gave up")
}

func (w *worker) drain(jobs chan any) {
	for job := range jobs {
		if _, err := w.submit(job); err != nil {
			fmt.Println(err)
			continue
		}
	}
}
