// Package f11 is wrong: switch true has no case for the codes that are an end.
package f11

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
)

var errLater = errors.New("later")

type reply struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func Ask(body []byte) (json.RawMessage, error) { // BUG
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	r := new(reply)
	if err := json.NewDecoder(resp.Body).Decode(r); err != nil {
		return nil, err
	}
	switch true {
	case r.Code == 804, r.Code == 813:
		return nil, errLater
	case r.Code == 805:
		return nil, errors.New("805: " + r.Msg)
	}
	return r.Data, nil
}
