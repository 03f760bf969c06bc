// Package c06 is right: workers take different jobs from a channel and hand results on by another.
package c06

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
)

type Job struct {
	Name string
	Body []byte
}

type Result struct {
	Job  string
	Task string
	Err  error
}

type ack struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		ID   string `json:"taskId"`
		Tips string `json:"promptTips"`
	} `json:"data"`
}

const target = "https://www.runninghub.cn/task/openapi/create"

func one(j Job) (res Result) {
	res.Job = j.Name
	resp, err := http.Post(target, "application/json", bytes.NewReader(j.Body))
	if err != nil {
		res.Err = err
		return
	}
	defer resp.Body.Close()
	var a ack
	if res.Err = json.NewDecoder(resp.Body).Decode(&a); res.Err != nil {
		return
	}
	if a.Code != 0 {
		res.Err = fmt.Errorf("%s: %d %s", j.Name, a.Code, a.Msg)
		return
	}
	if a.Data.Tips != "" && a.Data.Tips != "{}" {
		res.Err = errors.New(a.Data.Tips)
	}
	res.Task = a.Data.ID
	return
}

func Pool(jobs <-chan Job, workers int) <-chan Result {
	out := make(chan Result)
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range jobs {
				out <- one(j)
			}
		}()
	}
	go func() { wg.Wait(); close(out) }()
	return out
}
