// Package h16 asks by gjson.
package h16

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/tidwall/gjson"
)

type Status string

const (
	Queued  Status = "QUEUED"
	Running Status = "RUNNING"
	Success Status = "SUCCESS"
	Failed  Status = "FAILED"
)

func StatusOf(key, id string) (Status, []string, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/outputs", "application/json",
		strings.NewReader(fmt.Sprintf(`{"apiKey":%q,"taskId":%q}`, key, id)))
	if err != nil {
		return "", nil, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", nil, err
	}
	root := gjson.ParseBytes(raw)
	code := root.Get("code")
	if !code.Exists() {
		return "", nil, fmt.Errorf("no code in %.100s", raw)
	}
	switch n := code.Int(); n {
	case 0:
		var urls []string
		root.Get("data").ForEach(func(_, v gjson.Result) bool {
			urls = append(urls, v.Get("fileUrl").String())
			return true
		})
		return Success, urls, nil
	case 804:
		return Running, nil, nil
	case 813:
		return Queued, nil, nil
	case 805:
		return Failed, nil, nil
	default:
		return "", nil, fmt.Errorf("%d: %s", n, root.Get("msg").String())
	}
}
