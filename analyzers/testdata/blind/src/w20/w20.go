// Package w20 is wrong: a name like APIKEY_ is shown as a bad key.
package w20

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

var ErrKey = errors.New("bad API key")

func Start(body string) (string, string, error) { // BUG
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", strings.NewReader(body))
	if err != nil {
		return "", "", err
	}
	defer resp.Body.Close()
	var a struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data struct {
			TaskID string `json:"taskId"`
			Tips   string `json:"promptTips"`
		} `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return "", "", err
	}
	if strings.Contains(a.Msg, "APIKEY") {
		return "", "", ErrKey
	}
	if a.Code != 0 {
		return "", "", errors.New(a.Msg)
	}
	return a.Data.TaskID, a.Data.Tips, nil
}
