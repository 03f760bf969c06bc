// Command callers asks a server that answers one code, by each of its callers,
// and prints which of them report a failure. Its callers are to be fixed first.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

const base = "https://www.runninghub.cn"

// server answers every request with one body.
type server string

func (s server) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(s)))}, nil
}

func send(path string, out any) error {
	resp, err := http.Post(base+path, "application/json", bytes.NewReader(nil))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(out)
}

type data struct {
	TaskID string `json:"taskId"`
}

type withInt struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data data   `json:"data"`
}

type withFloat struct {
	Code float64 `json:"code"`
	Data data    `json:"data"`
}

type withNumber struct {
	Code json.Number `json:"code"`
	Msg  string      `json:"msg"`
	Data data        `json:"data"`
}

type withString struct {
	Code text `json:"code"`
	Data data `json:"data"`
}

// text takes numbers and strings alike.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	*t = text(strings.Trim(string(b), `"`))
	return nil
}

func createInt() (string, error) {
	var e withInt
	if err := send("/task/openapi/create", &e); err != nil {
		return "", err
	}
	return e.Data.TaskID, nil
}

func createFloat() (string, error) {
	var e withFloat
	if err := send("/task/openapi/create", &e); err != nil {
		return "", err
	}
	return e.Data.TaskID, nil
}

func createNumber() (string, error) {
	var e withNumber
	if err := send("/task/openapi/create", &e); err != nil {
		return "", err
	}
	return e.Data.TaskID, nil
}

func createString() (string, error) {
	var e withString
	if err := send("/task/openapi/create", &e); err != nil {
		return "", err
	}
	return e.Data.TaskID, nil
}

func switchInt() (string, error) {
	var e withInt
	if err := send("/task/openapi/create", &e); err != nil {
		return "", err
	}
	switch e.Code {
	case 421:
		return "", fmt.Errorf("busy: %d", e.Code)
	case 433:
		return "", fmt.Errorf("code %d: %s", e.Code, e.Msg)
	}
	return e.Data.TaskID, nil
}

func switchNumber() (string, error) {
	var e withNumber
	if err := send("/task/openapi/create", &e); err != nil {
		return "", err
	}
	switch e.Code {
	case "421":
		return "", fmt.Errorf("busy: %s", e.Code)
	case "433":
		return "", fmt.Errorf("code %s: %s", e.Code, e.Msg)
	}
	return e.Data.TaskID, nil
}

func switchZero() (string, error) {
	var e withInt
	if err := send("/task/openapi/create", &e); err != nil {
		return "", err
	}
	switch e.Code {
	case 0:
		fmt.Fprintln(os.Stderr, "sent")
	case 421:
		return "", fmt.Errorf("busy: %d", e.Code)
	}
	return e.Data.TaskID, nil
}

type query struct {
	TaskID    string `json:"taskId"`
	Status    string `json:"status"`
	ErrorCode string `json:"errorCode"`
}

func runV2() (string, error) {
	var q query
	if err := send("/openapi/v2/run/workflow/1904136902449209346", &q); err != nil {
		return "", err
	}
	return q.TaskID, nil
}

func switchV2() (string, error) {
	var q query
	if err := send("/openapi/v2/run/workflow/1904136902449209346", &q); err != nil {
		return "", err
	}
	switch q.ErrorCode {
	case "421":
		return "", fmt.Errorf("busy: %s", q.ErrorCode)
	case "1007":
		return "", fmt.Errorf("code %s", q.ErrorCode)
	}
	return q.TaskID, nil
}

type outputs struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data []struct {
		FileURL string `json:"fileUrl"`
	} `json:"data"`
}

// wait leaves the states of the task to its caller.
func wait() (any, error) {
	var o outputs
	if err := send("/task/openapi/outputs", &o); err != nil {
		return nil, err
	}
	switch o.Code {
	case 805:
		return nil, fmt.Errorf("failed: %d", o.Code)
	case 807:
		return nil, fmt.Errorf("no such task: %d", o.Code)
	}
	return o.Data, nil
}

func main() {
	for _, code := range []string{"0", "803", "1500", "804"} {
		http.DefaultTransport = server(fmt.Sprintf(`{"code":%s,"msg":"","data":{"taskId":"1"},"errorCode":"","taskId":"1"}`, code))
		for name, f := range map[string]func() (string, error){
			"createInt": createInt, "createFloat": createFloat, "createNumber": createNumber, "createString": createString,
			"switchInt": switchInt, "switchNumber": switchNumber, "switchZero": switchZero,
		} {
			show(name, code, f)
		}
		http.DefaultTransport = server(fmt.Sprintf(`{"taskId":"1","status":"QUEUED","errorCode":%q}`, strings.TrimPrefix(code, "0")))
		show("runV2", code, runV2)
		show("switchV2", code, switchV2)
		http.DefaultTransport = server(fmt.Sprintf(`{"code":%s,"msg":"","data":[]}`, code))
		show("wait", code, func() (string, error) {
			_, err := wait()
			return "", err
		})
	}
}

func show(name, code string, f func() (string, error)) {
	_, err := f()
	fmt.Println(name, code, err != nil)
}
