// Package g38 keeps a table of jobs.
package g38

import (
	"bytes"
	"encoding/json"
	"net/http"
	"sync"
)

type Job struct {
	TaskID string
	State  string
	Reason string
	Files  json.RawMessage
}

type Board struct {
	mu   sync.Mutex
	jobs map[string]*Job
	key  string
}

type packet struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func (b *Board) read(id string) (packet, error) {
	enc, err := json.Marshal(map[string]string{"apiKey": b.key, "taskId": id})
	if err != nil {
		return packet{}, err
	}
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", bytes.NewBuffer(enc))
	if err != nil {
		return packet{}, err
	}
	defer resp.Body.Close()
	var p packet
	err = json.NewDecoder(resp.Body).Decode(&p)
	return p, err
}

// Refresh asks for one job.
// BUG: 804 and 813 are not failures.
func (b *Board) Refresh(id string) error {
	p, err := b.read(id)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	j := b.jobs[id]
	if p.Code == 0 {
		j.State, j.Files = "SUCCESS", p.Data
		return nil
	}
	j.State, j.Reason = "FAILED", p.Msg
	return nil
}
