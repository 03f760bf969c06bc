// Package use has the endpoints.
package use

import (
	"fmt"

	"routed/rest"
)

const create = "/task/openapi/create"

type answer struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func Wrong(c *rest.Client, in any) (string, string, error) {
	var a answer
	if err := c.Post(create, in, &a); err != nil {
		return "", "", err
	}
	return a.Data.TaskID, a.Data.Tips, nil // want `a.Code is never checked before the data is read; create can return 803`
}

func Right(c *rest.Client, in any) (string, string, error) {
	var a answer
	if err := c.Post(create, in, &a); err != nil {
		return "", "", err
	}
	if a.Code != 0 {
		return "", "", fmt.Errorf("create: %d %s", a.Code, a.Msg)
	}
	return a.Data.TaskID, a.Data.Tips, nil
}
