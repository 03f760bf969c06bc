// Package g13 has a handler for each code.
package g13

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
)

type upstream struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

type handler func(*upstream) error

var handlers = map[int]handler{
	804: func(*upstream) error { return errors.New("still running") },
	805: func(u *upstream) error { return errors.New("failed: " + string(u.Data)) },
	813: func(*upstream) error { return errors.New("in the queue") },
}

func outputs(key, id string) (*upstream, error) {
	b, err := json.Marshal(map[string]string{"apiKey": key, "taskId": id})
	if err != nil {
		return nil, err
	}
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	u := new(upstream)
	if err := json.NewDecoder(resp.Body).Decode(u); err != nil {
		return nil, err
	}
	return u, nil
}

// Result returns the data of a task.
// BUG: a code without a handler is taken for success.
func Result(key, id string) (json.RawMessage, error) {
	u, err := outputs(key, id)
	if err != nil {
		return nil, err
	}
	if h, ok := handlers[u.Code]; ok {
		if err := h(u); err != nil {
			return nil, err
		}
	}
	return u.Data, nil
}
