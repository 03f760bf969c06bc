// Package walkwrong loses its answers, in the ways that values travel.
package walkwrong

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const base = "https://www.runninghub.cn"

type env struct {
	Code json.Number     `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

type reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

type apiErr struct {
	Code int
	Msg  string
}

func (e *apiErr) Error() string { return e.Msg }

func post(path string, in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	resp, err := http.Post(base+path, "application/json", bytes.NewReader(b))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(out)
}

var _ = context.Background
var _ = url.Parse
var _ = strconv.Itoa
var _ = strings.TrimSpace
var _ sync.Mutex

func W1(in any) (string, error) {
	var e reply
	if err := post("/task/openapi/create", in, &e); err != nil {
		return "", err
	}
	c := e
	return c.Data.TaskID + c.Data.Tips, nil // want `e.Code is never checked before`
}

type wrapped struct {
	at  time.Time
	env reply
}

func W2(in any) (string, error) {
	w := wrapped{at: time.Now()}
	if err := post("/task/openapi/create", in, &w.env); err != nil {
		return "", err
	}
	fmt.Println(w.at)
	return w.env.Data.TaskID + w.env.Data.Tips, nil // want `w.env.Code is never checked before the data is read`
}

func W5(in any) ([]byte, error) {
	var e env
	if err := post("/task/openapi/outputs", in, &e); err != nil {
		return nil, err
	}
	n, _ := e.Code.Int64()
	switch n {
	case 804, 813:
		return nil, errors.New("804/813 wait")
	}
	return e.Data, nil // want `the checks of e.Code leave`
}

func W6(in any) (string, error) {
	var e reply
	err := post("/task/openapi/create", in, &e)
	if e.Code == 803 {
		err = errors.Join(err, &apiErr{e.Code, e.Msg})
	}
	if err != nil {
		return "", err
	}
	return e.Data.TaskID + e.Data.Tips, nil // want `the checks of e.Code leave`
}

func W7(in any, a [12]bool) (string, error) {
	var e reply
	if err := post("/task/openapi/create", in, &e); err != nil {
		return "", err
	}
	n := 0
	if a[0] {
		n++
	}
	if a[1] {
		n++
	}
	if a[2] {
		n++
	}
	if a[3] {
		n++
	}
	if a[4] {
		n++
	}
	if a[5] {
		n++
	}
	if a[6] {
		n++
	}
	if a[7] {
		n++
	}
	if a[8] {
		n++
	}
	if a[9] {
		n++
	}
	if a[10] {
		n++
	}
	return e.Data.TaskID + e.Data.Tips, nil // want `e.Code is never checked before`
}

func with(n int, f func() (again bool, err error)) error {
	for i := 0; ; i++ {
		again, err := f()
		if err == nil || !again || i >= n {
			return err
		}
		time.Sleep(time.Minute)
	}
}

func W8(in any) (id string, err error) {
	err = with(3, func() (bool, error) {
		var e reply
		if err := post("/task/openapi/create", in, &e); err != nil {
			return false, err
		}
		if e.Code != 0 {
			return true, &apiErr{e.Code, e.Msg} // want `create is sent again after`
		}
		id = e.Data.TaskID + e.Data.Tips
		return false, nil
	})
	return id, err
}

func W15(in any) (id string, ok bool) {
	var e reply
	err := post("/task/openapi/create", in, &e)
	ok = err == nil
	if !ok {
		return "", false
	}
	return e.Data.TaskID + e.Data.Tips, true // want `e.Code is never checked before`
}

var bad = map[int]bool{803: true, 433: true}

func W16(in any) (string, error) {
	var e reply
	if err := post("/task/openapi/create", in, &e); err != nil {
		return "", err
	}
	if bad[e.Code] {
		return "", &apiErr{e.Code, e.Msg}
	}
	return e.Data.TaskID + e.Data.Tips, nil // want `the checks of e.Code leave`
}

func W17(in any) (string, error) {
attempts:
	for i := 0; i < 5; i++ {
		var e reply
		if err := post("/task/openapi/create", in, &e); err != nil { // want `create is sent again after`
			return "", err
		}
		switch e.Code {
		case 0:
			return e.Data.TaskID + e.Data.Tips, nil
		default:
			time.Sleep(time.Minute)
			continue attempts
		}
	}
	return "", errors.New("gave up") // want `this error drops e.Code: callers`
}

func create(in any) (string, error) {
	var e reply
	if err := post("/task/openapi/create", in, &e); err != nil {
		return "", fmt.Errorf("transport: %w", err)
	}
	if e.Code != 0 {
		return "", fmt.Errorf("create: %w", &apiErr{e.Code, e.Msg})
	}
	return e.Data.TaskID + e.Data.Tips, nil
}

func W18(in any) (string, error) {
	for range 3 {
		id, err := create(in) // want `create is sent again after`
		if err == nil {
			return id, nil
		}
		time.Sleep(time.Minute)
	}
	return "", errors.New("busy")
}

// a batch that starts over
func W19(ins []any) ([]string, error) {
	var ids []string
restart:
	ids = ids[:0]
	for _, in := range ins {
		id, err := create(in) // want `create is sent again after`
		if err != nil {
			time.Sleep(time.Minute)
			goto restart
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func W20(ins []any) ([]string, error) {
	for attempt := 0; attempt < 3; attempt++ {
		ids, ok := []string{}, true
		for _, in := range ins {
			id, err := create(in) // want `create is sent again after`
			if err != nil {
				ok = false
				break
			}
			ids = append(ids, id)
		}
		if ok {
			return ids, nil
		}
		time.Sleep(time.Minute)
	}
	return nil, errors.New("gave up")
}

func batch(ins []any) ([]string, error) {
	var ids []string
	for _, in := range ins {
		id, err := create(in)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func W21(ins []any) ([]string, error) {
	for {
		ids, err := batch(ins) // want `create is sent again after`
		if err == nil {
			return ids, nil
		}
		time.Sleep(time.Minute)
	}
}

func W22(in any) {
	t := time.NewTicker(time.Minute)
	for {
		select {
		case <-t.C:
			if _, err := create(in); err == nil { // want `create is sent again after`
				return
			}
		}
	}
}

func W23(in any) (string, error) {
	id, err := create(in)
	if err != nil {
		time.Sleep(time.Second)
		return create(in) // want `create is sent again after`
	}
	return id, nil
}

type outv2 struct {
	TaskID    string `json:"taskId"`
	Status    string `json:"status"`
	ErrorCode string `json:"errorCode"`
	Results   []struct {
		URL string `json:"url"`
	} `json:"results"`
}

func W25(in any) (string, error) {
	var o outv2
	if err := post("/openapi/v2/query", in, &o); err != nil {
		return "", err
	}
	return o.Results[0].URL, nil // want `o.ErrorCode is never checked before`
}

func W26(in any) (string, error) {
	const codeInvalidNodeInfo = 805 // want `codeInvalidNodeInfo is 803 APIKEY_INVALID_NODE_INFO; 805`
	var e reply
	if err := post("/task/openapi/create", in, &e); err != nil {
		return "", err
	}
	switch e.Code {
	case 0:
		return e.Data.TaskID + e.Data.Tips, nil
	case codeInvalidNodeInfo:
		return "", errors.New("805: nodes")
	}
	return "", &apiErr{e.Code, e.Msg}
}
