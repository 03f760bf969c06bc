// Package h33 asks with the key in the body.
package h33

import (
	"fmt"

	"github.com/go-resty/resty/v2"
)

type answer struct {
	TaskID       string `json:"taskId"`
	Status       string `json:"status"`
	ErrorCode    string `json:"errorCode"`
	ErrorMessage string `json:"errorMessage"`
}

type Asker struct {
	rest *resty.Client
	key  string
}

func New(key string) *Asker {
	return &Asker{rest: resty.New().SetBaseURL("https://www.runninghub.cn/openapi/v2"), key: key}
}

// Query asks for a task.
// BUG: the v2 endpoints read the key from the header.
func (a *Asker) Query(id string) (string, error) {
	var out answer
	body := map[string]string{"apiKey": a.key, "taskId": id}
	if _, err := a.rest.R().SetBody(body).SetResult(&out).Post("/query"); err != nil {
		return "", err
	}
	if out.ErrorCode != "" {
		return "", fmt.Errorf("%s: %s", out.ErrorCode, out.ErrorMessage)
	}
	return out.Status, nil
}
