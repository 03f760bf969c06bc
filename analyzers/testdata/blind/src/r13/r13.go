// Package r13 is right: nothing of ours, a code field of another service.
package r13

import (
	"encoding/json"
	"net/http"
)

func Get() (string, error) {
	resp, err := http.Get("https://example.org/create")
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
	err = json.NewDecoder(resp.Body).Decode(&a)
	return a.Data.TaskID, err
}
