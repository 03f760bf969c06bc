// Package r09 is right: a payload decoded after the check is not a new envelope.
package r09

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

func Start(body []byte) (any, any, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	var e struct {
		Code int             `json:"code"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&e); err != nil {
		return nil, nil, err
	}
	if e.Code != 0 {
		return nil, nil, fmt.Errorf("code %d", e.Code)
	}
	var m map[string]any
	if err := json.Unmarshal(e.Data, &m); err != nil {
		return nil, nil, err
	}
	return m["taskId"], m["promptTips"], nil
}
