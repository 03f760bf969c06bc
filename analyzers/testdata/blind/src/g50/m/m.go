// Package m reads the tips.
package m

import (
	"errors"
	"io"

	"g50/c"
)

func Start(body io.Reader) (string, error) {
	a, err := c.Create(body)
	if err != nil {
		return "", err
	}
	if a.Tips != "" {
		return "", errors.New("nodes were dropped: " + a.Tips)
	}
	return a.ID.String(), nil
}
