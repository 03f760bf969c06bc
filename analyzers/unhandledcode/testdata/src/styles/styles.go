// Package styles holds clients in the styles of others: what a helper does for
// them is found, and what it leaves out is told.
package styles

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

type code int

func (c code) fail(msg string) error {
	if c == 0 {
		return nil
	}
	return fmt.Errorf("code %d: %s", int(c), msg)
}

type base struct {
	Code code   `json:"code"`
	Msg  string `json:"msg"`
}

func (b *base) Err() error { return b.Code.fail(b.Msg) }

type text struct {
	base
	Data string `json:"data"`
}

type created struct {
	base
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func send(path string, in any) ([]byte, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	r, err := http.Post("https://www.runninghub.cn/task/openapi/"+path, "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	return io.ReadAll(r.Body)
}

// twice looks at the code in a copy of its own.
func twice(path string, in, out any) error {
	raw, err := send(path, in)
	if err != nil {
		return err
	}
	var head base
	if err := json.Unmarshal(raw, &head); err != nil {
		return err
	}
	if head.Code != 0 {
		return head.Err()
	}
	return json.Unmarshal(raw, out)
}

func viaTwice(id string) (string, error) {
	var t text
	if err := twice("status", map[string]string{"taskId": id}, &t); err != nil {
		return "", err
	}
	return t.Data, nil
}

// asked lets what it has filled tell.
func asked(path string, in any, out interface{ Err() error }) error {
	raw, err := send(path, in)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return err
	}
	return out.Err()
}

func viaAsked(id string) (string, error) {
	t := &text{}
	if err := asked("status", map[string]string{"taskId": id}, t); err != nil {
		return "", err
	}
	return t.Data, nil
}

// loose does not.
func loose(path string, in any, out interface{ Err() error }) error {
	raw, err := send(path, in)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, out)
}

func viaLoose(id string) (string, error) {
	t := &text{}
	if err := loose("status", map[string]string{"taskId": id}, t); err != nil {
		return "", err
	}
	return t.Data, nil // want `t.Code is never checked before the data is read`
}

func must(ok bool, format string, a ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, a...)
}

func isOK[T ~int](c T) bool { return c == 0 }

func viaMust(id string) (string, error) {
	raw, err := send("status", map[string]string{"taskId": id})
	if err != nil {
		return "", err
	}
	var t text
	if err := json.Unmarshal(raw, &t); err != nil {
		return "", err
	}
	if err := must(isOK(t.Code), "code %d: %s", t.Code, t.Msg); err != nil {
		return "", err
	}
	return t.Data, nil
}

// last reads a stream to its end; nothing is sent again.
func last(id string) (string, error) {
	raw, err := send("status", map[string]string{"taskId": id})
	if err != nil {
		return "", err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	for {
		var t text
		if err := dec.Decode(&t); err != nil {
			return "", err
		}
		if t.Code == 0 {
			return t.Data, nil
		}
	}
}

func create(wf string) (string, error) {
	raw, err := send("create", map[string]string{"workflowId": wf})
	if err != nil {
		return "", err
	}
	var c created
	if err := json.Unmarshal(raw, &c); err != nil {
		return "", err
	}
	if err := c.Code.fail(c.Msg); err != nil {
		return "", err
	}
	if c.Data.Tips != "" {
		fmt.Println(c.Data.Tips)
	}
	return c.Data.TaskID, nil
}

func switchTrue(wf string) (string, error) {
	raw, err := send("create", map[string]string{"workflowId": wf})
	if err != nil {
		return "", err
	}
	var c created
	if err := json.Unmarshal(raw, &c); err != nil {
		return "", err
	}
	switch true {
	case c.Code == 415 || c.Code == 421:
		return "", errors.New("busy")
	case c.Code == 803:
		return "", errors.New("node info")
	}
	if c.Data.Tips != "" {
		fmt.Println(c.Data.Tips)
	}
	return c.Data.TaskID, nil // want `the checks of c.Code leave out`
}

var fatal = map[code]bool{301: true, 412: true, 802: true}

func tables(id string) (string, error) {
	raw, err := send("status", map[string]string{"taskId": id})
	if err != nil {
		return "", err
	}
	var t text
	if err := json.Unmarshal(raw, &t); err != nil {
		return "", err
	}
	if fatal[t.Code] {
		return "", t.Err()
	}
	return t.Data, nil // want `the checks of t.Code leave out`
}

var errCreate = errors.New("create")

func join(wf string) (string, error) {
	raw, err := send("create", map[string]string{"workflowId": wf})
	if err != nil {
		return "", err
	}
	var c created
	if err := json.Unmarshal(raw, &c); err != nil {
		return "", err
	}
	if c.Code != 0 || c.Data.TaskID == "" {
		return "", errors.Join(errCreate, errors.New(c.Msg)) // want `this error drops c.Code`
	}
	return c.Data.TaskID, nil
}

// into is a method that reads the data; its caller has to look at the code.
func (t *text) into(v *string) error {
	*v = t.Data
	return nil
}

func method(id string) (s string, err error) {
	raw, err := send("status", map[string]string{"taskId": id})
	if err != nil {
		return "", err
	}
	var t text
	if err := json.Unmarshal(raw, &t); err != nil {
		return "", err
	}
	return s, t.into(&s) // want `t.Code is never checked before the data is read`
}
