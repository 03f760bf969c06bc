// Package h15 picks what it needs.
package h15

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"github.com/tidwall/gjson"
)

type Started struct{ ID, Socket, Tips string }

// Start runs an app.
// BUG: the code is never asked for.
func Start(body []byte) (*Started, error) {
	resp, err := http.Post("https://www.runninghub.cn/task/openapi/ai-app/run", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	if !gjson.ValidBytes(b) {
		return nil, errors.New("no JSON")
	}
	v := gjson.GetManyBytes(b, "data.taskId", "data.netWssUrl", "data.promptTips")
	return &Started{v[0].String(), v[1].String(), v[2].String()}, nil
}
