// Package c10 is right: a table gives the words, and numbers that it lacks are told as numbers.
package c10

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

var words = map[int]string{
	380: "WORKFLOW_NOT_EXISTS",
	803: "APIKEY_INVALID_NODE_INFO",
	433: "VALIDATE_PROMPT_FAILED",
	421: "TASK_QUEUE_MAXED",
}

type out struct {
	Code int
	Msg  string
	Data struct{ TaskId, PromptTips string }
}

func word(c int) string {
	if w, ok := words[c]; ok {
		return w
	}
	return fmt.Sprintf("code %d", c)
}

func Start(r io.Reader) (o out, err error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/create", "application/json", r)
	if err != nil {
		return o, err
	}
	defer func() {
		if e := resp.Body.Close(); err == nil {
			err = e
		}
	}()
	if err = json.NewDecoder(resp.Body).Decode(&o); err != nil {
		return o, err
	}
	if w := word(o.Code); o.Code > 0 {
		return o, fmt.Errorf("%s (%d): %s", w, o.Code, o.Msg)
	}
	return o, nil
}

func Main(body string) {
	o, err := Start(strings.NewReader(body))
	if err != nil {
		fmt.Println("failed:", err)
		return
	}
	fmt.Println(o.Data.TaskId, o.Data.PromptTips)
}
