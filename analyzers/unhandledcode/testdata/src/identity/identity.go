// Package identity turns codes into errors that are asked for by identity and
// by type.
package identity

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

var (
	errPending = errors.New("pending")
	errFailed  = errors.New("failed")
)

type refused struct{ code int }

func (r *refused) Error() string { return fmt.Sprint(r.code) }

type env struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func (e *env) err() error {
	switch e.Code {
	case 0:
		return nil
	case 804, 813:
		return errPending
	case 805:
		return fmt.Errorf("%w: %s", errFailed, e.Data)
	}
	return &refused{e.Code}
}

func ask(body []byte) (*env, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	e := &env{}
	if err := json.NewDecoder(resp.Body).Decode(e); err != nil {
		return nil, err
	}
	return e, nil
}

func is(body []byte) (json.RawMessage, error) {
	for {
		e, err := ask(body)
		if err != nil {
			return nil, err
		}
		err = e.err()
		if errors.Is(err, errPending) {
			time.Sleep(time.Second)
			continue
		}
		if err != nil {
			return nil, err
		}
		return e.Data, nil
	}
}

func equal(body []byte) (json.RawMessage, error) {
	for {
		e, err := ask(body)
		if err != nil {
			return nil, err
		}
		if err := e.err(); err == errPending {
			time.Sleep(time.Second)
			continue
		} else if err != nil {
			return nil, err
		}
		return e.Data, nil
	}
}

func switched(body []byte) (json.RawMessage, error) {
	for {
		e, err := ask(body)
		if err != nil {
			return nil, err
		}
		switch err := e.err(); err {
		case nil:
			return e.Data, nil
		case errPending:
			time.Sleep(time.Second)
		default:
			return nil, err
		}
	}
}

func as(body []byte) (json.RawMessage, error) {
	for {
		e, err := ask(body)
		if err != nil {
			return nil, err
		}
		var no *refused
		switch err := e.err(); {
		case err == nil:
			return e.Data, nil
		case errors.As(err, &no), errors.Is(err, errFailed):
			return nil, err
		}
		time.Sleep(time.Second)
	}
}

func asserted(body []byte) (json.RawMessage, error) {
	for {
		e, err := ask(body)
		if err != nil {
			return nil, err
		}
		err = e.err()
		if no, ok := err.(*refused); ok {
			return nil, no
		}
		if errors.Is(err, errFailed) {
			return nil, err
		}
		if err == nil {
			return e.Data, nil
		}
		time.Sleep(time.Second)
	}
}

func typed(body []byte) (json.RawMessage, error) {
	for {
		e, err := ask(body)
		if err != nil {
			return nil, err
		}
		switch err := e.err().(type) {
		case nil:
			return e.Data, nil
		case *refused:
			return nil, err
		default:
			if errors.Is(err, errFailed) {
				return nil, err
			}
		}
		time.Sleep(time.Second)
	}
}

func pending(err error) bool { return errors.Is(err, errPending) }

func helped(body []byte) (json.RawMessage, error) {
	for {
		e, err := ask(body)
		if err != nil {
			return nil, err
		}
		err = e.err()
		if pending(err) {
			time.Sleep(time.Second)
			continue
		}
		if err != nil {
			return nil, err
		}
		return e.Data, nil
	}
}

// A task that was refused is asked for without end.
func wrongIs(body []byte) (json.RawMessage, error) {
	for {
		e, err := ask(body) // want `polling continues after 802 APIKEY_UNAUTHORIZED`
		if err != nil {
			return nil, err
		}
		err = e.err()
		if errors.Is(err, errFailed) {
			return nil, err
		}
		if err == nil {
			return e.Data, nil
		}
		time.Sleep(time.Second)
	}
}

// An error that wraps the wanted one is not equal to it.
func wrongEqual(body []byte) (json.RawMessage, error) {
	for {
		e, err := ask(body) // want `polling continues after 802 APIKEY_UNAUTHORIZED, 805 APIKEY_TASK_STATUS_ERROR`
		if err != nil {
			return nil, err
		}
		err = e.err()
		if err == errFailed {
			return nil, err
		}
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		return e.Data, nil
	}
}

// Whatever is neither pending nor failed is taken for success.
func wrongLeft(body []byte) (json.RawMessage, error) {
	e, err := ask(body)
	if err != nil {
		return nil, err
	}
	err = e.err()
	if errors.Is(err, errPending) || errors.Is(err, errFailed) {
		return nil, err
	}
	return e.Data, nil // want `the checks of e.Code leave out`
}
