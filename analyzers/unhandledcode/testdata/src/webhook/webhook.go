// Package webhook takes what RunningHub pushes when a task ends: the answer of
// outputs as a text.
package webhook

import (
	"encoding/json"
	"net/http"
)

type event struct {
	Event     string `json:"event"`
	TaskID    string `json:"taskId"`
	EventData string `json:"eventData"`
}

type outputs struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

func blind(w http.ResponseWriter, r *http.Request, keep func(string, []byte)) {
	var e event
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var o outputs
	if err := json.Unmarshal([]byte(e.EventData), &o); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	keep(e.TaskID, o.Data) // want `o.Code is never checked before the data is read; outputs can return`
}

func sees(w http.ResponseWriter, r *http.Request, keep func(string, []byte), failed func(string, int, string)) {
	var e event
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var o outputs
	if err := json.Unmarshal([]byte(e.EventData), &o); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if o.Code != 0 {
		failed(e.TaskID, o.Code, o.Msg)
		return
	}
	keep(e.TaskID, o.Data)
}
