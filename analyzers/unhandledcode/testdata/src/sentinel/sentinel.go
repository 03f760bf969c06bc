// Package sentinel makes one error of a running and of a failed task.
package sentinel

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

var (
	errRunning = errors.New("running")
	errFailed  = errors.New("failed")
)

type outputs struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data any    `json:"data"`
}

func right(code int, msg string) error {
	switch code {
	case 0:
		return nil
	case 804, 813:
		return errRunning
	case 805:
		return fmt.Errorf("%w: %s", errFailed, msg)
	}
	return fmt.Errorf("code %d: %s", code, msg)
}

func wrong(code int, msg string) error {
	switch code {
	case 0:
		return nil
	case 804, 805, 813:
		return fmt.Errorf("%w: %s", errFailed, msg) // want `804 APIKEY_TASK_IS_RUNNING, 813 APIKEY_TASK_IS_QUEUED is treated as a failure`
	}
	return fmt.Errorf("code %d: %s", code, msg)
}

func ask(id string) (outputs, error) {
	var o outputs
	r, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewReader([]byte(id)))
	if err != nil {
		return o, err
	}
	defer r.Body.Close()
	return o, json.NewDecoder(r.Body).Decode(&o)
}

func askRight(id string) (any, error) {
	o, err := ask(id)
	if err != nil {
		return nil, err
	}
	if err := right(o.Code, o.Msg); err != nil {
		return nil, err
	}
	return o.Data, nil
}

func askWrong(id string) (any, error) {
	o, err := ask(id)
	if err != nil {
		return nil, err
	}
	if err := wrong(o.Code, o.Msg); err != nil {
		return nil, err
	}
	return o.Data, nil
}

func wait(id string) (any, error) {
	for range 100 {
		d, err := askRight(id)
		if !errors.Is(err, errRunning) {
			return d, err
		}
		if d, err := askWrong(id); err == nil {
			return d, nil
		} else if errors.Is(err, errFailed) {
			return nil, err
		}
		time.Sleep(time.Second)
	}
	return nil, errRunning
}
