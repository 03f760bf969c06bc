// Package g36 tries later.
package g36

import (
	"bytes"
	"encoding/json"
	"log"
	"net/http"
	"time"
)

type Submitter struct {
	Body []byte
	Done func(id string)
}

type answer struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

// Submit creates the task.
// BUG: any failure plans another create, without end.
func (s *Submitter) Submit() {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(s.Body))
	if err != nil {
		log.Print(err)
		return
	}
	defer resp.Body.Close()
	var a answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		log.Print(err)
		return
	}
	if a.Code != 0 {
		log.Printf("create: %d %s", a.Code, a.Msg)
		time.AfterFunc(20*time.Second, s.Submit)
		return
	}
	if a.Data.Tips != "" {
		log.Print(a.Data.Tips)
	}
	s.Done(a.Data.TaskID)
}
