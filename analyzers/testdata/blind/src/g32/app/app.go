// Package app starts apps.
package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"g32/retry"
)

type ack struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

// Start starts the app with patience.
// BUG: every error is tried again, and 433 is still 433 then.
func Start(body []byte) (string, error) {
	var id string
	err := retry.Do(5, 10*time.Second, func() error {
		resp, err := http.Post("https://www.runninghub.cn/task/openapi/ai-app/run", "application/json", bytes.NewReader(body))
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		var a ack
		if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
			return err
		}
		if a.Code != 0 {
			return fmt.Errorf("ai-app: %d %s", a.Code, a.Msg)
		}
		if a.Data.Tips != "" {
			fmt.Println(a.Data.Tips)
		}
		id = a.Data.TaskID
		return nil
	})
	return id, err
}
