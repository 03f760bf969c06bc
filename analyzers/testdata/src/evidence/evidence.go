// Package evidence has functions that are judged by the type that they take:
// it is decoded from an endpoint elsewhere in the package.
package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

type resp struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

// Create is what tells where a resp comes from.
func Create(body string) (*resp, error) {
	res, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	r := &resp{}
	return r, json.NewDecoder(res.Body).Decode(r)
}

func Describe(r *resp) string {
	switch r.Code {
	case 0:
		return "started as " + r.Data.TaskID + r.Data.Tips
	case 421:
		return "the queue is full"
	case 434: // want `RunningHub has no code 434`
		return "the prompt is wrong"
	}
	return fmt.Sprint(r.Code, " ", r.Msg)
}

func ID(r resp) (string, error) {
	switch r.Code {
	case 421:
		return "", errors.New("421: the queue is full")
	case 803:
		return "", errors.New("803: the nodes do not match")
	}
	return r.Data.TaskID, nil // want `the checks of r.Code leave out`
}

// First leaves the code to its callers.
func First(r *resp) string { return r.Data.TaskID }

// Err looks at all there is.
func (r *resp) Err() error {
	if r.Code == 0 {
		return nil
	}
	return fmt.Errorf("runninghub: %d %s", r.Code, r.Msg)
}

func Lost(r *resp) error {
	if r.Code != 0 {
		return errors.New(r.Msg) // want `this error drops r.Code`
	}
	return nil
}

// other has the same names and comes from elsewhere.
type other struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data string `json:"data"`
}

func Other(o *other) string {
	switch o.Code {
	case 434:
		return "theirs"
	}
	return o.Data
}
