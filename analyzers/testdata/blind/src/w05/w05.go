// Package w05 is wrong: msg is looked at in place of code, all else is polled.
package w05

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

func Wait(key, id string) ([]string, error) { // BUG
	for {
		resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", strings.NewReader(`{"apiKey":"`+key+`","taskId":"`+id+`"}`))
		if err != nil {
			return nil, err
		}
		var a struct {
			Code int             `json:"code"`
			Msg  string          `json:"msg"`
			Data json.RawMessage `json:"data"`
		}
		err = json.NewDecoder(resp.Body).Decode(&a)
		resp.Body.Close()
		if err != nil {
			return nil, err
		}
		if a.Msg == "success" {
			var files []struct {
				URL string `json:"fileUrl"`
			}
			if err := json.Unmarshal(a.Data, &files); err != nil {
				return nil, err
			}
			var urls []string
			for _, f := range files {
				urls = append(urls, f.URL)
			}
			return urls, nil
		}
		time.Sleep(5 * time.Second)
	}
}
