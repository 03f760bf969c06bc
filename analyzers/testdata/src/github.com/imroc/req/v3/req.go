// Package req stands in for the library: the passes know it by its path.
package req

import (
	"context"
	"time"
)

type (
	Client   struct{}
	Request  struct{}
	Response struct {
		StatusCode int
		Status     string
	}
)

func C() *Client                                               { return nil }
func R() *Request                                              { return nil }
func (c *Client) SetBaseURL(s string) *Client                  { return c }
func (c *Client) R() *Request                                  { return nil }
func (r *Request) SetBody(body any) *Request                   { return r }
func (r *Request) SetSuccessResult(v any) *Request             { return r }
func (r *Request) SetBearerAuthToken(t string) *Request        { return r }
func (r *Request) Post(url string) (*Response, error)          { return nil, nil }
func (r *Response) IsSuccessState() bool                       { return true }
func (r *Response) UnmarshalJson(v any) error                  { return nil }
func (r *Response) Into(v any) error                           { return nil }
func (r *Response) Bytes() []byte                              { return nil }
func (c *Client) SetTimeout(d time.Duration) *Client           { return c }
func (r *Request) SetContext(ctx context.Context) *Request     { return r }
func (r *Request) SetFormData(data map[string]string) *Request { return r }
func (r *Request) SetFile(param, path string) *Request         { return r }
func (r *Response) IsErrorState() bool                         { return false }
