// Package gen is what a generator made of a description.
package gen

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

type CreateTaskRequest struct {
	ApiKey       string      `json:"apiKey"`
	WorkflowId   string      `json:"workflowId"`
	NodeInfoList *[]NodeInfo `json:"nodeInfoList,omitempty"`
}

type NodeInfo struct {
	NodeId     string      `json:"nodeId"`
	FieldName  string      `json:"fieldName"`
	FieldValue interface{} `json:"fieldValue"`
}

type CreateTaskData struct {
	TaskId     *string `json:"taskId,omitempty"`
	TaskStatus *string `json:"taskStatus,omitempty"`
	PromptTips *string `json:"promptTips,omitempty"`
}

type CreateTaskResult struct {
	Code *int32          `json:"code,omitempty"`
	Msg  *string         `json:"msg,omitempty"`
	Data *CreateTaskData `json:"data,omitempty"`
}

type HttpRequestDoer interface {
	Do(req *http.Request) (*http.Response, error)
}

type Client struct {
	Server string
	Client HttpRequestDoer
}

type ClientWithResponses struct{ *Client }

type CreateTaskResponse struct {
	Body         []byte
	HTTPResponse *http.Response
	JSON200      *CreateTaskResult
}

func (r CreateTaskResponse) StatusCode() int {
	if r.HTTPResponse != nil {
		return r.HTTPResponse.StatusCode
	}
	return 0
}

func NewCreateTaskRequest(server string, body io.Reader) (*http.Request, error) {
	req, err := http.NewRequest("POST", server+"/task/openapi/create", body)
	if err != nil {
		return nil, err
	}
	req.Header.Add("Content-Type", "application/json")
	return req, nil
}

func (c *Client) CreateTask(ctx context.Context, body CreateTaskRequest) (*http.Response, error) {
	buf, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	req, err := NewCreateTaskRequest(c.Server, bytes.NewReader(buf))
	if err != nil {
		return nil, err
	}
	return c.Client.Do(req.WithContext(ctx))
}

func (c *ClientWithResponses) CreateTaskWithResponse(ctx context.Context, body CreateTaskRequest) (*CreateTaskResponse, error) {
	rsp, err := c.CreateTask(ctx, body)
	if err != nil {
		return nil, err
	}
	return ParseCreateTaskResponse(rsp)
}

func ParseCreateTaskResponse(rsp *http.Response) (*CreateTaskResponse, error) {
	bodyBytes, err := io.ReadAll(rsp.Body)
	defer func() { _ = rsp.Body.Close() }()
	if err != nil {
		return nil, err
	}
	response := &CreateTaskResponse{Body: bodyBytes, HTTPResponse: rsp}
	switch {
	case strings.Contains(rsp.Header.Get("Content-Type"), "json") && rsp.StatusCode == 200:
		var dest CreateTaskResult
		if err := json.Unmarshal(bodyBytes, &dest); err != nil {
			return nil, err
		}
		response.JSON200 = &dest
	}
	return response, nil
}
