// Package g18 submits from a ticker until it succeeds.
package g18

import (
	"bytes"
	"encoding/json"
	"log"
	"net/http"
	"time"
)

type createAnswer struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string          `json:"taskId"`
		PromptTips json.RawMessage `json:"promptTips"`
	} `json:"data"`
}

func submit(payload []byte) (*createAnswer, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	a := &createAnswer{}
	if err := json.NewDecoder(resp.Body).Decode(a); err != nil {
		return nil, err
	}
	return a, nil
}

// Start submits the payload every half a minute until it is taken.
// BUG: it does so under every code, and for ever.
func Start(payload []byte) (string, error) {
	tk := time.NewTicker(30 * time.Second)
	defer tk.Stop()
	for range tk.C {
		a, err := submit(payload)
		if err != nil {
			return "", err
		}
		if a.Code == 0 {
			if len(a.Data.PromptTips) > 2 {
				log.Printf("tips: %s", a.Data.PromptTips)
			}
			return a.Data.TaskID, nil
		}
		log.Printf("not yet: %d %s", a.Code, a.Msg)
	}
	return "", nil
}
