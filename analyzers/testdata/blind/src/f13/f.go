// Package f13 is wrong: what is deferred prints the code, and the state is given all the same.
package f13

import (
	"bytes"
	"encoding/json"
	"log"
	"net/http"
)

type body struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data string `json:"data"`
}

func Status(payload []byte) (state string, err error) { // BUG
	var b body
	defer func() {
		if b.Code != 0 {
			log.Printf("status: %d %s", b.Code, b.Msg)
		}
	}()
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/status", "application/json", bytes.NewReader(payload))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if err = json.NewDecoder(resp.Body).Decode(&b); err != nil {
		return "", err
	}
	return b.Data, nil
}
