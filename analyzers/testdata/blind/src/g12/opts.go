// Package g12 dispatches on the code by a table.
package g12

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

type Option func(*Client)

func WithTimeout(d time.Duration) Option { return func(c *Client) { c.http.Timeout = d } }
func WithHost(h string) Option           { return func(c *Client) { c.host = h } }

type Client struct {
	http http.Client
	host string
	key  string
}

func New(key string, opts ...Option) *Client {
	c := &Client{key: key, host: "https://www.runninghub.cn"}
	for _, o := range opts {
		o(c)
	}
	return c
}

type envelope struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

var (
	ErrRunning = errors.New("running")
	ErrQueued  = errors.New("queued")
	ErrFailed  = errors.New("failed")
)

var table = map[int]error{
	804: ErrRunning,
	813: ErrQueued,
	805: ErrFailed,
}

func (e *envelope) err() error {
	if e.Code == 0 {
		return nil
	}
	if err, ok := table[e.Code]; ok {
		return fmt.Errorf("%w: %s", err, e.Msg)
	}
	return fmt.Errorf("code %d: %s", e.Code, e.Msg)
}

func (c *Client) Outputs(id string) (json.RawMessage, error) {
	b, err := json.Marshal(map[string]string{"apiKey": c.key, "taskId": id})
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Post(c.host+"/task/openapi/outputs", "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	e := &envelope{}
	if err = json.NewDecoder(resp.Body).Decode(e); err != nil {
		return nil, err
	}
	if err = e.err(); err != nil {
		return nil, err
	}
	return e.Data, nil
}
