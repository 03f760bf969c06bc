// Package rh has the answer of create and what one may ask of it. Functions
// come before those that they call.
package rh

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// TaskID takes it for granted that the code was looked at.
func TaskID(c *Created) string { return c.Data.TaskID }

// Err turns every code but 0 into an error.
func Err(c *Created) error {
	if !c.OK() {
		return &Error{Code: c.Code, Msg: c.Msg}
	}
	return nil
}

// OK asks for success.
func (c *Created) OK() bool { return c.Code == 0 }

// Number is the code.
func (c *Created) Number() int { return c.Code }

// Busy asks whether waiting helps.
func Busy(err error) bool {
	var api *Error
	return errors.As(err, &api) && (api.Code == 415 || api.Code == 421)
}

// Start gives the answer as it is.
func Start(body io.Reader) (*Created, error) {
	c := new(Created)
	return c, post("/task/openapi/create", body, c)
}

// Run turns every code but 0 into an error.
func Run(body io.Reader) (string, string, error) {
	c, err := Start(body)
	if err != nil {
		return "", "", err
	}
	if err := Err(c); err != nil {
		return "", "", err
	}
	return TaskID(c), c.Data.Tips, nil
}

func post(path string, body io.Reader, into any) error {
	resp, err := http.Post("https://www.runninghub.cn"+path, "application/json", body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(into)
}

// Error is an answer of failure.
type Error struct {
	Code int
	Msg  string
}

// Error is the text.
func (e *Error) Error() string { return fmt.Sprintf("%d: %s", e.Code, e.Msg) }

// Created is the answer of create.
type Created struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}
