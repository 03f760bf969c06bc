// Package g47 is a proxy that hands answers on as they are.
package g47

import (
	"io"
	"net/http"
)

type Proxy struct {
	Key  string
	Next http.RoundTripper
}

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	up, err := http.NewRequestWithContext(r.Context(), http.MethodPost, "https://www.runninghub.cn/task/openapi/outputs", r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	up.Header.Set("Content-Type", r.Header.Get("Content-Type"))
	resp, err := p.Next.RoundTrip(up)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}
