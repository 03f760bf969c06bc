// Package w07 is wrong: 804 (running) is taken for failure.
package w07

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

func Wait(b []byte) (json.RawMessage, error) { // BUG
	for i := 0; i < 100; i++ {
		resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		var o struct {
			Code int             `json:"code"`
			Data json.RawMessage `json:"data"`
		}
		err = json.NewDecoder(resp.Body).Decode(&o)
		resp.Body.Close()
		if err != nil {
			return nil, err
		}
		switch o.Code {
		case 0:
			return o.Data, nil
		case 813:
			time.Sleep(time.Second)
		case 804, 805:
			return nil, errors.New("task failed")
		default:
			return nil, errors.New("refused")
		}
	}
	return nil, errors.New("too slow")
}
