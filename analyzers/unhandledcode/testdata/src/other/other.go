// Package other has an envelope of the same shape and nothing to do with
// RunningHub.
package other

import (
	"encoding/json"
	"net/http"
	"time"
)

type envelope struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
	} `json:"data"`
}

func Submit() (string, error) {
	resp, err := http.Post("https://api.example.com/openapi/task/create", "application/json", nil)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var env envelope
	if err := json.NewDecoder(resp.Body).Decode(&env); err != nil {
		return "", err
	}
	return env.Data.TaskID, nil
}

func Poll() string {
	for {
		id, err := Submit()
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		return id
	}
}
