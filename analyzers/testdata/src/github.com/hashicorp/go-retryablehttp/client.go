// Package retryablehttp stands in for the library: the passes know it by its path.
package retryablehttp

import (
	"context"
	"net/http"
	"time"
)

type CheckRetry func(ctx context.Context, resp *http.Response, err error) (bool, error)

type Client struct {
	RetryMax     int
	RetryWaitMin time.Duration
	CheckRetry   CheckRetry
}

type Request struct{ *http.Request }

func NewClient() *Client                                                         { return &Client{} }
func NewRequest(method, url string, body any) (*Request, error)                  { return nil, nil }
func (c *Client) Do(r *Request) (*http.Response, error)                          { return nil, nil }
func (c *Client) Post(url, contentType string, body any) (*http.Response, error) { return nil, nil }
func (c *Client) StandardClient() *http.Client                                   { return nil }
func DefaultRetryPolicy(ctx context.Context, resp *http.Response, err error) (bool, error) {
	return false, nil
}
func ErrorPropagatedRetryPolicy(ctx context.Context, resp *http.Response, err error) (bool, error) {
	return false, nil
}
