// Package w17 is wrong: the key is in the body of a v2 request.
package w17

import (
	"bytes"
	"encoding/json"
	"net/http"
)

const root = "https://www.runninghub.cn"

func post(p string, v any) (*http.Response, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return http.Post(root+p, "application/json", bytes.NewReader(b))
}
func Query(key, id string) (*http.Response, error) { // BUG
	return post("/openapi/v2/query", map[string]string{"apiKey": key, "taskId": id})
}
