// Package joined has answers that reach the place where they are read by more
// than one way, through literals and copies.
package joined

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

// mid stands before what it calls: the order must not matter.
func mid(b []byte) (*env, error) { return helper(b) }

func Mid(b []byte) (string, error) {
	e, err := mid(b)
	if err != nil {
		return "", err
	}
	return e.Data.TaskID, nil
}

func helper(b []byte) (e *env, err error) {
	e = new(env)
	err = post("/task/openapi/create", b, e)
	if err == nil {
		err = fail(e)
	}
	return e, err
}

func fail(e *env) error {
	if e.Code != 0 {
		return &APIError{e.Code, e.Msg}
	}
	if e.Data.PromptTips != "" {
		return errors.New(e.Data.PromptTips)
	}
	return nil
}

func Once(b []byte) (id string, err error) {
	var once sync.Once
	once.Do(func() {
		var e *env
		e, err = helper(b)
		if err != nil {
			return
		}
		id = e.Data.TaskID
	})
	return id, err
}

func Transaction(b []byte) (id string, err error) {
	var e env
	err = tx(func() error {
		if err := post("/task/openapi/create", b, &e); err != nil {
			return err
		}
		return fail(&e)
	})
	if err != nil {
		return "", err
	}
	return e.Data.TaskID, nil
}

func Captured(b []byte) (id string, err error) {
	var e env
	var once sync.Once
	once.Do(func() { err = post("/task/openapi/create", b, &e) })
	if err != nil {
		return "", err
	}
	if e.Code != 0 {
		return "", &APIError{e.Code, e.Msg}
	}
	return e.Data.TaskID, nil
}

func CapturedBlind(b []byte) (id string, err error) {
	var e env
	err = tx(func() error { return post("/task/openapi/create", b, &e) })
	if err != nil {
		return "", err
	}
	return e.Data.TaskID, nil // want `e\.Code is never checked before the data is read; create`
}

func CapturedResult(b []byte) (id string, err error) {
	err = tx(func() error {
		var e env
		if err := post("/task/openapi/create", b, &e); err != nil {
			return err
		}
		id = e.Data.TaskID // want `e\.Code is never checked before the data is read; create`
		return nil
	})
	return id, err
}

func SingleExit(b []byte) (string, error) {
	var id string
	e, err := helper(b)
	if err == nil {
		id = e.Data.TaskID
	}
	return id, err
}

func SingleExitChecked(b []byte) (id string, err error) {
	var e env
	err = post("/task/openapi/create", b, &e)
	if err == nil && e.Code != 0 {
		err = &APIError{e.Code, e.Msg}
	}
	if err == nil {
		id = e.Data.TaskID
	}
	return id, err
}

func SingleExitBlind(b []byte) (id string, err error) {
	var e env
	if err = post("/task/openapi/create", b, &e); err == nil {
		id = e.Data.TaskID
	}
	return // want `e\.Code is never checked before the data is read; create`
}

type step struct {
	Raw   json.RawMessage
	State string
}

func Copy(b []byte) (step, error) {
	var a rawEnv
	if err := post("/task/openapi/outputs", b, &a); err != nil {
		return step{}, err
	}
	s := step{Raw: a.Data}
	switch a.Code {
	case 0:
		s.State = "done"
	case 804, 813:
		s.State = "wait"
	default:
		return step{}, &APIError{a.Code, a.Msg}
	}
	return s, nil
}

func CopyBlind(b []byte) (step, error) {
	var a rawEnv
	if err := post("/task/openapi/outputs", b, &a); err != nil {
		return step{}, err
	}
	s := step{Raw: a.Data}
	return s, nil // want `a\.Code is never checked before the data is read; outputs`
}

func Payload(b []byte) (string, error) {
	var e rawEnv
	if err := post("/task/openapi/create", b, &e); err != nil {
		return "", err
	}
	if e.Code != 0 {
		return "", &APIError{e.Code, e.Msg}
	}
	var m map[string]any
	if err := json.NewDecoder(bytes.NewReader(e.Data)).Decode(&m); err != nil {
		return "", err
	}
	if m["promptTips"] != "" {
		return "", errors.New("tips")
	}
	id, _ := m["taskId"].(string)
	return id, nil
}

func PayloadBlind(b []byte) (string, error) {
	var e rawEnv
	if err := post("/task/openapi/create", b, &e); err != nil {
		return "", err
	}
	var m map[string]any
	if err := json.Unmarshal(e.Data, &m); err != nil { // want `e\.Code is never checked before the data is read; create`
		return "", err
	}
	id, _ := m["taskId"].(string)
	return id, nil
}

// call is a transport: null data becomes nil, and the code is its caller's.
func call(path string, b []byte) (json.RawMessage, int, error) {
	var e rawEnv
	if err := post(path, b, &e); err != nil {
		return nil, 0, err
	}
	if string(e.Data) == "null" {
		e.Data = nil
	}
	return e.Data, e.Code, nil
}

func Many(b []byte, o map[string]bool) (string, error) {
	var e env
	if err := post("/task/openapi/create", b, &e); err != nil {
		return "", err
	}
	var p, q, r, s, t, u, v, w, x, y, z, last error
	if o["p"] {
		p = errors.New("p")
	}
	if o["q"] {
		q = errors.New("q")
	}
	if o["r"] {
		r = errors.New("r")
	}
	if o["s"] {
		s = errors.New("s")
	}
	if o["t"] {
		t = errors.New("t")
	}
	if o["u"] {
		u = errors.New("u")
	}
	if o["v"] {
		v = errors.New("v")
	}
	if o["w"] {
		w = errors.New("w")
	}
	if o["x"] {
		x = errors.New("x")
	}
	if o["y"] {
		y = errors.New("y")
	}
	if o["z"] {
		z = errors.New("z")
	}
	last = errors.Join(p, q, r, s, t, u, v, w, x, y, z)
	time.Sleep(time.Second)
	return e.Data.TaskID, last // want `e\.Code is never checked before the data is read; create`
}
