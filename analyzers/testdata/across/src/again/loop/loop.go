// Package loop tries again, rightly and wrongly.
package loop

import (
	"errors"
	"io"
	"time"

	"again/rh"
)

func Busy(body func() io.Reader) (string, string, error) {
	for i := 0; i < 3; i++ {
		id, tips, err := rh.Create(body())
		var api *rh.Error
		if errors.As(err, &api) && api.Busy() {
			time.Sleep(time.Minute)
			continue
		}
		return id, tips, err
	}
	return "", "", errors.New("busy")
}

func Field(body func() io.Reader) (string, string, error) {
	for i := 0; i < 3; i++ {
		id, tips, err := rh.Create(body())
		var api *rh.Error
		if errors.As(err, &api) && api.Code == 421 {
			time.Sleep(time.Minute)
			continue
		}
		return id, tips, err
	}
	return "", "", errors.New("busy")
}

func Any(body func() io.Reader) (string, string, error) {
	for i := 0; i < 3; i++ {
		id, tips, err := rh.Create(body()) // want `create is sent again after 803`
		if err == nil {
			return id, tips, nil
		}
		time.Sleep(time.Minute)
	}
	return "", "", errors.New("given up")
}

func Alike(body func() io.Reader) (string, string, error) {
	for i := 0; i < 3; i++ {
		id, tips, err := rh.Create(body())
		var api *rh.Error
		if errors.As(err, &api) { // want `the error is checked but its code is not: 803`
			time.Sleep(time.Minute)
			continue
		}
		return id, tips, err
	}
	return "", "", errors.New("given up")
}
