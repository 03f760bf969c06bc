// Package buggy mixes up codes, statuses and messages.
package buggy

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

const (
	codeSuccess               = 0
	codeAPIKeyInvalidNodeInfo = 805 // want `codeAPIKeyInvalidNodeInfo is 803 APIKEY_INVALID_NODE_INFO; 805 is APIKEY_TASK_STATUS_ERROR`
	codeTaskIsRunning         = 804
	codeQueueMaxed            = 421
	CodeTaskQueueMaxed        = 415 // want `CodeTaskQueueMaxed is 421 TASK_QUEUE_MAXED; 415 is TASK_INSTANCE_MAXED`
)

var texts = map[int]string{
	803: "APIKEY_INVALID_NODE_INFO",
	807: "APIKEY_TASK_IS_QUEUED", // want `APIKEY_TASK_IS_QUEUED is 813; 807 is APIKEY_TASK_NOT_FOUND`
}

type envelope struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func (e *envelope) OK() bool {
	return e.Code == http.StatusOK // want `http.StatusOK is the HTTP status; RunningHub's success code is 0`
}

func local(e *envelope) bool {
	const codeInvalidNodeInfo = 805 // want `codeInvalidNodeInfo is 803 APIKEY_INVALID_NODE_INFO; 805 is APIKEY_TASK_STATUS_ERROR`
	return e.Code == codeInvalidNodeInfo
}

func states(e *envelope) bool {
	const codeTaskRunning = 813 // want `codeTaskRunning is 804 APIKEY_TASK_IS_RUNNING; 813 is APIKEY_TASK_IS_QUEUED`
	const rhTaskQueued = 804    // want `rhTaskQueued is 813 APIKEY_TASK_IS_QUEUED; 804 is APIKEY_TASK_IS_RUNNING`
	const taskRunning = 1
	return e.Code == codeTaskRunning || e.Code == rhTaskQueued || e.Data != nil && taskRunning > 0
}

func outputs() (*envelope, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case 804: // want `the HTTP status is never 804 APIKEY_TASK_IS_RUNNING`
		return nil, errors.New("running")
	case codeQueueMaxed: // want `the HTTP status is never 421 TASK_QUEUE_MAXED`
		return nil, errors.New("full")
	}
	status := resp.StatusCode
	if status == 805 { // want `the HTTP status is never 805`
		return nil, errors.New("failed")
	}
	var env envelope
	if err := json.NewDecoder(resp.Body).Decode(&env); err != nil {
		return nil, err
	}
	return &env, nil
}

func byMethod() (json.RawMessage, error) {
	env, err := outputs()
	if err != nil {
		return nil, err
	}
	if !env.OK() {
		return nil, fmt.Errorf("outputs: %d", env.Code)
	}
	return env.Data, nil
}

func byMessage() (json.RawMessage, error) {
	env, err := outputs()
	if err != nil {
		return nil, err
	}
	if env.Msg == "success" { // want `success is decided by the message "success"`
		return env.Data, nil
	}
	if strings.Contains(env.Msg, "APIKEY_TASK_IS_QUEUED") { // want `the message is compared with "APIKEY_TASK_IS_QUEUED"; messages change, code 813 does not`
		return nil, nil
	}
	return nil, errors.New(env.Msg)
}

func byNumber() (json.RawMessage, error) {
	env, err := outputs()
	if err != nil {
		return nil, err
	}
	switch env.Code {
	case 0:
		return env.Data, nil
	case 814:
	case 840: // want `RunningHub has no code 840; did you mean 804`
		return nil, nil
	case 805: // APIKEY_INVALID_NODE_INFO // want `APIKEY_INVALID_NODE_INFO is 803; 805 is APIKEY_TASK_STATUS_ERROR`
		return nil, nil
	case http.StatusNotFound: // want `http.StatusNotFound is an HTTP status, not a RunningHub code`
	}
	return nil, fmt.Errorf("outputs: %d", env.Code)
}

func full(resp *http.Response) bool {
	if resp.StatusCode == 415 { // an HTTP status of its own
		return false
	}
	switch resp.StatusCode {
	case 433: // want `the HTTP status is never 433`
		return false
	}
	return resp.StatusCode == 415 || // want `the HTTP status is never 415`
		resp.StatusCode == 421 // want `the HTTP status is never 421`
}

//payloadlint:endpoint outputs
func byText(b []byte) ([]byte, error) {
	var env envelope
	if err := json.Unmarshal(b, &env); err != nil {
		return nil, err
	}
	if !strings.EqualFold(env.Msg, "success") { // want `success is decided by the message "success"`
		return nil, fmt.Errorf("outputs: %d %s", env.Code, env.Msg)
	}
	return env.Data, nil
}
