// Package resty stands in for the library: the passes know it by its path.
package resty

import (
	"context"
	"time"
)

type (
	Client             struct{}
	Request            struct{}
	Response           struct{ Request *Request }
	RetryConditionFunc func(*Response, error) bool
)

func New() *Client                                               { return nil }
func (c *Client) R() *Request                                    { return nil }
func (c *Client) SetBaseURL(s string) *Client                    { return c }
func (c *Client) SetRetryCount(n int) *Client                    { return c }
func (c *Client) SetRetryWaitTime(d time.Duration) *Client       { return c }
func (c *Client) SetRetryMaxWaitTime(d time.Duration) *Client    { return c }
func (c *Client) AddRetryCondition(f RetryConditionFunc) *Client { return c }
func (r *Request) SetContext(ctx context.Context) *Request       { return r }
func (r *Request) SetHeader(k, v string) *Request                { return r }
func (r *Request) SetBody(body any) *Request                     { return r }
func (r *Request) SetResult(v any) *Request                      { return r }
func (r *Request) Post(url string) (*Response, error)            { return nil, nil }
func (r *Response) Result() any                                  { return nil }
func (r *Response) Body() []byte                                 { return nil }
func (r *Response) String() string                               { return "" }
func (r *Response) IsError() bool                                { return false }
func (r *Response) StatusCode() int                              { return 0 }
func (r *Response) Status() string                               { return "" }
