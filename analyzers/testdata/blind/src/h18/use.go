// Package h18 uses the other package's check.
package h18

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"h17/api"
)

var ErrTimeout = errors.New("timeout")

func Poll(ctx context.Context, r api.Runner, id string) (json.RawMessage, error) {
	deadline := time.Now().Add(20 * time.Minute)
	for time.Now().Before(deadline) {
		out, err := r.Outputs(ctx, id)
		if err != nil {
			return nil, err
		}
		err = api.Ensure(out)
		if err == nil {
			return out.Data, nil
		}
		var ref *api.Refused
		if !errors.As(err, &ref) || ref.Reply == nil {
			return nil, err
		}
		if c := ref.Reply.Code; c != 804 && c != 813 {
			return nil, err
		}
		time.Sleep(5 * time.Second)
	}
	return nil, ErrTimeout
}
