// Package c19 is right: a webhook answers at once and looks at the code of what it was sent.
package c19

import (
	"encoding/json"
	"log"
	"net/http"
)

type push struct {
	Event     string `json:"event"`
	TaskID    string `json:"taskId"`
	EventData string `json:"eventData"`
}

type result struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data []struct {
		FileURL string `json:"fileUrl"`
	} `json:"data"`
}

type Store interface {
	Done(task string, urls []string)
	Failed(task string, code int, msg string)
}

// Handler takes what RunningHub pushes when a task ends.
func Handler(s Store) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var p push
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusOK)
		if p.Event != "TASK_END" {
			return
		}
		go func() {
			var res result
			if err := json.Unmarshal([]byte(p.EventData), &res); err != nil {
				log.Printf("%s: %v", p.TaskID, err)
				return
			}
			if res.Code != 0 {
				s.Failed(p.TaskID, res.Code, res.Msg)
				return
			}
			var urls []string
			for _, d := range res.Data {
				urls = append(urls, d.FileURL)
			}
			s.Done(p.TaskID, urls)
		}()
	}
}
