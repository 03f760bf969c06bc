// Package rh decodes the outputs into a type of another package.
package rh

import (
	"encoding/json"
	"io"
	"net/http"

	"typed/types"
)

// Outputs asks for the outputs.
func Outputs(body io.Reader) (*types.Reply, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", body)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	r := new(types.Reply)
	return r, json.NewDecoder(resp.Body).Decode(r)
}
