// Package g24 jumps.
package g24

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

type runRsp struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID string `json:"taskId"`
		Tips   string `json:"promptTips"`
	} `json:"data"`
}

// RunApp starts an app.
// BUG: after a transport error the task may run already, and is sent again.
func RunApp(body []byte) (id string, err error) {
	left := 3
again:
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/ai-app/run", "application/json", bytes.NewReader(body))
	if err != nil {
		if left--; left > 0 {
			time.Sleep(time.Second)
			goto again
		}
		return "", err
	}
	var r runRsp
	err = json.NewDecoder(resp.Body).Decode(&r)
	resp.Body.Close()
	if err != nil {
		return "", err
	}
	if r.Code != 0 {
		return "", &failure{r.Code, r.Msg}
	}
	if r.Data.Tips != "" {
		err = errors.New(r.Data.Tips)
	}
	return r.Data.TaskID, err
}

type failure struct {
	code int
	msg  string
}

func (f *failure) Error() string { return f.msg }
