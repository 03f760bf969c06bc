// Package f19 is wrong: a webhook takes what it is sent for a success.
package f19

import (
	"encoding/json"
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

// Handler takes what RunningHub pushes when a task ends.
func Handler(keep func(task string, urls []string)) http.HandlerFunc { // BUG
	return func(w http.ResponseWriter, r *http.Request) {
		var p push
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var res result
		if err := json.Unmarshal([]byte(p.EventData), &res); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var urls []string
		for _, d := range res.Data {
			urls = append(urls, d.FileURL)
		}
		keep(p.TaskID, urls)
	}
}
