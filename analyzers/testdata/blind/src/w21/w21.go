// Package w21 is wrong: the error text is read under a key that v1 does not have.
package w21

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

type reply struct {
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data"`
} // BUG
func Outputs(body string) (json.RawMessage, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/cancel", "application/json", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var a reply
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return nil, err
	}
	if a.Code != 0 {
		return nil, errors.New(a.Message)
	}
	return a.Data, nil
}
