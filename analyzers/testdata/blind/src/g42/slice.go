// Package g42 decodes outputs at once.
package g42

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type TaskOutput struct {
	FileURL string `json:"fileUrl"`
}

type TaskOutputs struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	// BUG: under 804 and 805 this is an object.
	Data []TaskOutput `json:"data"`
}

func Outputs(key, task string) ([]TaskOutput, error) {
	in, err := json.Marshal(map[string]string{"apiKey": key, "taskId": task})
	if err != nil {
		return nil, err
	}
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewReader(in))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var o TaskOutputs
	if err := json.NewDecoder(resp.Body).Decode(&o); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	if o.Code != 0 {
		return nil, fmt.Errorf("outputs: %d %s", o.Code, o.Msg)
	}
	return o.Data, nil
}
