// Package w16 is wrong: the answer of cancel is never decoded.
package w16

import (
	"net/http"
	"strings"
)

func Cancel(key, id string) error { // BUG
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/cancel", "application/json", strings.NewReader(`{"apiKey":"`+key+`","taskId":"`+id+`"}`))
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
