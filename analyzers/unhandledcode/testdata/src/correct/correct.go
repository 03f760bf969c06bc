// Package correct handles every code, in the many ways that callers do it.
package correct

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/tidwall/gjson"
)

const (
	host       = "https://www.runninghub.cn"
	createPath = "/task/openapi/create"

	codeOK      = 0
	codeRunning = 804
	codeQueued  = 813
	codeFailed  = 805
)

type APIError struct {
	Code int
	Msg  string
}

func (e *APIError) Error() string   { return fmt.Sprintf("runninghub %d: %s", e.Code, e.Msg) }
func (e *APIError) Retryable() bool { return e.Code == 415 || e.Code == 421 }

type response struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func (r *response) err() error {
	if r.Code == 0 {
		return nil
	}
	return &APIError{Code: r.Code, Msg: r.Msg}
}

func (r *response) failed() bool { return r.Code != codeOK }

func isSuccess(code int) bool { return code == 0 || code == 200 }

type created struct {
	TaskID     string `json:"taskId"`
	PromptTips string `json:"promptTips"`
}

type Client struct {
	key  string
	http *http.Client
}

// post checks the code for all of its callers.
func (c *Client) post(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, host+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("http %d", resp.StatusCode)
	}
	var env response
	if err := json.NewDecoder(resp.Body).Decode(&env); err != nil {
		return err
	}
	if env.Code != 0 {
		return &APIError{Code: env.Code, Msg: env.Msg}
	}
	return json.Unmarshal(env.Data, out)
}

func (c *Client) Create(ctx context.Context, in any) (*created, error) {
	var t created
	if err := c.post(ctx, createPath, in, &t); err != nil {
		return nil, err
	}
	if t.PromptTips != "" {
		return &t, errors.New("node errors: " + t.PromptTips)
	}
	return &t, nil
}

// raw hands the answer on without a look.
func (c *Client) raw(ctx context.Context, path string, in any) (*response, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Post(host+path, "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	env := new(response)
	if err := json.NewDecoder(resp.Body).Decode(env); err != nil {
		return nil, err
	}
	return env, nil
}

func (c *Client) byMethod(ctx context.Context, in any) (json.RawMessage, error) {
	env, err := c.raw(ctx, "/task/openapi/create", in)
	if err != nil {
		return nil, err
	}
	if err := env.err(); err != nil {
		return nil, err
	}
	return env.Data, nil
}

func (c *Client) byPredicate(ctx context.Context, in any) (json.RawMessage, error) {
	env, err := c.raw(ctx, "/task/openapi/create", in)
	if err != nil {
		return nil, err
	}
	if !isSuccess(env.Code) {
		return nil, &APIError{env.Code, env.Msg}
	}
	return env.Data, nil
}

func (c *Client) byFailed(ctx context.Context, in any) (json.RawMessage, error) {
	env, err := c.raw(ctx, "/task/openapi/create", in)
	if err != nil {
		return nil, err
	}
	if env.failed() {
		return nil, fmt.Errorf("create: %d %s", env.Code, env.Msg)
	}
	return env.Data, nil
}

func (c *Client) byVariable(ctx context.Context, in any) (data json.RawMessage, err error) {
	env, err := c.raw(ctx, "/task/openapi/create", in)
	if err != nil {
		return nil, err
	}
	code, payload := env.Code, env.Data
	ok := code == 0
	if ok {
		return payload, nil
	}
	return nil, fmt.Errorf("create: %d", code)
}

var fatal = map[int]bool{301: true}

var waiting = []int{codeRunning, codeQueued}

// poll handles states by a table and everything else as an error.
func (c *Client) poll(ctx context.Context, id string) (json.RawMessage, error) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		env, err := c.raw(ctx, "/task/openapi/outputs", map[string]string{"taskId": id})
		if err != nil {
			return nil, err
		}
		if env.Code == 0 {
			return env.Data, nil
		}
		if fatal[env.Code] || !slices.Contains(waiting, env.Code) {
			return nil, &APIError{env.Code, env.Msg}
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
		}
	}
}

func (c *Client) pollSwitch(ctx context.Context, id string) (json.RawMessage, error) {
	for range 60 {
		env, err := c.raw(ctx, "/task/openapi/outputs", map[string]string{"taskId": id})
		if err != nil {
			return nil, err
		}
		switch env.Code {
		case codeOK:
			return env.Data, nil
		case codeRunning, codeQueued:
			time.Sleep(time.Second)
			continue
		case codeFailed:
			var d struct {
				FailedReason json.RawMessage `json:"failedReason"`
			}
			_ = json.Unmarshal(env.Data, &d)
			return nil, fmt.Errorf("task failed: %s", d.FailedReason)
		}
		return nil, &APIError{env.Code, env.Msg}
	}
	return nil, errors.New("timeout")
}

type action int

const (
	done action = iota
	again
	stop
)

func classify(code int) action {
	switch code {
	case 0:
		return done
	case 804, 813:
		return again
	default:
		return stop
	}
}

func (c *Client) byClass(ctx context.Context, id string) (json.RawMessage, error) {
	for {
		env, err := c.raw(ctx, "/task/openapi/outputs", map[string]string{"taskId": id})
		if err != nil {
			return nil, err
		}
		switch classify(env.Code) {
		case done:
			return env.Data, nil
		case again:
			time.Sleep(time.Second)
		case stop:
			return nil, &APIError{env.Code, env.Msg}
		}
	}
}

// taskID outranks the code: what was started is started.
func (c *Client) start(ctx context.Context, in any) (string, error) {
	var env struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data *struct {
			TaskID string `json:"taskId"`
		} `json:"data"`
	}
	b, err := c.bytes(ctx, createPath, in)
	if err != nil {
		return "", err
	}
	if err := json.Unmarshal(b, &env); err != nil {
		return "", err
	}
	if env.Data != nil && env.Data.TaskID != "" {
		return env.Data.TaskID, nil
	}
	return "", &APIError{env.Code, env.Msg}
}

func (c *Client) bytes(ctx context.Context, path string, in any) ([]byte, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Post(host+path, "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func (c *Client) gjson(ctx context.Context, in any) (string, error) {
	b, err := c.bytes(ctx, createPath, in)
	if err != nil {
		return "", err
	}
	if code := gjson.GetBytes(b, "code").Int(); code != 0 {
		return "", fmt.Errorf("create: %d %s", code, gjson.GetBytes(b, "msg").String())
	}
	return gjson.GetBytes(b, "data.taskId").String(), nil
}

func (c *Client) maps(ctx context.Context, in any) (string, error) {
	b, err := c.bytes(ctx, createPath, in)
	if err != nil {
		return "", err
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		return "", err
	}
	if code, ok := m["code"].(float64); !ok || code != 0 {
		return "", fmt.Errorf("create: %v %v", m["code"], m["msg"])
	}
	data, _ := m["data"].(map[string]any)
	id, _ := data["taskId"].(string)
	return id, nil
}

// retry waits where that helps and stops where it does not.
func (c *Client) retry(ctx context.Context, in any) (*created, error) {
	var last error
	for range 5 {
		t, err := c.Create(ctx, in)
		if err == nil {
			return t, nil
		}
		var api *APIError
		if !errors.As(err, &api) || !api.Retryable() {
			return nil, err
		}
		last = err
		time.Sleep(30 * time.Second)
	}
	return nil, last
}

// handOver gives the answer to somebody else.
func (c *Client) handOver(ctx context.Context, in any, f func(*response)) error {
	env, err := c.raw(ctx, createPath, in)
	if err != nil {
		return err
	}
	f(env)
	return nil
}

type query struct {
	TaskID    string `json:"taskId"`
	Status    string `json:"status"`
	ErrorCode string `json:"errorCode"`
	Results   []struct {
		URL string `json:"url"`
	} `json:"results"`
}

func (c *Client) query(ctx context.Context, id string) (string, error) {
	b, err := c.bytes(ctx, "/openapi/v2/query", map[string]string{"taskId": id})
	if err != nil {
		return "", err
	}
	var q query
	if err := json.Unmarshal(b, &q); err != nil {
		return "", err
	}
	if q.ErrorCode != "" {
		return "", fmt.Errorf("query: %s", q.ErrorCode)
	}
	if q.Status == "SUCCESS" && len(q.Results) > 0 {
		return q.Results[0].URL, nil
	}
	return "", nil
}
