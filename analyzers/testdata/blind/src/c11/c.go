// Package c11 is right: switch true over ranges of codes, with an end for each.
package c11

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type Class int

const (
	Fine Class = iota
	Later
	Mine
	Theirs
)

type reply struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

type fault struct {
	Class Class
	reply
}

func (f *fault) Error() string { return fmt.Sprint(f.Class, f.Code, f.Msg) }

func classify(r *reply) (c Class) {
	switch true {
	case r.Code == 0:
		c = Fine
	case r.Code == 415, r.Code == 421, r.Code == 804, r.Code == 813:
		c = Later
	case r.Code >= 800 && r.Code < 900, r.Code == 301:
		c = Mine
	default:
		c = Theirs
	}
	return c
}

func Ask(endpoint string, body []byte) (json.RawMessage, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/"+endpoint, "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	r := new(reply)
	if err := json.NewDecoder(resp.Body).Decode(r); err != nil {
		return nil, err
	}
	if c := classify(r); c != Fine {
		return nil, &fault{c, *r}
	}
	return r.Data, nil
}
