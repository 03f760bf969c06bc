// Package g44 has one exit.
package g44

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type door struct {
	key  string
	log  func(format string, args ...any)
	post func(url, ct string, body *bytes.Reader) (*http.Response, error)
}

type made struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

func (d *door) create(wf string) (m *made, err error) {
	b, err := json.Marshal(map[string]string{"apiKey": d.key, "workflowId": wf})
	if err == nil {
		var resp *http.Response
		resp, err = d.post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(b))
		if err == nil {
			defer resp.Body.Close()
			m = new(made)
			if err = json.NewDecoder(resp.Body).Decode(m); err == nil && m.Code != 0 {
				err = fmt.Errorf("create: %d: %s", m.Code, m.Msg)
			}
		}
	}
	return m, err
}

// Start returns the id.
func (d *door) Start(wf string) (id string, err error) {
	defer func() {
		if err != nil {
			d.log("start %s: %v", wf, err)
		}
	}()
	m, err := d.create(wf)
	if err == nil {
		if id = m.Data.TaskID; m.Data.PromptTips != "" {
			d.log("tips of %s: %s", id, m.Data.PromptTips)
		}
	}
	return id, err
}
