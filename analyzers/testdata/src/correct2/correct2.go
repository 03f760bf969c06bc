// Package correct2 checks by parse helper, by table and by switch.
package correct2

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

type envelope struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

type result struct {
	env envelope
	err error
}

func parse(b []byte) (envelope, error) {
	var e envelope
	if err := json.Unmarshal(b, &e); err != nil {
		return e, err
	}
	if e.Code != 0 {
		return e, fmt.Errorf("runninghub: %d %s", e.Code, e.Msg)
	}
	return e, nil
}

func post(url string, in any) ([]byte, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	resp, err := http.Post(url, "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func outputs(id string) (json.RawMessage, error) {
	b, err := post("https://www.runninghub.cn/task/openapi/outputs", map[string]string{"taskId": id})
	if err != nil {
		return nil, err
	}
	e, err := parse(b)
	if err != nil {
		return nil, err
	}
	return e.Data, nil
}

func outputsAsync(id string) <-chan result {
	ch := make(chan result, 1)
	go func() {
		b, err := post("https://www.runninghub.cn/task/openapi/outputs", map[string]string{"taskId": id})
		var e envelope
		if err == nil {
			err = json.Unmarshal(b, &e)
		}
		ch <- result{e, err}
	}()
	return ch
}

var handlers = map[int]func(json.RawMessage) error{
	0:   func(json.RawMessage) error { return nil },
	805: func(json.RawMessage) error { return errors.New("failed") },
}

func dispatch(id string) error {
	b, err := post("https://www.runninghub.cn/task/openapi/outputs", map[string]string{"taskId": id})
	if err != nil {
		return err
	}
	var e envelope
	if err := json.Unmarshal(b, &e); err != nil {
		return err
	}
	h, ok := handlers[e.Code]
	if !ok {
		return errors.New("code " + strconv.Itoa(e.Code))
	}
	return h(e.Data)
}

func poll(id string) (out json.RawMessage, err error) {
	for i := 0; i < 10; i++ {
		var b []byte
		b, err = post("https://www.runninghub.cn/task/openapi/outputs", map[string]string{"taskId": id})
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		var e envelope
		if err = json.Unmarshal(b, &e); err != nil {
			return nil, err
		}
		done := false
		switch {
		case e.Code == 0:
			out, done = e.Data, true
		case e.Code == 804 || e.Code == 813:
			time.Sleep(time.Second)
		case e.Code >= 800:
			return nil, fmt.Errorf("code %d: %s", e.Code, e.Msg)
		default:
			err = fmt.Errorf("code %d", e.Code)
			done = true
		}
		if done {
			return
		}
	}
	return nil, errors.New("timeout")
}

func cancel(id string) error {
	b, err := post("https://www.runninghub.cn/task/openapi/cancel", map[string]string{"taskId": id})
	if err != nil {
		return err
	}
	_, err = parse(b)
	return err
}
