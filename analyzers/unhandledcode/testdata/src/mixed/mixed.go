// Package mixed speaks to RunningHub and to somebody else with one envelope.
package mixed

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/tidwall/gjson"
)

type envelope struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data struct {
		TaskID     string `json:"taskId"`
		PromptTips string `json:"promptTips"`
	} `json:"data"`
}

type rh struct{ root string }

func newRH() *rh { return &rh{root: "https://www.runninghub.ai/task/openapi"} }

func (c *rh) url(end string) string { return fmt.Sprintf("%s/%s", c.root, end) }

func (c *rh) call(end string, env *envelope) error {
	resp, err := http.Post(c.url(end), "application/json", nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(env)
}

func (c *rh) run() (string, string, error) {
	var env envelope
	if err := c.call("create", &env); err != nil {
		return "", "", err
	}
	return env.Data.TaskID, env.Data.PromptTips, nil // want `env.Code is never checked before the data is read; create can return`
}

type otherClient struct{ root string }

func (c *otherClient) call(end string, env *envelope) error {
	resp, err := http.Post("https://api.example.com"+end, "application/json", nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(env)
}

func (c *otherClient) run() (string, error) {
	var env envelope
	if err := c.call("/v1/create", &env); err != nil {
		return "", err
	}
	return env.Data.TaskID, nil
}

func get(url string) []byte { return nil }

func byGJSON() string {
	b := get("https://www.runninghub.cn/task/openapi/outputs")
	return gjson.GetBytes(b, "data.0.fileUrl").String() // want `"code" is never checked before the data is read; outputs can return`
}

func byResult() string {
	r := gjson.ParseBytes(get("https://www.runninghub.cn/task/openapi/outputs"))
	return r.Get("data.0.fileUrl").String() // want `"code" is never checked before the data is read; outputs can return`
}

func byMap() any {
	var m map[string]any
	if json.Unmarshal(get("https://www.runninghub.cn/task/openapi/outputs"), &m) != nil {
		return nil
	}
	return m["data"] // want `"code" is never checked before the data is read; outputs can return`
}

func elsewhere() (any, string) {
	var m map[string]any
	b := get("https://api.example.com/x")
	if json.Unmarshal(b, &m) != nil {
		return nil, ""
	}
	return m["data"], gjson.GetBytes(b, "data").String()
}

//payloadlint:endpoint outputs
func named(b []byte) (string, error) {
	var env envelope
	if err := json.Unmarshal(b, &env); err != nil {
		return "", err
	}
	return env.Data.TaskID, nil // want `env.Code is never checked before the data is read; outputs can return`
}

func ignored() (string, error) {
	var env envelope
	if err := newRH().call("create", &env); err != nil {
		return "", err
	}
	//payloadlint:ignore unhandledcode an empty taskId is all that matters here
	return env.Data.TaskID, nil
}

func unused() string {
	//payloadlint:ignore unhandledcode there is nothing to silence // want `unused //payloadlint:ignore unhandledcode`
	return ""
}
