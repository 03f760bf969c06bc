// Package c28 is right: the client and its errors are in another package.
package c28

import (
	"context"
	"errors"
	"time"

	"c28/client"
)

func Run(ctx context.Context, a client.API, body []byte) (id, tips string, err error) {
	const most = 10
	for n := 0; n < most; n++ {
		rep, err := a.Submit(ctx, body)
		var busy *client.Busy
		switch {
		case err == nil:
			return rep.Data.TaskID, rep.Data.PromptTips, nil
		case errors.As(err, &busy):
			select {
			case <-time.After(45 * time.Second):
			case <-ctx.Done():
				return "", "", ctx.Err()
			}
		default:
			return "", "", err
		}
	}
	return "", "", errors.New("still busy")
}
