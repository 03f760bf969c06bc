// Package c13 is right: a deferred function wraps whatever error there is.
package c13

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type codeError int

func (c codeError) Error() string { return fmt.Sprintf("code %d", int(c)) }

type body struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data string `json:"data"`
}

func Status(payload []byte) (state string, err error) {
	defer func() {
		if err != nil {
			state, err = "", fmt.Errorf("status of %d bytes: %w", len(payload), err)
		}
	}()
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/status", "application/json", bytes.NewReader(payload))
	if err != nil {
		return
	}
	defer resp.Body.Close()
	var b body
	if err = json.NewDecoder(resp.Body).Decode(&b); err != nil {
		return
	}
	state = b.Data
	if b.Code != 0 {
		err = codeError(b.Code)
	}
	return
}
