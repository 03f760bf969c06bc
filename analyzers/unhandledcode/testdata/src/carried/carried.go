// Package carried puts answers into slices, maps, channels and fields, and takes them out elsewhere.
package carried

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
)

type env struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func get(body []byte) (*env, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	e := new(env)
	if err := json.NewDecoder(resp.Body).Decode(e); err != nil {
		return nil, err
	}
	return e, nil
}

// right1 looks at the codes in a loop of its own.
func right1(bodies [][]byte) (out []json.RawMessage, err error) {
	var all []*env
	for _, b := range bodies {
		e, err := get(b)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	for _, e := range all {
		if e.Code != 0 {
			return nil, fmt.Errorf("%d", e.Code)
		}
	}
	for _, e := range all {
		out = append(out, e.Data)
	}
	return out, nil
}

// right2 looks at them in a literal.
func right2(bodies [][]byte) (out []json.RawMessage, err error) {
	var all []*env
	for _, b := range bodies {
		e, err := get(b)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	if i := slices.IndexFunc(all, func(e *env) bool { return e.Code != 0 }); i >= 0 {
		return nil, fmt.Errorf("%d", all[i].Code)
	}
	for _, e := range all {
		out = append(out, e.Data)
	}
	return out, nil
}

// right3 looks at them before they are put in.
func right3(bodies [][]byte) (out []json.RawMessage, err error) {
	all := map[int]env{}
	for i, b := range bodies {
		e, err := get(b)
		if err != nil {
			return nil, err
		}
		if e.Code != 0 {
			return nil, fmt.Errorf("%d", e.Code)
		}
		all[i] = *e
	}
	for _, e := range all {
		out = append(out, e.Data)
	}
	return out, nil
}

// wrong1 reads them out of a map.
func wrong1(bodies [][]byte) (out []json.RawMessage, err error) {
	all := map[int]env{}
	for i, b := range bodies {
		e, err := get(b)
		if err != nil {
			return nil, err
		}
		all[i] = *e
	}
	for _, e := range all {
		out = append(out, e.Data) // want `Code is never checked before the data is read`
	}
	return out, nil
}

// wrong2 gives its channel to a helper.
func wrong2(bodies [][]byte) (out []json.RawMessage) {
	ch := make(chan *env, len(bodies))
	for _, b := range bodies {
		go feed(ch, b)
	}
	for range bodies {
		e := <-ch
		out = append(out, e.Data) // want `Code is never checked before the data is read`
	}
	return out
}

func feed(to chan<- *env, b []byte) {
	if e, err := get(b); err == nil {
		to <- e
	}
}

type job struct {
	body []byte
	res  *env
	err  error
}

func (j *job) ok() bool { return j.err == nil && j.res != nil && j.res.Code == 0 }

// right4 asks a method of the wrapper.
func right4(jobs []*job) (out []json.RawMessage) {
	for _, j := range jobs {
		j.res, j.err = get(j.body)
	}
	for _, j := range jobs {
		if j.ok() {
			out = append(out, j.res.Data)
		}
	}
	return out
}

type task struct {
	body []byte
	res  *env
	err  error
}

// wrong3 keeps them in a field.
func wrong3(tasks []*task) (out []json.RawMessage) {
	for _, j := range tasks {
		j.res, j.err = get(j.body)
	}
	return collect(tasks)
}

func collect(tasks []*task) (out []json.RawMessage) {
	for _, j := range tasks {
		if j.err == nil {
			out = append(out, j.res.Data) // want `Code is never checked before the data is read`
		}
	}
	return out
}

type step struct {
	body []byte
	res  *env
}

// right5 drops failures first.
func right5(steps []*step) (out []json.RawMessage) {
	for _, s := range steps {
		s.res, _ = get(s.body)
	}
	steps = slices.DeleteFunc(steps, func(s *step) bool { return s.res == nil || s.res.Code != 0 })
	return gather(steps)
}

func gather(steps []*step) (out []json.RawMessage) {
	for _, s := range steps {
		out = append(out, s.res.Data)
	}
	return out
}
