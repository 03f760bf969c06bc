// Package use knows the client by interfaces only: that of the client's package
// and one of its own.
package use

import (
	"fmt"
	"io"

	"iface/rh"
)

func Theirs(api rh.API, body io.Reader) (string, string, error) {
	a, err := api.Create(body)
	if err != nil {
		return "", "", err
	}
	return a.Data.TaskID, a.Data.Tips, nil // want `a.Code is never checked before the data is read; create can return 803`
}

type creator interface {
	Create(body io.Reader) (*rh.Answer, error)
}

type service struct{ api creator }

func (s *service) Start(body io.Reader) (string, string, error) {
	a, err := s.api.Create(body)
	if err != nil {
		return "", "", err
	}
	return a.Data.TaskID, a.Data.Tips, nil // want `a.Code is never checked before the data is read; create can return 803`
}

func (s *service) Careful(body io.Reader) (string, string, error) {
	a, err := s.api.Create(body)
	if err != nil {
		return "", "", err
	}
	if a.Code != 0 {
		return "", "", fmt.Errorf("create: %d", a.Code)
	}
	return a.Data.TaskID, a.Data.Tips, nil
}
