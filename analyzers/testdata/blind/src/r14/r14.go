// Package r14 is right: a v2 query with the key in a header.
package r14

import (
	"bytes"
	"encoding/json"
	"net/http"
)

func Query(key, id string) (*http.Request, error) {
	b, err := json.Marshal(map[string]string{"taskId": id})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequest("POST", "https://www.runninghub.cn/openapi/v2/query", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	return r, nil
}
