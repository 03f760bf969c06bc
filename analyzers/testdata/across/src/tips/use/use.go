// Package use takes the id and leaves the node errors.
package use

import (
	"io"

	"tips/rh"
)

func Start(body io.Reader) (string, error) {
	task, err := rh.Create(body)
	if err != nil || task == nil {
		return "", err
	}
	return task.TaskID, nil // want `promptTips of this create response is never read`
}

// Whole leaves them to its callers.
func Whole(body io.Reader) (*rh.Created, error) {
	task, err := rh.Create(body)
	return task, err
}
