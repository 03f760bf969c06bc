// Package g43 has named results.
package g43

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type gate struct{ key string }

type rsp struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		NetWssURL  string `json:"netWssUrl"`
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

func (g *gate) create(wf string) (r rsp, err error) {
	var b []byte
	if b, err = json.Marshal(map[string]string{"apiKey": g.key, "workflowId": wf}); err != nil {
		return
	}
	var resp *http.Response
	if resp, err = http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", bytes.NewReader(b)); err != nil {
		return
	}
	defer func() {
		if cerr := resp.Body.Close(); err == nil {
			err = cerr
		}
	}()
	err = json.NewDecoder(resp.Body).Decode(&r)
	return
}

// Open creates the task and returns its socket.
// BUG: the test is the wrong way round.
func (g *gate) Open(wf string) (wss, id string, err error) {
	r, err := g.create(wf)
	switch {
	case err != nil:
	case r.Code == 0:
		err = fmt.Errorf("create: %s", r.Msg)
	default:
		if r.Data.PromptTips != "" {
			fmt.Println(r.Data.PromptTips)
		}
		wss, id = r.Data.NetWssURL, r.Data.TaskID
	}
	return
}
