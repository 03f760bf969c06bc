// Package h10 has a table of handlers with a hole.
package h10

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

type envelope struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

var errPending = errors.New("pending")

var onCode = map[int]func(*envelope) error{
	804: func(*envelope) error { return errPending },
	813: func(*envelope) error { return errPending },
	805: func(e *envelope) error { return fmt.Errorf("failed: %s", e.Data) },
}

// Files asks for the files.
// BUG: codes without a handler, such as 807 and 802, are taken for success.
func Files(key, id string) (urls []string, err error) {
	body := strings.NewReader(fmt.Sprintf(`{"apiKey":%q,"taskId":%q}`, key, id))
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json", body)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	e := &envelope{}
	if err := json.NewDecoder(resp.Body).Decode(e); err != nil {
		return nil, err
	}
	if h, ok := onCode[e.Code]; ok {
		return nil, h(e)
	}
	var list []struct {
		URL string `json:"fileUrl"`
	}
	_ = json.Unmarshal(e.Data, &list)
	for _, f := range list {
		urls = append(urls, f.URL)
	}
	return urls, nil
}
