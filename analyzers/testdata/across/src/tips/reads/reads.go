// Package reads looks at both.
package reads

import (
	"errors"
	"io"

	"tips/rh"
)

func Start(body io.Reader) (string, error) {
	task, err := rh.Create(body)
	if err != nil {
		return "", err
	}
	if task.Tips != "" {
		return "", errors.New(task.Tips)
	}
	return task.TaskID, nil
}
