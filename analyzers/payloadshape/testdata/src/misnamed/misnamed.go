// Package misnamed has JSON names that are a slip away from the right ones.
package misnamed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type slip struct {
	APIKey     string           `json:"apiKey"`
	WorkflowID string           `json:"workflowId"`
	Nodes      []map[string]any `json:"nodeInfolist,omitempty"` // want `/task/openapi/create ignores nodeInfolist: the field is called nodeInfoList`
	// Note is the caller's own.
	Note string `json:"-"`
}

type right struct {
	APIKey     string           `json:"apiKey"`
	WorkflowID string           `json:"workflowId"`
	Nodes      []map[string]any `json:"nodeInfoList"`
	Extra      string           `json:"extra"`
}

// row goes into a database, whatever it has in common with a request.
type row struct {
	APIKey     string `json:"apiKey"`
	WorkflowID string `json:"workflowID"`
}

func post(path string, in any) ([]byte, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	resp, err := http.Post("https://www.runninghub.cn"+path, "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var out struct {
		Code int             `json:"code"`
		Msg  string          `json:"msg"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil, err
	}
	if out.Code != 0 {
		return nil, fmt.Errorf("%d %s", out.Code, out.Msg)
	}
	return out.Data, nil
}

func create(key string) ([]byte, error) {
	return post("/task/openapi/create", slip{APIKey: key, WorkflowID: "1904136902449209346"})
}

func good(key string) ([]byte, error) {
	return post("/task/openapi/create", right{APIKey: key, WorkflowID: "1904136902449209346"})
}

func keys(key string) ([]byte, error) {
	return post("/task/openapi/ai-app/run", map[string]any{
		"apiKey":       key,
		"webappID":     "1938625710351437826", // want `/task/openapi/ai-app/run ignores webappID: the field is called webappId`
		"nodeInfoList": []any{},
	})
}

func keep(r row) ([]byte, error) { return json.Marshal(r) }

type first struct {
	Code    int             `json:"code"`
	Message string          `json:"message"` // want `the responses of v1 have msg and no message: this field is always empty`
	Data    json.RawMessage `json:"data"`
}

type second struct {
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data"`
}

func cancel(body []byte) error {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/cancel", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var a first
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return err
	}
	if a.Code != 0 {
		return fmt.Errorf("%d %s", a.Code, a.Message)
	}
	return nil
}

// upload is of the second generation, where it is message.
func upload(body []byte) (json.RawMessage, error) {
	resp, err := http.Post("https://www.runninghub.cn/openapi/v2/media/upload/binary", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var a second
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return nil, err
	}
	if a.Code != 0 {
		return nil, fmt.Errorf("%d %s", a.Code, a.Message)
	}
	return a.Data, nil
}
