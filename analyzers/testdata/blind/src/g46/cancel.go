// Package g46 cancels what is left when it ends.
package g46

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

type Runner struct {
	hc   *http.Client
	key  string
	open map[string]struct{}
}

// Close cancels all.
// BUG: HTTP 200 is answered also when nothing was cancelled.
func (r *Runner) Close(ctx context.Context) error {
	for id := range r.open {
		b, err := json.Marshal(map[string]string{"apiKey": r.key, "taskId": id})
		if err != nil {
			return err
		}
		rq, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/cancel", strings.NewReader(string(b)))
		if err != nil {
			return err
		}
		rs, err := r.hc.Do(rq)
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, rs.Body)
		rs.Body.Close()
		if rs.StatusCode == http.StatusOK {
			delete(r.open, id)
		}
	}
	return nil
}
