// Package g02 streams answers to whoever listens.
package g02

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

type reply struct {
	Code    int64           `json:"code"`
	Message string          `json:"msg"`
	Payload json.RawMessage `json:"data"`
}

type watcher struct {
	hc   *http.Client
	base string
	key  string
	feed chan reply
	stop chan struct{}
}

func (w *watcher) ask(id string) (r reply, err error) {
	blob, err := json.Marshal(struct {
		K string `json:"apiKey"`
		T string `json:"taskId"`
	}{w.key, id})
	if err != nil {
		return
	}
	resp, err := w.hc.Post(w.base+"/task/openapi/outputs", "application/json", bytes.NewReader(blob))
	if err != nil {
		return
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&r)
	return
}

func (w *watcher) loop(id string) {
	defer close(w.feed)
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-w.stop:
			return
		case <-tick.C:
			r, err := w.ask(id)
			if err != nil {
				continue
			}
			w.feed <- r
			if r.Code != 804 && r.Code != 813 {
				return
			}
		}
	}
}

// Wait returns the payload of the finished task.
func (w *watcher) Wait(id string) (json.RawMessage, error) {
	go w.loop(id)
	for r := range w.feed {
		switch r.Code {
		case 0, 200:
			return r.Payload, nil
		case 804, 813:
		default:
			return nil, fmt.Errorf("task %s: %d %s", id, r.Code, r.Message)
		}
	}
	return nil, fmt.Errorf("task %s: stopped", id)
}
