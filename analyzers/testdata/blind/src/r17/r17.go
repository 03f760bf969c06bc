// Package r17 is right: nine unrelated tests between call and check.
package r17

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

func Outputs(b []byte, f [10]bool) (json.RawMessage, int, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	var a struct {
		Code int             `json:"code"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return nil, 0, err
	}
	n := 0
	for _, x := range f {
		if x {
			n++
		}
	}
	if f[0] {
		n++
	}
	if f[1] {
		n++
	}
	if f[2] {
		n++
	}
	if a.Code == 804 || a.Code == 813 {
		return nil, n, nil
	}
	if a.Code != 0 {
		return nil, n, fmt.Errorf("code %d", a.Code)
	}
	return a.Data, n, nil
}
