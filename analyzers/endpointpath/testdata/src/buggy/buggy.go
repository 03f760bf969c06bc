// Package buggy misses its endpoints.
package buggy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

const (
	host     = "https://www.runninghub.cn"
	create   = "/task/openapi/creat" // want `there is no endpoint /task/openapi/creat: it gets 412 TOKEN_INVALID; did you mean /task/openapi/create\?`
	taskRoot = "/task/openapi"
)

func direct() {
	_, _ = http.Post(host+create, "application/json", nil)
	_, _ = http.Post("https://www.runninghub.cn/task/openap/outputs", "application/json", nil) // want `did you mean /task/openapi/outputs`
	_, _ = http.Post(host+taskRoot+"/statsu", "application/json", nil)                         // want `there is no endpoint /task/openapi/statsu.*did you mean /task/openapi/status`
	_, _ = http.Post(fmt.Sprintf("%s/api/openapi/upload", host), "application/json", nil)      // want `there is no endpoint /api/openapi/upload.*did you mean /task/openapi/upload`
	_, _ = http.Post(host+"/task/openapi/delete", "application/json", nil)                     // want `there is no endpoint /task/openapi/delete: it gets 412 TOKEN_INVALID; the endpoints are /task/openapi/create`
	u, _ := url.JoinPath(host, "openapi", "v2", "qeury")                                       // want `did you mean /openapi/v2/query`
	_, _ = http.Post(u, "application/json", nil)
}

type client struct{ base string }

func (c *client) post(path string, in any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	_, err = http.Post(c.base+taskRoot+path, "application/json", bytes.NewReader(body))
	return err
}

func (c *client) run() error {
	return c.post("/cancle", nil) // want `there is no endpoint /task/openapi/cancle.*did you mean /task/openapi/cancel`
}

func methods(key, id string) {
	_, _ = http.Get(host + "/task/openapi/outputs")                                          // want `/task/openapi/outputs takes POST, not GET`
	_, _ = http.NewRequest(http.MethodPost, host+"/api/webapp/apiCallDemo?apiKey="+key, nil) // want `/api/webapp/apiCallDemo takes GET, not POST`
}

func keys(key string) error {
	body, err := json.Marshal(map[string]any{
		"apiKey": key, // want `/openapi/v2/query takes the key in the header Authorization: Bearer, not in the body`
		"taskId": "1",
	})
	if err != nil {
		return err
	}
	_, err = http.Post(host+"/openapi/v2/query", "application/json", bytes.NewReader(body))
	return err
}

// rooted joins the root of its client, which a literal without names gives it.
type rooted struct{ root string }

func (r rooted) url(path string) string { return r.root + path }

func newRooted() rooted { return rooted{"https://www.runninghub.cn/openapi/v2"} }

func (r rooted) keyed(key, id string) (*http.Response, error) {
	b, err := json.Marshal(map[string]string{"apiKey": key, "taskId": id}) // want `takes the key in the header`
	if err != nil {
		return nil, err
	}
	return http.Post(r.url("/query"), "application/json", bytes.NewReader(b))
}

func madeUp(id string) (*http.Response, error) {
	return http.Post("https://www.runninghub.cn/openapi/v2/workflow/run/"+id, "application/json", nil) // want `there is no endpoint /openapi/v2/workflow/run/`
}
