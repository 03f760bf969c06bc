// Package g09 picks single values out of the answer.
package g09

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/tidwall/gjson"
)

type hub struct {
	host string
	key  string
}

func (h *hub) raw(path, body string) (gjson.Result, error) {
	rs, err := http.Post(h.host+path, "application/json", strings.NewReader(body))
	if err != nil {
		return gjson.Result{}, err
	}
	defer rs.Body.Close()
	if rs.StatusCode/100 != 2 {
		return gjson.Result{}, fmt.Errorf("http %s", rs.Status)
	}
	b, err := io.ReadAll(rs.Body)
	if err != nil {
		return gjson.Result{}, err
	}
	return gjson.ParseBytes(b), nil
}

// URLs lists the files.
// BUG: the code is never read; an error gives an empty list.
func (h *hub) URLs(id string) ([]string, error) {
	r, err := h.raw("/task/openapi/outputs", fmt.Sprintf(`{"apiKey":%q,"taskId":%q}`, h.key, id))
	if err != nil {
		return nil, err
	}
	var urls []string
	r.Get("data").ForEach(func(_, v gjson.Result) bool {
		urls = append(urls, v.Get("fileUrl").String())
		return true
	})
	return urls, nil
}
