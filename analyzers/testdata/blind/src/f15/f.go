// Package f15 is wrong: several paths at once, and the code is not one of them.
package f15

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/tidwall/gjson"
)

func Create(body string) (task, tips string, err error) { // BUG
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", strings.NewReader(body))
	if err != nil {
		return "", "", err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", "", err
	}
	v := gjson.GetManyBytes(raw, "data.taskId", "data.promptTips")
	if v[0].String() == "" {
		return "", "", errors.New("no task id")
	}
	return v[0].String(), v[1].String(), nil
}
