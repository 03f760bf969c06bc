// Package w18 is wrong: sent again by a helper under every error.
package w18

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type reply struct {
	Code int `json:"code"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func tries(n int, f func() error) (err error) {
	for ; n > 0; n-- {
		if err = f(); err == nil {
			return nil
		}
	}
	return err
}
func Start(body []byte) (r reply, err error) { // BUG
	err = tries(3, func() error {
		resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(body))
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
			return err
		}
		if r.Code != 0 {
			return fmt.Errorf("%d: %s", r.Code, r.Data.Tips)
		}
		return nil
	})
	return r, err
}
