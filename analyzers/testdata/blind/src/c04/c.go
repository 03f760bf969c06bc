// Package c04 is right: data is raw until the code has said what is in it.
package c04

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

type envelope struct {
	Code json.Number     `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

var ErrRunning = errors.New("not finished")

type Reason struct {
	Node      string `json:"node_name"`
	Exception string `json:"exception_message"`
}

func (r Reason) Error() string { return r.Node + ": " + r.Exception }

func Files(body []byte) ([]string, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewBuffer(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var env envelope
	if err := json.NewDecoder(resp.Body).Decode(&env); err != nil {
		return nil, err
	}
	code, err := env.Code.Int64()
	if err != nil {
		return nil, err
	}
	switch code {
	case 804, 813:
		return nil, ErrRunning
	case 805:
		var why struct {
			FailedReason Reason `json:"failedReason"`
		}
		if json.Unmarshal(env.Data, &why) == nil && why.FailedReason.Node != "" {
			return nil, why.FailedReason
		}
		return nil, fmt.Errorf("805 %s", env.Msg)
	case 0:
	default:
		return nil, fmt.Errorf("%d %s", code, env.Msg)
	}
	var out []struct {
		FileURL string `json:"fileUrl"`
	}
	if err := json.Unmarshal(env.Data, &out); err != nil {
		return nil, err
	}
	var urls []string
	for _, o := range out {
		urls = append(urls, o.FileURL)
	}
	return urls, nil
}
