// Package g10 asks gjson for code and data together.
package g10

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

var errPending = errors.New("pending")

func once(ctx context.Context, key, id string) ([]string, error) {
	body := strings.NewReader(fmt.Sprintf(`{"apiKey":%q,"taskId":%q}`, key, id))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://www.runninghub.cn/task/openapi/outputs", body)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	v := gjson.GetManyBytes(b, "code", "msg", "data.#.fileUrl")
	switch v[0].Int() {
	case 0:
	case 804, 813:
		return nil, errPending
	default:
		return nil, fmt.Errorf("outputs: %d %s", v[0].Int(), v[1].String())
	}
	var urls []string
	for _, u := range v[2].Array() {
		urls = append(urls, u.String())
	}
	return urls, nil
}

// Files waits for a task, at most until ctx ends.
func Files(ctx context.Context, key, id string) ([]string, error) {
	for {
		urls, err := once(ctx, key, id)
		if !errors.Is(err, errPending) {
			return urls, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(2 * time.Second):
		}
	}
}
