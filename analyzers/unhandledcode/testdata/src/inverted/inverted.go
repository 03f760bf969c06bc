// Package inverted has tests of the code the wrong way round, and some that
// only look like it.
package inverted

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

type reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

type second struct {
	TaskID       string `json:"taskId"`
	ErrorCode    string `json:"errorCode"`
	ErrorMessage string `json:"errorMessage"`
}

func post(path string, body []byte, into any) error {
	resp, err := http.Post("https://www.runninghub.cn"+path, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(into)
}

func zero(body []byte) (string, error) {
	var e reply
	err := post("/task/openapi/create", body, &e)
	if err != nil {
		return "", err
	}
	if e.Code == 0 { // want `e.Code == 0 is the wrong way round.* For 803: `
		return "", err
	}
	return e.Data.TaskID + e.Data.Tips, nil
}

func says(body []byte) error {
	var e reply
	if err := post("/task/openapi/cancel", body, &e); err != nil {
		return err
	}
	if 0 == e.Code { // want `0 == e.Code is the wrong way round`
		return fmt.Errorf("cancel: %d %s", e.Code, e.Msg)
	}
	return nil
}

func text(body []byte) (string, error) {
	var e second
	if err := post("/openapi/v2/run/workflow/1904136902449209346", body, &e); err != nil {
		return "", err
	}
	if e.ErrorCode == "" { // want `e.ErrorCode == "" is the wrong way round`
		return "", errors.New(e.ErrorMessage)
	}
	return e.TaskID, nil
}

func other(body []byte) (string, error) {
	e := new(reply)
	if err := post("/task/openapi/create", body, e); err != nil {
		return "", err
	}
	if e.Code != 0 { // want `e.Code != 0 is the wrong way round`
		return e.Data.TaskID + e.Data.Tips, nil
	}
	return "", fmt.Errorf("create: %s", e.Msg)
}

// refused asks for a failure, and gives no data of it.
func refused(body []byte) error {
	var e reply
	if err := post("/task/openapi/create", body, &e); err != nil {
		return err
	}
	if e.Code == 803 {
		return nil
	}
	return fmt.Errorf("%d, want 803", e.Code)
}

// empty has nothing to give where the code is 0.
func empty(body []byte) (string, error) {
	var e reply
	if err := post("/task/openapi/create", body, &e); err != nil {
		return "", err
	}
	if e.Code == 0 && e.Data.TaskID == "" {
		return "", errors.New("no id: " + e.Msg)
	}
	if e.Code != 0 {
		return "", fmt.Errorf("%d %s", e.Code, e.Msg)
	}
	return e.Data.TaskID + e.Data.Tips, nil
}

// reason reads what 805 has to say, and nothing on success.
func reason(body []byte) (string, error) {
	var e struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data struct {
			FailedReason string `json:"failedReason"`
		} `json:"data"`
	}
	if err := post("/task/openapi/outputs", body, &e); err != nil {
		return "", err
	}
	if e.Code == 0 {
		return "", nil
	}
	return e.Data.FailedReason, nil
}
