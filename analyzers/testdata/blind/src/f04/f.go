// Package f04 is wrong: the raw data is decoded without a look at the code.
package f04

import (
	"encoding/json"
	"net/http"
	"strings"
)

type envelope struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

type file struct {
	URL string `json:"fileUrl"`
}

func Files(body string) ([]file, error) { // BUG
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var env envelope
	if err := json.NewDecoder(resp.Body).Decode(&env); err != nil {
		return nil, err
	}
	var files []file
	if err := json.Unmarshal(env.Data, &files); err != nil {
		return nil, err
	}
	return files, nil
}
