// Package state asks for the state of a task.
package state

import (
	"encoding/json"
	"net/http"
	"strings"

	"g34/paths"
)

type reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data string `json:"data"`
}

// Of returns the state.
// BUG: code is not read, the state of an unknown task is "".
func Of(body string) (string, error) {
	resp, err := http.Post(paths.Status, "application/json", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var r reply
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return "", err
	}
	return r.Data, nil
}
