// Package batch runs many workflows.
package batch

import (
	"context"
	"errors"
	"time"

	"g16/sdk"
)

// Run starts the workflow, patiently.
// BUG: any CodeError is sent again, 803 too.
func Run(ctx context.Context, key, wf string) (*sdk.Task, error) {
	var last error
	for i := range 6 {
		t, err := sdk.Create(ctx, key, wf)
		if err == nil {
			return t, nil
		}
		var ce *sdk.CodeError
		if !errors.As(err, &ce) {
			return nil, err
		}
		last = err
		time.Sleep(time.Duration(1<<i) * time.Second)
	}
	return nil, last
}
