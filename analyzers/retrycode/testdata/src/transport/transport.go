// Package transport sends a paid request again after an error of the transport, or later on.
package transport

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"syscall"
	"time"
)

const createURL = "https://www.runninghub.cn/task/openapi/create"

type transportReply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

func decoded(resp *http.Response) (string, error) {
	defer resp.Body.Close()
	var r transportReply
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return "", err
	}
	if r.Code != 0 {
		return "", &apiErr{r.Code}
	}
	return r.Data.TaskID + r.Data.Tips, nil
}

type apiErr struct{ code int }

func (e *apiErr) Error() string { return "failed" }

// looped sends again after an error of the transport.
func looped(body []byte) (string, error) {
	var last error
	for i := 0; i < 3; i++ {
		resp, err := http.Post(createURL, "application/json", bytes.NewReader(body)) // want `after a transport error`
		if err != nil {
			last = err
			time.Sleep(time.Second)
			continue
		}
		return decoded(resp)
	}
	return "", last
}

// jumped does so by goto.
func jumped(hc *http.Client, body []byte) (string, error) {
	left := 3
again:
	req, err := http.NewRequest(http.MethodPost, createURL, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	resp, err := hc.Do(req) // want `after a transport error`
	if err != nil {
		if left--; left > 0 {
			time.Sleep(time.Second)
			goto again
		}
		return "", err
	}
	return decoded(resp)
}

// refused knows that nothing was sent.
func refused(body []byte) (string, error) {
	for range 3 {
		resp, err := http.Post(createURL, "application/json", bytes.NewReader(body))
		if errors.Is(err, syscall.ECONNREFUSED) {
			time.Sleep(time.Second)
			continue
		}
		if err != nil {
			return "", err
		}
		return decoded(resp)
	}
	return "", errors.New("no answer")
}

// each sends something else in each turn.
func each(bodies [][]byte) (ids []string) {
	for _, body := range bodies {
		resp, err := http.Post(createURL, "application/json", bytes.NewReader(body))
		if err != nil {
			continue
		}
		if id, err := decoded(resp); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// later has itself run again.
type later struct{ body []byte }

func (l *later) run() {
	id, err := once(l.body)
	if err != nil {
		time.AfterFunc(time.Minute, func() { l.run() }) // want `create is sent again after 803`
		return
	}
	println(id)
}

// busy comes back only when there is room.
func (l *later) busy() {
	id, err := once(l.body)
	var api *apiErr
	if errors.As(err, &api) && api.code == 421 {
		time.AfterFunc(time.Minute, l.busy)
		return
	}
	println(id)
}

func once(body []byte) (string, error) {
	resp, err := http.Post(createURL, "application/json", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	return decoded(resp)
}

func reply(body []byte) (transportReply, error) {
	var r transportReply
	resp, err := http.Post(createURL, "application/json", bytes.NewReader(body))
	if err != nil {
		return r, err
	}
	defer resp.Body.Close()
	return r, json.NewDecoder(resp.Body).Decode(&r)
}

// full comes back for 421 only: where the transport failed, the code is 0.
func full(body []byte) (transportReply, error) {
	for i := 0; ; i++ {
		r, err := reply(body)
		if err == nil && r.Code == 0 || r.Code != 421 || i == 9 {
			return r, err
		}
		time.Sleep(time.Minute)
	}
}

// zero comes back where there was no answer.
func zero(body []byte) transportReply {
	for {
		r, err := reply(body) // want `after a transport error`
		if err == nil || r.Code != 0 {
			return r
		}
		time.Sleep(time.Minute)
	}
}
