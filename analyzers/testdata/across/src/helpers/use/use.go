// Package use asks the helpers of another package.
package use

import (
	"fmt"
	"io"
	"time"

	"helpers/rh"
)

func ByErr(body io.Reader) (string, string, error) {
	c, err := rh.Start(body)
	if err != nil {
		return "", "", err
	}
	if err := rh.Err(c); err != nil {
		return "", "", err
	}
	return rh.TaskID(c), c.Data.Tips, nil
}

func ByOK(body io.Reader) (string, string, error) {
	c, err := rh.Start(body)
	if err != nil {
		return "", "", err
	}
	if !c.OK() {
		return "", "", fmt.Errorf("create: %d %s", c.Code, c.Msg)
	}
	return c.Data.TaskID, c.Data.Tips, nil
}

func ByNumber(body io.Reader) (string, string, error) {
	c, err := rh.Start(body)
	if err != nil {
		return "", "", err
	}
	if c.Number() != 0 {
		return "", "", fmt.Errorf("create: %d %s", c.Number(), c.Msg)
	}
	return c.Data.TaskID, c.Data.Tips, nil
}

func ByHelper(body io.Reader) (string, error) {
	c, err := rh.Start(body)
	if err != nil {
		return "", err
	}
	return rh.TaskID(c), nil // want `c.Code is never checked before the data is read`
}

func WrongWay(body io.Reader) (string, string, error) {
	c, err := rh.Start(body)
	if err != nil {
		return "", "", err
	}
	if c.Number() == 803 {
		return "", "", fmt.Errorf("create: %d %s", c.Number(), c.Msg)
	}
	return c.Data.TaskID, c.Data.Tips, nil // want `the checks of c.Code leave out 433`
}

func Patient(body func() io.Reader) (id, tips string, err error) {
	for i := 0; i < 5; i++ {
		if id, tips, err = rh.Run(body()); !rh.Busy(err) {
			return id, tips, err
		}
		time.Sleep(time.Minute)
	}
	return "", "", err
}

func Stubborn(body func() io.Reader) (id, tips string, err error) {
	for i := 0; i < 5; i++ {
		if id, tips, err = rh.Run(body()); err == nil { // want `create is sent again after 803`
			return id, tips, nil
		}
		time.Sleep(time.Minute)
	}
	return "", "", err
}
