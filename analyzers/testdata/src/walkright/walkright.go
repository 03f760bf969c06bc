// Package walkright handles its answers, in the ways that values travel.
package walkright

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

func R1(in any) (string, error) {
	var e reply
	if err := post("/task/openapi/create", in, &e); err != nil {
		return "", err
	}
	c := e
	if c.Code != 0 {
		return "", &apiErr{c.Code, c.Msg}
	}
	return c.Data.TaskID + c.Data.Tips, nil
}

type wrapped struct {
	at  time.Time
	env reply
}

func R2(in any) (string, error) {
	var w wrapped
	w.at = time.Now()
	if err := post("/task/openapi/create", in, &w.env); err != nil {
		return "", err
	}
	if w.env.Code != 0 {
		return "", &apiErr{w.env.Code, w.env.Msg}
	}
	return w.env.Data.TaskID + w.env.Data.Tips, nil
}

func R3(in any) (string, error) {
	ch := make(chan reply, 1)
	ec := make(chan error, 1)
	go func() {
		var e reply
		if err := post("/task/openapi/create", in, &e); err != nil {
			ec <- err
			return
		}
		ch <- e
	}()
	select {
	case err := <-ec:
		return "", err
	case e := <-ch:
		if e.Code != 0 {
			return "", &apiErr{e.Code, e.Msg}
		}
		return e.Data.TaskID + e.Data.Tips, nil
	}
}

func R4(in any) (id string, err error) {
	var e reply
	if err = post("/task/openapi/create", in, &e); err != nil {
		return
	}
	if e.Code == 0 {
		goto ok
	}
	err = &apiErr{e.Code, e.Msg}
	return
ok:
	id = e.Data.TaskID + e.Data.Tips
	return
}

func R5(in any) ([]byte, error) {
	var e env
	if err := post("/task/openapi/outputs", in, &e); err != nil {
		return nil, err
	}
	n, _ := e.Code.Int64()
	switch n {
	case 0:
		return e.Data, nil
	case 804, 813:
		return nil, errors.New("804/813 wait")
	}
	return nil, fmt.Errorf("code %d: %s", n, e.Msg)
}

func R5b(in any) ([]byte, error) {
	var e env
	if err := post("/task/openapi/outputs", in, &e); err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(e.Code.String())
	if err != nil {
		return nil, err
	}
	if n != 0 {
		return nil, fmt.Errorf("code %d: %s", n, e.Msg)
	}
	return e.Data, nil
}

func R6(in any) (string, error) {
	var e reply
	err := post("/task/openapi/create", in, &e)
	if e.Code != 0 {
		err = errors.Join(err, &apiErr{e.Code, e.Msg})
	}
	if err != nil {
		return "", err
	}
	return e.Data.TaskID + e.Data.Tips, nil
}

func R7(in any, a [12]bool) (string, error) {
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
	if e.Code != 0 {
		return "", &apiErr{e.Code, e.Msg}
	}
	return e.Data.TaskID + e.Data.Tips, nil
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

func R8(in any) (id string, err error) {
	err = with(3, func() (bool, error) {
		var e reply
		if err := post("/task/openapi/create", in, &e); err != nil {
			return false, err
		}
		if e.Code == 415 || e.Code == 421 {
			return true, &apiErr{e.Code, e.Msg}
		}
		if e.Code != 0 {
			return false, &apiErr{e.Code, e.Msg}
		}
		id = e.Data.TaskID + e.Data.Tips
		return false, nil
	})
	return id, err
}

type node struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func R9(in any) (*node, error) {
	var e node
	if err := post("/task/openapi/outputs", in, &e); err != nil {
		return nil, err
	}
	if string(e.Data) == "null" {
		e.Data = nil
	}
	return &e, nil
}

func R9b(in any) ([]byte, error) {
	e, err := R9(in)
	if err != nil {
		return nil, err
	}
	if e.Code != 0 {
		return nil, &apiErr{e.Code, e.Msg}
	}
	return e.Data, nil
}

func R10(key string) (string, error) {
	u, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	u.Path = strings.TrimRight(u.Path, "/") + "/task/openapi/status"
	b, _ := json.Marshal(map[string]string{"apiKey": key})
	resp, err := http.Post(u.String(), "application/json", bytes.NewReader(b))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var e struct {
		Code int    `json:"code"`
		Msg  string `json:"msg"`
		Data string `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&e); err != nil {
		return "", err
	}
	if e.Code != 0 {
		return "", &apiErr{e.Code, e.Msg}
	}
	return e.Data, nil
}

func R11(ins []any) ([]string, error) {
	all := make([]reply, len(ins))
	var wg sync.WaitGroup
	errs := make([]error, len(ins))
	for i := range ins {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs[i] = post("/task/openapi/create", ins[i], &all[i])
		}()
	}
	wg.Wait()
	var ids []string
	for i, r := range all {
		if errs[i] != nil {
			return nil, errs[i]
		}
		if r.Code != 0 {
			return nil, &apiErr{r.Code, r.Msg}
		}
		ids = append(ids, r.Data.TaskID+r.Data.Tips)
	}
	return ids, nil
}

func R12(in any) (id string, err error) {
	var e reply
	defer func() {
		if err == nil && e.Code != 0 {
			id, err = "", &apiErr{e.Code, e.Msg}
		}
	}()
	if err := post("/task/openapi/create", in, &e); err != nil {
		return "", err
	}
	return e.Data.TaskID + e.Data.Tips, nil
}

func R13(in any) (string, error) {
	var e reply
	if err := post("/task/openapi/create", in, &e); err != nil {
		return "", err
	}
	fail := func() error {
		if e.Code == 0 {
			return nil
		}
		return &apiErr{e.Code, e.Msg}
	}
	if err := fail(); err != nil {
		return "", err
	}
	return e.Data.TaskID + e.Data.Tips, nil
}

func R14(ctx context.Context, in any) ([]byte, error) {
	t := time.NewTimer(0)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-t.C:
			var e env
			if err := post("/task/openapi/outputs", in, &e); err != nil {
				return nil, err
			}
			switch e.Code {
			case "0":
				return e.Data, nil
			case "804", "813":
				t.Reset(time.Second)
			default:
				return nil, fmt.Errorf("code %s: %s", e.Code, e.Msg)
			}
		}
	}
}

func R15(in any) (id string, ok bool) {
	var e reply
	err := post("/task/openapi/create", in, &e)
	ok = err == nil && e.Code == 0
	if !ok {
		return "", false
	}
	return e.Data.TaskID + e.Data.Tips, true
}

var success = map[int]bool{0: true, 200: true}

func R16(in any) (string, error) {
	var e reply
	if err := post("/task/openapi/create", in, &e); err != nil {
		return "", err
	}
	if !success[e.Code] {
		return "", &apiErr{e.Code, e.Msg}
	}
	return e.Data.TaskID + e.Data.Tips, nil
}

func R17(in any) (string, error) {
attempts:
	for i := 0; i < 5; i++ {
		var e reply
		if err := post("/task/openapi/create", in, &e); err != nil {
			return "", err
		}
		switch e.Code {
		case 0:
			return e.Data.TaskID + e.Data.Tips, nil
		case 415, 421:
			time.Sleep(time.Minute)
			continue attempts
		}
		return "", &apiErr{e.Code, e.Msg}
	}
	return "", errors.New("still 421")
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

func R18(in any) (string, error) {
	for i := range 3 {
		id, err := create(in)
		if err == nil {
			return id, nil
		}
		var ae *apiErr
		if !errors.As(err, &ae) {
			return "", err
		}
		if ae.Code != 421 {
			return "", err
		}
		time.Sleep(time.Duration(i+1) * time.Minute)
	}
	return "", errors.New("busy: 421")
}

func R19(ins []any) ([]string, error) {
	var ids []string
	var errs []error
	for _, in := range ins {
		id, err := create(in)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		ids = append(ids, id)
	}
	return ids, errors.Join(errs...)
}
