// Package core sends by name of route.
package core

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"g35/routes"
)

type Result struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

type Core struct {
	Base, Key string
}

func (c Core) Do(name string, in map[string]any) (*Result, error) {
	rt, ok := routes.Table[name]
	if !ok {
		return nil, fmt.Errorf("no route %q", name)
	}
	in["apiKey"] = c.Key
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(rt.Method, c.Base+rt.Path, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err = io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var r Result
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if r.Code != 0 {
		return nil, fmt.Errorf("%s: code %d: %s", name, r.Code, r.Msg)
	}
	return &r, nil
}

func (c Core) Create(wf string) (string, error) {
	r, err := c.Do("create", map[string]any{"workflowId": wf})
	if err != nil {
		return "", err
	}
	var d struct {
		TaskID     string
		PromptTips string
	}
	if err := json.Unmarshal(r.Data, &d); err != nil {
		return "", err
	}
	if d.PromptTips != "" {
		fmt.Println(d.PromptTips)
	}
	return d.TaskID, nil
}
