// Package f18 is wrong: the retry library is not told what must not be sent again.
package f18

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/avast/retry-go/v4"
)

type answer struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func create(body []byte) (*answer, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var a answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return nil, err
	}
	if a.Code != 0 {
		return nil, fmt.Errorf("create: %d %s", a.Code, a.Msg)
	}
	return &a, nil
}

func Start(body []byte) (id, tips string, err error) { // BUG
	a, err := retry.DoWithData(func() (*answer, error) { return create(body) }, retry.Attempts(5), retry.Delay(time.Minute))
	if err != nil {
		return "", "", err
	}
	return a.Data.TaskID, a.Data.Tips, nil
}
