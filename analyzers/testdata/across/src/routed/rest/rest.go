// Package rest is the transport: host and key, no endpoint.
package rest

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// Client is a client of RunningHub.
type Client struct{ Host string }

// Post sends in and decodes the answer into out.
func (c *Client) Post(path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	resp, err := http.Post(c.Host+path, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(out)
}

// New makes a client.
func New() *Client { return &Client{Host: "https://www.runninghub.cn"} }
