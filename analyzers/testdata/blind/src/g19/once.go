// Package g19 creates its task once.
package g19

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

type Lazy struct {
	once sync.Once
	body string
	id   string
	err  error
}

func (l *Lazy) Task() (string, error) {
	l.once.Do(func() {
		var rsp *http.Response
		rsp, l.err = http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", strings.NewReader(l.body))
		if l.err != nil {
			return
		}
		defer rsp.Body.Close()
		var got struct {
			Code int    `json:"code"`
			Msg  string `json:"msg"`
			Data struct {
				TaskID     string `json:"taskId"`
				PromptTips string `json:"promptTips"`
			} `json:"data"`
		}
		if l.err = json.NewDecoder(rsp.Body).Decode(&got); l.err != nil {
			return
		}
		if got.Code != 0 {
			l.err = fmt.Errorf("create: code %d, %s", got.Code, got.Msg)
			return
		}
		if got.Data.PromptTips != "" {
			l.err = errors.New(got.Data.PromptTips)
		}
		l.id = got.Data.TaskID
	})
	return l.id, l.err
}
