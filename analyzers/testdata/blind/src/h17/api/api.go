// Package api talks to the service and hands the answers on.
package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
)

type Reply struct {
	Code int             `json:"code"`
	Msg  string          `json:"msg"`
	Data json.RawMessage `json:"data"`
}

type Runner interface {
	Outputs(ctx context.Context, id string) (*Reply, error)
}

type runner struct{ key string }

func New(key string) Runner { return &runner{key} }

func (r *runner) Outputs(ctx context.Context, id string) (*Reply, error) {
	b, err := json.Marshal(map[string]string{"apiKey": r.key, "taskId": id})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, "POST", "https://www.runninghub.cn/task/openapi/outputs", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	out := &Reply{}
	if err := json.NewDecoder(res.Body).Decode(out); err != nil {
		return nil, err
	}
	return out, nil
}

// Ensure turns a refusal into an error.
func Ensure(r *Reply) error {
	if r == nil || r.Code != 0 {
		return &Refused{r}
	}
	return nil
}

type Refused struct{ Reply *Reply }

func (r *Refused) Error() string { return "refused" }
