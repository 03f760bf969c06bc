// Package correct keeps codes and statuses apart.
package correct

import (
	"encoding/json"
	"fmt"
	"net/http"
)

const (
	CodeSuccess               = 0
	CodeParamsInvalid         = 301
	CodeAPIKeyInvalidNodeInfo = 803
	CodeTaskNotFound          = 807
	CodeTaskIsRunning         = 804
	CodeTaskFailed            = 805
)

var names = map[int]string{803: "APIKEY_INVALID_NODE_INFO", 421: "TASK_QUEUE_MAXED"}

type envelope struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func ok(code int) bool { return code == 0 || code == http.StatusOK }

func outputs() (json.RawMessage, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.StatusCode == 500 || resp.StatusCode == 421 {
		return nil, fmt.Errorf("http %d", resp.StatusCode)
	}
	var env envelope
	if err := json.NewDecoder(resp.Body).Decode(&env); err != nil {
		return nil, err
	}
	if !ok(env.Code) || env.Msg == "cached" {
		return nil, fmt.Errorf("outputs: %d %s", env.Code, names[env.Code])
	}
	return env.Data, nil
}

type weather struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data string `json:"data"`
}

func other() (string, error) {
	resp, err := http.Get("https://api.example.com/weather")
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var w weather
	if err := json.NewDecoder(resp.Body).Decode(&w); err != nil {
		return "", err
	}
	if w.Code == http.StatusOK && w.Msg == "success" {
		return w.Data, nil
	}
	return "", fmt.Errorf("weather: %d", w.Code)
}
