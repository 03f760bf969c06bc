// Package job starts tasks and mentions nobody by name.
package job

import (
	"context"
	"errors"

	"whole/client"
)

func Blind(ctx context.Context, c *client.Client, body []byte) (string, string, error) {
	a, err := c.Create(ctx, body)
	if err != nil {
		return "", "", err
	}
	return a.Data.TaskID, a.Data.Tips, nil // want `a.Code is never checked before the data is read; create can return 803`
}

func Checked(ctx context.Context, c *client.Client, body []byte) (string, string, error) {
	a, err := c.Create(ctx, body)
	if err != nil {
		return "", "", err
	}
	if a.Code != 0 {
		return "", "", errors.New(a.Msg) // want `this error drops a.Code`
	}
	return a.Data.TaskID, a.Data.Tips, nil
}
