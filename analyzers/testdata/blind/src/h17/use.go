// Package h17 shows files.
package h17

import (
	"context"
	"encoding/json"
	"net/http"

	"h17/api"
)

type Handler struct{ Tasks api.Runner }

// ServeHTTP hands the list of files on.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out, err := h.Tasks.Outputs(r.Context(), r.URL.Query().Get("task"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	urls, err := list(r.Context(), out)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(urls)
}

// list reads the addresses.
// BUG: the code is never looked at, here or where it is called.
func list(_ context.Context, r *api.Reply) (urls []string, err error) {
	var files []struct {
		URL string `json:"fileUrl"`
	}
	if len(r.Data) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(r.Data, &files); err != nil {
		return nil, err
	}
	for _, f := range files {
		urls = append(urls, f.URL)
	}
	return urls, nil
}
