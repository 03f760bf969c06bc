// Package r16 is right: an error joined in a deferred close.
package r16

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

func Cancel(b []byte) (err error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/cancel", "application/json", bytes.NewReader(b))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	a := map[string]any{}
	if err = json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return err
	}
	if code, ok := a["code"].(float64); !ok || code != 0 {
		err = fmt.Errorf("cancel: %v %v", a["code"], a["msg"])
	}
	return err
}
