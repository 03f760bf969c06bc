// Package r07 is right: code as json.Number.
package r07

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

func Cancel(b []byte) error {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/cancel", "application/json", bytes.NewReader(b))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var a struct {
		Code json.Number `json:"code"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return err
	}
	if n, err := a.Code.Int64(); err != nil || n != 0 {
		return fmt.Errorf("code %s", a.Code)
	}
	return nil
}
