// Package buggy is a client that makes every mistake of the pass.
package buggy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"time"
)

const base = "https://www.runninghub.cn"

type envelope[T any] struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data T      `json:"data"`
}

func (e envelope[T]) OK() bool { return e.Code == 0 }

type task struct {
	TaskID     string `json:"taskId"`
	Status     string `json:"taskStatus"`
	PromptTips string `json:"promptTips"`
}

type client struct{ http *http.Client }

func (c *client) tips(t task) bool { return t.PromptTips != "" }

func (c *client) doJSON(path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	resp, err := c.http.Post(base+path, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, out)
}

func (c *client) create(in any) (string, error) {
	var out envelope[task]
	if err := c.doJSON("/task/openapi/create", in, &out); err != nil {
		return "", err
	}
	return out.Data.TaskID, nil // want `out.Code is never checked before the data is read; create can return 803 APIKEY_INVALID_NODE_INFO, 433 VALIDATE_PROMPT_FAILED, 802 APIKEY_UNAUTHORIZED and \d+ more`
}

func (c *client) createLogged(in any) (string, error) {
	var out envelope[task]
	if err := c.doJSON("/task/openapi/create", in, &out); err != nil {
		return "", err
	}
	log.Printf("code %d", out.Code)
	if out.Data.TaskID == "" {
		return "", errors.New("no taskId in the answer")
	}
	return out.Data.TaskID, nil // want `out.Code is never checked before the data is read`
}

func (c *client) createSometimes(in any, strict bool) (string, error) {
	var out envelope[task]
	if err := c.doJSON("/task/openapi/create", in, &out); err != nil {
		return "", err
	}
	if strict {
		if !out.OK() {
			return "", fmt.Errorf("create: %d", out.Code)
		}
	}
	return out.Data.TaskID, nil // want `out.Code is not checked on every path to this data`
}

func (c *client) fetch(id string) (*envelope[json.RawMessage], error) {
	var out envelope[json.RawMessage]
	if err := c.doJSON("/task/openapi/outputs", map[string]string{"taskId": id}, &out); err != nil {
		return nil, err
	}
	return &out, nil
}

func (c *client) fetchAgain(id string) (*envelope[json.RawMessage], error) {
	return c.fetch(id)
}

func (c *client) outputs(id string) ([]string, error) {
	res, err := c.fetchAgain(id)
	if err != nil {
		return nil, err
	}
	var list []string
	if err := json.Unmarshal(res.Data, &list); err != nil { // want `res.Code is never checked before the data is read; outputs can return`
		return nil, err
	}
	return list, nil
}

func (c *client) poll(id string) ([]byte, error) {
	for {
		res, err := c.fetch(id)
		if err != nil {
			return nil, err
		}
		switch res.Code {
		case 0:
			return res.Data, nil
		case 804, 813:
			time.Sleep(time.Second)
			continue
		default: // want `this default keeps polling after`
			log.Println("still waiting")
			time.Sleep(time.Second)
		}
	}
}

func (c *client) pollIf(id string) ([]byte, error) {
	for range 100 {
		res, err := c.fetch(id) // want `polling continues after`
		if err != nil {
			return nil, err
		}
		if res.Code == 0 {
			return res.Data, nil
		}
		time.Sleep(time.Second)
	}
	return nil, errors.New("timeout")
}

func (c *client) partial(id string) ([]byte, error) {
	res, err := c.fetch(id)
	if err != nil {
		return nil, err
	}
	switch res.Code {
	case 805:
		return nil, fmt.Errorf("task failed: %d", res.Code)
	case 804, 813:
		return nil, nil
	}
	return res.Data, nil // want `the checks of res.Code leave out`
}

var texts = map[int]string{301: "bad parameters", 803: "bad nodes"}

func (c *client) table(in any) (string, error) {
	var out envelope[task]
	if err := c.doJSON("/task/openapi/create", in, &out); err != nil {
		return "", err
	}
	if text, bad := texts[out.Code]; bad {
		return "", fmt.Errorf("create: %d %s", out.Code, text)
	}
	return out.Data.TaskID, nil // want `the checks of out.Code leave out`
}

func (c *client) handle(id string) error {
	res, err := c.fetch(id)
	if err != nil {
		return err
	}
	switch res.Code { // want `the checks of res.Code leave out .*, which are silently dropped`
	case 0:
		fmt.Println(string(res.Data))
	case 804, 813:
		return fmt.Errorf("not yet: %d", res.Code)
	}
	return nil
}

func (c *client) wait(id string) ([]byte, error) {
	for {
		res, err := c.fetch(id)
		if err != nil {
			return nil, err
		}
		if res.Code != 0 {
			return nil, fmt.Errorf("outputs failed: %d", res.Code) // want `804 APIKEY_TASK_IS_RUNNING, 813 APIKEY_TASK_IS_QUEUED is treated as a failure`
		}
		if len(res.Data) > 0 {
			return res.Data, nil
		}
		time.Sleep(time.Second)
	}
}

func (c *client) finished(id string) ([]byte, error) {
	res, err := c.fetch(id)
	if err != nil {
		return nil, err
	}
	if res.Code == 0 || res.Code == 805 {
		return res.Data, nil // want `805 APIKEY_TASK_STATUS_ERROR is treated as success`
	}
	return nil, fmt.Errorf("outputs: %d", res.Code)
}

func (c *client) dropped(in any) (string, error) {
	var out envelope[task]
	if err := c.doJSON("/task/openapi/create", in, &out); err != nil {
		return "", err
	}
	if out.Code != 0 {
		return "", fmt.Errorf("submit failed: %s", out.Msg) // want `this error drops out.Code: callers cannot distinguish 421 TASK_QUEUE_MAXED`
	}
	return out.Data.TaskID, nil
}

type apiError struct {
	Code int
	Msg  string
}

func (e *apiError) Error() string { return e.Msg }

func (c *client) submit(in any) (string, error) {
	var out envelope[task]
	if err := c.doJSON("/task/openapi/create", in, &out); err != nil {
		return "", err
	}
	if out.Code != 0 {
		return "", &apiError{out.Code, out.Msg}
	}
	return out.Data.TaskID, nil
}

func (c *client) stubborn(in any) (string, error) {
	for range 5 {
		id, err := c.submit(in)
		if err == nil {
			return id, nil
		}
		var api *apiError
		if errors.As(err, &api) { // want `the error is checked but its code is not.* For \d+: `
			log.Println("retry", api.Msg)
			time.Sleep(time.Second)
			continue
		}
		return "", err
	}
	return "", errors.New("gave up")
}
