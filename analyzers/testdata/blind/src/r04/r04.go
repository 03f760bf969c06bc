// Package r04 is right: a map of strings cannot fail to marshal.
package r04

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

func Cancel(key, id string) error {
	b, _ := json.Marshal(map[string]string{"apiKey": key, "taskId": id})
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/cancel", "application/json", bytes.NewReader(b))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var a struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return err
	}
	if a.Code != 0 {
		return fmt.Errorf("cancel: %d %s", a.Code, a.Msg)
	}
	return nil
}
