// Package verdict has retry helpers whose callback says by a boolean whether to
// go on, and create calls that are sent again without a loop.
package verdict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const base = "https://www.runninghub.cn"

type created struct {
	TaskID     string `json:"taskId"`
	PromptTips string `json:"promptTips"`
}

type env struct {
	Code int     `json:"code"`
	Msg  string  `json:"msg"`
	Data created `json:"data"`
}

type rawEnv struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

type APIError struct {
	Code int
	Msg  string
}

func (e *APIError) Error() string { return fmt.Sprintf("%d %s", e.Code, e.Msg) }

func post(path string, b []byte, out any) error {
	res, err := http.Post(base+path, "application/json", bytes.NewReader(b))
	if err != nil {
		return err
	}
	defer res.Body.Close()
	return json.NewDecoder(res.Body).Decode(out)
}

func tx(f func() error) error { return f() }

var (
	_ sync.Mutex
	_ = errors.New
)

func with(n int, f func() (again bool, err error)) error {
	var last error
	for i := 0; i < n; i++ {
		again, err := f()
		if err == nil {
			return nil
		}
		last = err
		if !again {
			return err
		}
		time.Sleep(time.Second)
	}
	return last
}

func until(n int, f func() (done bool, err error)) (err error) {
	for range n {
		var done bool
		if done, err = f(); done || err == nil {
			return err
		}
		time.Sleep(time.Second)
	}
	return err
}

func Again(b []byte) (id string, err error) {
	err = with(3, func() (bool, error) {
		var e env
		if err := post("/task/openapi/create", b, &e); err != nil {
			return false, err
		}
		if e.Code == 421 || e.Code == 415 {
			return true, &APIError{e.Code, e.Msg}
		}
		if e.Code != 0 {
			return false, &APIError{e.Code, e.Msg}
		}
		id = e.Data.TaskID
		return false, nil
	})
	return
}

func AgainAlways(b []byte) (id string, err error) {
	err = with(3, func() (bool, error) {
		var e env
		if err := post("/task/openapi/create", b, &e); err != nil {
			return false, err
		}
		if e.Code != 0 {
			return true, &APIError{e.Code, e.Msg} // want `create is sent again after 803`
		}
		id = e.Data.TaskID
		return false, nil
	})
	return
}

func Done(b []byte) (id string, err error) {
	err = until(3, func() (bool, error) {
		var e env
		if err := post("/task/openapi/create", b, &e); err != nil {
			return true, err
		}
		if e.Code != 0 {
			return true, &APIError{e.Code, e.Msg}
		}
		id = e.Data.TaskID
		return true, nil
	})
	return
}

func DoneNever(b []byte) (id string, err error) {
	err = until(3, func() (bool, error) {
		var e env
		if err := post("/task/openapi/create", b, &e); err != nil {
			return true, err
		}
		if e.Code != 0 {
			return false, &APIError{e.Code, e.Msg} // want `create is sent again after 803`
		}
		id = e.Data.TaskID
		return true, nil
	})
	return
}

func Goto(b []byte) (string, error) {
	var e env
again:
	if err := post("/task/openapi/create", b, &e); err != nil { // want `create is sent again after 803`
		return "", err
	}
	if e.Code != 0 {
		time.Sleep(time.Second)
		goto again
	}
	return e.Data.TaskID, nil
}

func Twice(b []byte) (string, error) {
	var e env
	if err := post("/task/openapi/create", b, &e); err != nil {
		return "", err
	}
	if e.Code != 0 {
		time.Sleep(time.Second)
		if err := post("/task/openapi/create", b, &e); err != nil { // want `create is sent again after 803`
			return "", err
		}
	}
	return e.Data.TaskID, tx(func() error { return &APIError{e.Code, e.Msg} })
}

func TwiceBusy(b []byte) (string, error) {
	var e env
	if err := post("/task/openapi/create", b, &e); err != nil {
		return "", err
	}
	if e.Code == 421 || e.Code == 415 {
		time.Sleep(time.Second)
		if err := post("/task/openapi/create", b, &e); err != nil {
			return "", err
		}
	}
	if e.Code != 0 {
		return "", &APIError{e.Code, e.Msg}
	}
	return e.Data.TaskID, nil
}
