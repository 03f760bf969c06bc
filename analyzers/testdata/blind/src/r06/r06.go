// Package r06 is right: polls 804 and 813 with a bound, all else ends.
package r06

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

func Wait(b []byte) (json.RawMessage, error) {
	for i := 0; i < 60; i++ {
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
		case 804, 813:
			time.Sleep(5 * time.Second)
		default:
			return nil, fmt.Errorf("code %d", o.Code)
		}
	}
	return nil, errors.New("too slow")
}
