// Package sample calls RunningHub and makes a few mistakes.
package sample

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

const host = "https://www.runninghub.cn"

type envelope struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

func post(path string, in any) (*envelope, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	resp, err := http.Post(host+path, "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var env envelope
	if err := json.NewDecoder(resp.Body).Decode(&env); err != nil {
		return nil, err
	}
	return &env, nil
}

// Create never looks at the code.
func Create(in any) (string, string, error) {
	env, err := post("/task/openapi/create", in)
	if err != nil {
		return "", "", err
	}
	return env.Data.TaskID, env.Data.PromptTips, nil
}

// Cancel misses its endpoint.
func Cancel(in any) error {
	env, err := post("/task/openapi/cancle", in)
	if err != nil {
		return err
	}
	if env.Code != 0 {
		return fmt.Errorf("cancel: %d %s", env.Code, env.Msg)
	}
	return nil
}

// Quiet is silenced in golangci-lint's way, Own in payloadlint's.
func Quiet(in any) (string, error) {
	env, err := post("/task/openapi/ai-app/run", in)
	if err != nil {
		return "", err
	}
	return env.Data.TaskID, nil //nolint:payloadlint // an example
}

// Own is silenced by a directive.
func Own(in any) (string, error) {
	env, err := post("/task/openapi/ai-app/run", in)
	if err != nil {
		return "", err
	}
	//payloadlint:ignore unhandledcode an example
	return env.Data.TaskID, nil
}

// Send leaves the answer to its callers in other packages.
func Send(in any) (*envelope, error) { return post("/task/openapi/create", in) }

// Both misses two endpoints in one line, which are one finding.
func Both(in any) error {
	for _, path := range []string{"/task/openapi/cancle", "/task/openapi/statsu"} {
		env, err := post(path, in)
		if err != nil {
			return err
		}
		if env.Code != 0 {
			return fmt.Errorf("%s: %d %s", path, env.Code, env.Msg)
		}
	}
	return nil
}
