// Package w01 is wrong: no code is looked at; an empty id is handed on.
package w01

import (
	"bytes"
	"encoding/json"
	"net/http"
)

func Start(body []byte) (string, error) { // BUG
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var a struct {
		Code int `json:"code"`
		Data struct {
			TaskID string `json:"taskId"`
		} `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return "", err
	}
	return a.Data.TaskID, nil
}
