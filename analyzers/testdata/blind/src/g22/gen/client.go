// Package gen is what a generator wrote.
package gen

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// OutputsRequest defines model for OutputsRequest.
type OutputsRequest struct {
	ApiKey string `json:"apiKey"`
	TaskId string `json:"taskId"`
}

// OutputsResponse defines model for OutputsResponse.
type OutputsResponse struct {
	Code *int32  `json:"code,omitempty"`
	Msg  *string `json:"msg,omitempty"`
	// BUG: 804 and 805 answer an object.
	Data *[]struct {
		FileUrl *string `json:"fileUrl,omitempty"`
	} `json:"data,omitempty"`
}

type HttpRequestDoer interface {
	Do(req *http.Request) (*http.Response, error)
}

type Client struct {
	Server string
	Client HttpRequestDoer
}

type ClientWithResponses struct{ *Client }

type PostOutputsResponse struct {
	Body         []byte
	HTTPResponse *http.Response
	JSON200      *OutputsResponse
}

func (r PostOutputsResponse) StatusCode() int {
	if r.HTTPResponse != nil {
		return r.HTTPResponse.StatusCode
	}
	return 0
}

func (c *Client) PostOutputs(ctx context.Context, body OutputsRequest) (*http.Response, error) {
	req, err := NewPostOutputsRequest(c.Server, body)
	if err != nil {
		return nil, err
	}
	return c.Client.Do(req.WithContext(ctx))
}

func NewPostOutputsRequest(server string, body OutputsRequest) (*http.Request, error) {
	buf, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	operationPath := "/task/openapi/outputs"
	if operationPath[0] == '/' {
		operationPath = "." + operationPath
	}
	req, err := http.NewRequest("POST", strings.TrimSuffix(server, "/")+strings.TrimPrefix(operationPath, "."), bytes.NewReader(buf))
	if err != nil {
		return nil, err
	}
	req.Header.Add("Content-Type", "application/json")
	return req, nil
}

func (c *ClientWithResponses) PostOutputsWithResponse(ctx context.Context, body OutputsRequest) (*PostOutputsResponse, error) {
	rsp, err := c.PostOutputs(ctx, body)
	if err != nil {
		return nil, err
	}
	return ParsePostOutputsResponse(rsp)
}

func ParsePostOutputsResponse(rsp *http.Response) (*PostOutputsResponse, error) {
	bodyBytes, err := io.ReadAll(rsp.Body)
	defer func() { _ = rsp.Body.Close() }()
	if err != nil {
		return nil, err
	}
	response := &PostOutputsResponse{Body: bodyBytes, HTTPResponse: rsp}
	switch {
	case strings.Contains(rsp.Header.Get("Content-Type"), "json") && rsp.StatusCode == 200:
		var dest OutputsResponse
		if err := json.Unmarshal(bodyBytes, &dest); err != nil {
			return nil, err
		}
		response.JSON200 = &dest
	}
	return response, nil
}
