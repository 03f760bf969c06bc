// Package c15 is right: gjson alone, several paths at once.
package c15

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/tidwall/gjson"
)

func post(path, body string) ([]byte, error) {
	resp, err := http.Post("https://www.runninghub.cn"+path, "application/json", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func Create(body string) (task, tips string, err error) {
	raw, err := post("/task/openapi/create", body)
	if err != nil {
		return "", "", err
	}
	v := gjson.GetManyBytes(raw, "code", "msg", "data.taskId", "data.promptTips")
	if code := v[0].Int(); code != 0 || !v[0].Exists() {
		return "", "", fmt.Errorf("create: %d %s", code, v[1])
	}
	return v[2].String(), v[3].String(), nil
}

func URLs(body string) (urls []string, done bool, err error) {
	raw, err := post("/task/openapi/outputs", body)
	if err != nil {
		return nil, false, err
	}
	root := gjson.ParseBytes(raw)
	switch root.Get("code").Int() {
	case 0:
		root.Get("data").ForEach(func(_, v gjson.Result) bool {
			urls = append(urls, v.Get("fileUrl").String())
			return true
		})
		return urls, true, nil
	case 804, 813:
		return nil, false, nil
	}
	return nil, true, fmt.Errorf("outputs: %s", raw)
}
