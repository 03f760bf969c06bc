// Package w06 is wrong: default goes on polling, so 805 and 807 never end.
package w06

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"
)

type Out struct {
	Code int             `json:"code"`
	Data json.RawMessage `json:"data"`
}

func ask(b []byte) (*Out, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	o := new(Out)
	return o, json.NewDecoder(resp.Body).Decode(o)
}
func Wait(b []byte) (json.RawMessage, error) { // BUG
	for {
		o, err := ask(b)
		if err != nil {
			return nil, err
		}
		switch o.Code {
		case 0:
			return o.Data, nil
		default:
			time.Sleep(time.Second)
		}
	}
}
