// Package c14 is right: methods are handed round as values, and closures give what was checked.
package c14

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

type C struct{ key string }

type env struct {
	Code int
	Msg  string
	Data json.RawMessage
}

func (c C) post(path string, m map[string]string) (*env, error) {
	m["apiKey"] = c.key
	b, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	resp, err := http.Post("https://www.runninghub.cn"+path, "application/json", strings.NewReader(string(b)))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	e := env{}
	return &e, json.NewDecoder(resp.Body).Decode(&e)
}

type step func() (done bool, data json.RawMessage, err error)

func (c C) outputs(task string) step {
	send := c.post
	return func() (bool, json.RawMessage, error) {
		e, err := send("/task/openapi/outputs", map[string]string{"taskId": task})
		if err != nil {
			return false, nil, err
		}
		if e.Code == 804 || e.Code == 813 {
			return false, nil, nil
		}
		if e.Code != 0 {
			return true, nil, fmt.Errorf("%d %s", e.Code, e.Msg)
		}
		return true, e.Data, nil
	}
}

func (c C) Wait(task string) (json.RawMessage, error) {
	for next, left := c.outputs(task), 100; left > 0; left-- {
		done, data, err := next()
		if err != nil || done {
			return data, err
		}
		time.Sleep(3 * time.Second)
	}
	return nil, fmt.Errorf("%s takes too long", task)
}
