// Package g07 works on maps only.
package g07

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

type object = map[string]any

func send(url string, in object) (object, error) {
	enc, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	res, err := http.Post(url, "application/json; charset=utf-8", strings.NewReader(string(enc)))
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	all, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	out := object{}
	return out, json.Unmarshal(all, &out)
}

// Cancel stops a task.
// BUG: decides by the message.
func Cancel(key, id string) error {
	out, err := send("https://www.runninghub.cn/task/openapi/cancel", object{"apiKey": key, "taskId": id})
	if err != nil {
		return err
	}
	if text, _ := out["msg"].(string); !strings.EqualFold(text, "success") {
		return errors.New("cancel: " + text)
	}
	return nil
}
